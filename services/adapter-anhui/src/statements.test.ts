import { usccFor } from '@delta/mapping/testing'
import { expect, test } from 'vitest'
import { entry, firm, item, parts, person, read, relation } from './testing/rows.ts'

test('户籍地 names incl. old names', () => {
  const place = (text: string): unknown => {
    const [told] = read('GLGX', { ...relation, 户籍地: text }).relations
    return [told?.placement, told?.hukouProvince, told?.unit]
  }
  expect([place('安徽省合肥市巢湖市'), place('居巢区'), place('安徽省巢湖市居巢区'), place('浙江省玉环县'), place('上海市浦东新区')]).toEqual([
    ['IN_REGION', '340000', 'AH-HUKOU'],
    ['IN_REGION', '340000', 'AH-HUKOU'],
    ['IN_REGION', '340000', 'AH-HUKOU'],
    ['IN_REGION', '330000', 'ZJ-HUKOU'],
    ['IN_REGION', '310000', 'SH-HUKOU'],
  ])
  expect([place('河南省郑州市'), place(''), place('无')]).toEqual([
    ['OUTSIDE_REGION', '410000', null],
    ['UNKNOWN', null, null],
    ['UNKNOWN', null, null],
  ])
  expect(read('GLGX', { ...relation, 户籍地: '某某省某某县' }).verdict).toBe('E_CODE_UNKNOWN 户籍地')
  expect(read('ZRR', { 姓名: '王磊', 证件号码: person, 户籍地: '安徽省巢湖市居巢区' }).items.map(one => one.value)).toEqual([
    '王磊',
    `330*${person.slice(-4)}`,
    '340181',
  ])
})

test('percent shares: "35.5%" or 0.355', () => {
  const share = (text: string): string | null | undefined => read('GLGX', { ...relation, 持股比例: text }).relations[0]?.share
  expect([share('35.5%'), share('0.355'), share('35.5％'), share('100%'), share('1'), share('0.3550000001'), share('')]).toEqual([
    '0.355000',
    '0.355000',
    '0.355000',
    '1.000000',
    '1.000000',
    '0.355000',
    null,
  ])
  expect([read('GLGX', { ...relation, 持股比例: '135%' }).verdict, read('GLGX', { ...relation, 持股比例: '35.5' }).verdict]).toEqual([
    'E_AMOUNT 持股比例',
    'E_AMOUNT 持股比例',
  ])
})

test('domain by Chinese name', () => {
  expect(read('HMD', entry).entries[0]).toMatchObject({ domain: 'B05', polarity: 'BLACK', unit: 'AH-ECO', unitBasis: 'FINDER', basis: '决定书' })
  expect(read('HMD', { ...entry, 领域: '知识产权（专利）领域严重失信主体', 认定单位: '安徽省市场监督管理局' }).entries[0]).toMatchObject({
    domain: 'B27',
    unit: 'AH-MKT',
    unitBasis: 'FINDER',
  })
  expect(read('HONGMD', { ...entry, 名单类型: '红名单', 领域: '海关高级认证企业', 认定单位: '' }).entries[0]).toMatchObject({
    domain: 'R02',
    unit: 'AH-CUSTOMS',
    unitBasis: 'CATALOGUE',
  })
  expect([
    read('HMD', { ...entry, 领域: '不存在的领域' }).verdict,
    read('HMD', { ...entry, 领域: '海关高级认证企业' }).verdict,
    read('HMD', { ...entry, 领域: '' }).verdict,
  ]).toEqual(['E_CODE_UNKNOWN 领域', 'E_CODE_UNKNOWN 领域', 'E_REQUIRED 领域'])
})

test('名单类型', () => {
  expect([
    read('HMD', { ...entry, 名单类型: '' }).entries.length,
    read('HMD', { ...entry, 名单类型: '红名单' }).verdict,
    read('HMD', { ...entry, 名单类型: '灰名单' }).verdict,
  ]).toEqual([1, 'E_CODE_UNKNOWN 名单类型', 'E_CODE_UNKNOWN 名单类型'])
})

test('ZBX by indicator name within the kind', () => {
  expect(read('ZBX', item).items[0]).toMatchObject({ indicator: 'ENT-OPS-001', businessNo: 'N1', arose: '2024-01-01', unit: 'AH-MKT' })
  const own = { ...item, 统一社会信用代码: '', 证件号码: person, 指标项: '慈善捐赠', 数据来源单位: '安徽省民政厅' }
  expect([read('ZBX', own).items[0]?.indicator, read('ZBX', { ...own, 统一社会信用代码: firm, 证件号码: '' }).items[0]?.indicator]).toEqual([
    'NAT-SOC-002',
    'ENT-SOC-003',
  ])
  expect([read('ZBX', { ...item, 指标项: '不存在的指标' }).verdict, read('ZBX', { ...item, 值: '暂无' }).verdict]).toEqual([
    'E_CODE_UNKNOWN 指标项',
    'E_REQUIRED 值',
  ])
  const kinds = { ENT: '91', NAT: '', SOC: '51', INS: '12', GOV: '11' }
  const found = parts.catalogue.indicators().map(
    ({ name, kind }) =>
      read('ZBX', {
        ...item,
        指标项: name,
        数据来源单位: '安徽省公共信用信息中心(安徽省经济信息中心)',
        ...(kind === 'NAT' ? { 统一社会信用代码: '', 证件号码: person, 值: person } : { 统一社会信用代码: usccFor(kinds[kind], '340104', 'MA1FL000') }),
      }).items[0]?.indicator,
  )
  expect(found).toEqual(parts.catalogue.indicators().map(({ code }) => code))
})
