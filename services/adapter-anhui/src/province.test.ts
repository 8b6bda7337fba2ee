import { checkColumns } from '@delta/mapping'
import { orgCodeFor, usccFor } from '@delta/mapping/testing'
import { expect, test } from 'vitest'
import { entry, firm, item, legal, licence, penalty, person, person15, read, relation } from './testing/rows.ts'
import { anhui } from './province.ts'

test('every column of every dataset is mapped or ignored; columns that are not required may be absent', () => {
  for (const [dataset, row] of Object.entries({
    XZCF: penalty,
    JBXX: legal,
    HMD: entry,
    HONGMD: entry,
    GZMD: entry,
    GLGX: relation,
    ZBX: item,
    ZRR: { 姓名: '', 证件号码: '', 户籍地: '', 操作标志: '' },
  })) {
    expect([dataset, checkColumns(anhui, dataset, Object.keys(row))]).toEqual([dataset, { unmapped: [], missing: [] }])
  }
  expect(checkColumns(anhui, 'XZXK', Object.keys(licence))).toEqual({ unmapped: [], missing: [] })
  expect(checkColumns(anhui, 'XZCF', ['备注'])).toMatchObject({ unmapped: ['备注'], missing: expect.arrayContaining(['处罚决定书文号', '处罚决定日期']) })
  expect(read('XZXK', licence).items[0]).toMatchObject({ licence: { title: null, number: null, content: null } })
})

test('all date forms', () => {
  const decided = (text: string): string =>
    read('XZCF', { ...penalty, 处罚决定日期: text }).items[0]?.penalty?.decisionDate ?? read('XZCF', { ...penalty, 处罚决定日期: text }).verdict
  const forms = ['2025年2月3日', '2025/2/3', '20250203', '2025-02-03', '２０２５／２／３', '２０２５年２月３日', ' 2025-02-03　']
  expect(forms.map(decided)).toEqual(forms.map(() => '2025-02-03'))
  expect([decided('2025-02-30'), decided('3/2/2025'), decided('2025.2.3'), decided('暂无'), decided('2027-02-03')]).toEqual([
    'E_DATE_INVALID 处罚决定日期',
    'E_DATE_INVALID 处罚决定日期',
    'E_DATE_INVALID 处罚决定日期',
    'E_REQUIRED 处罚决定日期',
    'E_DATE_FUTURE 处罚决定日期',
  ])
})

test('Excel serial', () => {
  expect(read('XZCF', { ...penalty, 处罚决定日期: '45691' }).items[0]).toMatchObject({ penalty: { decisionDate: '2025-02-03' }, warnings: ['W_EXCEL_SERIAL'] })
  expect([read('XZCF', { ...penalty, 处罚决定日期: '19999' }).verdict, read('XZCF', { ...penalty, 处罚决定日期: '60001' }).verdict]).toEqual([
    'E_DATE_INVALID 处罚决定日期',
    'E_DATE_INVALID 处罚决定日期',
  ])
})

test('Excel damage 3.40104E+17', () => {
  expect(read('XZCF', { ...penalty, 行政相对人类别: '自然人', 统一社会信用代码: '', 证件号码: '3.40104E+17' }).verdict).toBe('E_ID_DAMAGED 证件号码')
  expect(read('GLGX', { ...relation, 关联方标识: '3.40104E+17' }).verdict).toBe('E_ID_DAMAGED 关联方标识')
})

test('apostrophes', () => {
  expect(read('XZCF', { ...penalty, 统一社会信用代码: `'${firm}` }).items[0]).toMatchObject({ subject: { id: firm }, warnings: ['W_EXCEL_APOSTROPHE'] })
  expect(
    read('XZCF', { ...penalty, 统一社会信用代码: `　${firm.replace(/[0-9A-Z]/g, one => String.fromCharCode(one.charCodeAt(0) + 0xfee0))}` }).items[0],
  ).toMatchObject({ subject: { id: firm }, warnings: ['W_FULLWIDTH', 'W_TRIMMED'] })
})

test('thousands separators and full-width amounts', () => {
  const fine = (text: string): string | null | undefined => read('XZCF', { ...penalty, '罚款金额（元）': text }).items[0]?.penalty?.fineYuan
  expect([fine('12,345.60'), fine('１２，３４５．６０'), fine('12345.6'), fine('1,234,567'), fine('3.5万元'), fine('0')]).toEqual([
    '12345.60',
    '12345.60',
    '12345.60',
    '1234567.00',
    '35000.00',
    '0.00',
  ])
  expect(['12,34', '1.2E+07', '-5', '一万', '1.234'].map(text => read('XZCF', { ...penalty, '罚款金额（元）': text }).verdict)).toEqual(
    Array.from({ length: 5 }, () => 'E_AMOUNT 罚款金额（元）'),
  )
  expect(read('XZCF', { ...penalty, '罚款金额（元）': ' ' }).verdict).toBe('E_REQUIRED 罚款金额（元）')
  expect(read('XZCF', { ...penalty, '罚款金额（元）': '', 处罚类别: '警告' }).items[0]?.penalty).toMatchObject({ fineYuan: null, kinds: ['01'] })
  expect(read('JBXX', legal).items.find(one => one.indicator === 'ENT-BAS-004')?.value).toBe('1000.00')
})

test('null tokens', () => {
  for (const token of ['', '无', '/', '—', '--', 'NULL', '\\N', '暂无', ' 无　']) {
    const told = read('XZCF', { ...penalty, 公示截止期: token, 组织机构代码: token, 证件号码: token }).items[0]
    expect([token, told?.penalty?.publicUntil, told?.warnings]).toEqual([token, null, token === '' ? [] : ['W_NULL_TOKEN']])
  }
  expect(read('JBXX', { ...legal, 法定代表人: '无', 住所: '/', '注册资本（万元）': '—' }).items.map(one => one.indicator)).toEqual([
    'ENT-BAS-001',
    'ENT-BAS-002',
    'ENT-BAS-005',
    'ENT-BAS-006',
  ])
  expect(read('XZCF', { ...penalty, 处罚决定书文号: '暂无' }).verdict).toBe('E_REQUIRED 处罚决定书文号')
})

test('长期 and 永久 are open', () => {
  expect(['长期', '永久', '2099-12-31', '99991231'].map(text => read('XZXK', { ...licence, 有效期至: text }).items[0]?.licence?.validTo)).toEqual([
    null,
    null,
    null,
    null,
  ])
  expect(read('XZXK', { ...licence, 有效期自: '长期' }).verdict).toBe('E_DATE_INVALID 有效期自')
  expect(read('HMD', entry).entries[0]?.to).toBeNull()
})

test('unit names by alias and earlier name', () => {
  expect(read('XZCF', { ...penalty, 数据来源单位: '合肥市生态环境局' }).items[0]).toMatchObject({ reportedBy: 'AH-ECO', unit: 'AH-ECO' })
  expect(read('XZCF', { ...penalty, 数据来源单位: '安徽省环境保护厅', 处罚决定日期: '2017-02-03', 公示截止期: '' }).items[0]).toMatchObject({
    reportedBy: 'AH-ECO',
  })
  expect([
    read('XZCF', { ...penalty, 数据来源单位: '安徽省环境保护厅' }).verdict,
    read('XZCF', { ...penalty, 数据来源单位: '无名局' }).verdict,
    read('XZCF', { ...penalty, 数据来源单位: '' }).verdict,
  ]).toEqual(['E_UNIT_UNRESOLVED 数据来源单位', 'E_UNIT_UNRESOLVED 数据来源单位', 'E_REQUIRED 数据来源单位'])
  expect(read('XZCF', { ...penalty, 处罚机关: '合肥市某某街道办事处' }).items[0]).toMatchObject({ unit: 'AH-FGW', unitBasis: 'CUSTODIAN' })
  expect(read('XZCF', { ...penalty, 处罚机关: '' }).verdict).toBe('E_REQUIRED 处罚机关')
})

test('resident id in the organisation column', () => {
  expect(read('XZCF', { ...penalty, 统一社会信用代码: person }).verdict).toBe('E_ID_TYPE 统一社会信用代码')
  expect(read('XZCF', { ...penalty, 统一社会信用代码: '', 组织机构代码: person }).verdict).toBe('E_ID_TYPE 组织机构代码')
  expect(read('GLGX', { ...relation, 主体代码: person }).verdict).toBe('E_ID_TYPE 主体代码')
})

test('15-digit ids', () => {
  const row = { ...penalty, 行政相对人类别: '自然人', 统一社会信用代码: '无', 证件号码: person15 }
  expect(read('XZCF', row).items[0]).toMatchObject({
    indicator: 'NAT-LAW-002',
    subject: { kind: 'NAT', idType: 'RIC' },
    warnings: ['W_ID15_UPGRADED', 'W_NULL_TOKEN'],
  })
  expect(read('XZCF', row).items[0]?.subject.id).toBe(read('XZCF', { ...row, 证件号码: person }).items[0]?.subject.id)
})

test('one of three identifiers, and the category agrees', () => {
  const code = orgCodeFor('MA1FL000')
  expect(read('XZCF', { ...penalty, 统一社会信用代码: '', 组织机构代码: `${code.slice(0, 8)}-${code.slice(8)}` }).items[0]).toMatchObject({
    subject: { id: `ORG:${code}` },
    warnings: ['W_ORGCODE_ONLY'],
  })
  expect(read('XZCF', { ...penalty, 统一社会信用代码: '' }).verdict).toBe('E_REQUIRED 统一社会信用代码')
  expect(read('XZCF', { ...penalty, 行政相对人类别: '自然人', 统一社会信用代码: '' }).verdict).toBe('E_REQUIRED 证件号码')
  expect(read('XZCF', { ...penalty, 行政相对人类别: '自然人' }).verdict).toBe('E_KIND_CONFLICT 行政相对人类别')
  expect(read('XZCF', { ...penalty, 行政相对人类别: '外星人' }).verdict).toBe('E_CODE_UNKNOWN 行政相对人类别')
  expect(read('XZCF', { ...penalty, 行政相对人类别: '' }).verdict).toBe('E_REQUIRED 行政相对人类别')
  expect(read('XZCF', { ...penalty, 行政相对人类别: '个体工商户', 统一社会信用代码: usccFor('92', '340104', 'MA1FL000') }).items[0]?.subject.subKind).toBe(
    'INDIVIDUAL_BUSINESS',
  )
  expect(new Set(read('JBXX', { ...legal, 主体类别: '机关' }).rejections)).toEqual(new Set(['E_KIND_CONFLICT 主体类别']))
})

test('操作标志', () => {
  const op = (text: string): string => read('XZCF', { ...penalty, 操作标志: text }).items[0]?.op ?? read('XZCF', { ...penalty, 操作标志: text }).verdict
  expect([op(''), op('新增'), op('修改'), op('删除'), op('作废')]).toEqual(['upsert', 'upsert', 'upsert', 'revoke', 'E_CODE_UNKNOWN 操作标志'])
  expect(read('HMD', { ...entry, 操作标志: '删除' }).entries[0]?.op).toBe('revoke')
})

test('revoked, then issued again under the same number: one record; under a new one: another', () => {
  const id = (over: object): string | undefined => read('XZXK', { ...licence, ...over }).items[0]?.recordId
  expect(id({ 操作标志: '删除' })).toBe(id({}))
  expect(id({ 行政许可决定文书号: '皖许〔2024〕1-1号' })).not.toBe(id({}))
})

test('embedded CRLF and registered signs stay', () => {
  expect(read('XZCF', { ...penalty, 行政相对人名称: ' ㈱云澜（①）䶮', 处罚内容: '罚款\r\n没收' }).items[0]).toMatchObject({
    subject: { name: '㈱云澜（①）䶮' },
    penalty: { content: '罚款\r\n没收' },
  })
})
