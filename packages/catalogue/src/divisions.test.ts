import { provinceCodeOf } from '@delta/model'
import { expect, test } from 'vitest'
import { loadCatalogue } from './load-catalogue.ts'

const catalogue = loadCatalogue()
const rows = (table: Parameters<typeof catalogue.rows>[0]) => catalogue.rows(table)

test('four provinces, 41 cities and 305 counties, each in its province', () => {
  expect(rows('cities').length).toBe(41)
  expect(Object.fromEntries([...Map.groupBy(rows('cities'), row => row['province'])].map(([province, cities]) => [province, cities.length]))).toEqual({
    31: 1,
    32: 13,
    33: 11,
    34: 16,
  })
  expect(Object.fromEntries([...Map.groupBy(rows('counties'), row => row['province'])].map(([province, list]) => [province, list.length]))).toEqual({
    31: 16,
    32: 95,
    33: 90,
    34: 104,
  })
  for (const { code = '', city, province } of rows('counties')) {
    expect(catalogue.division(code)).toMatchObject({
      current: code,
      known: true,
      province: `${province}0000`,
      level: 'COUNTY',
      city: province === '31' ? null : city,
    })
    expect(catalogue.county(code)?.city).toBe(city)
  }
})

test.each([
  ['331083', '玉环市', '331000'],
  ['330383', '龙港市', '330300'],
  ['341882', '广德市', '341800'],
  ['330113', '临平区', '330100'],
  ['330114', '钱塘区', '330100'],
])('the recent division %s is %s', (code, name, city) => {
  expect(catalogue.division(code)).toMatchObject({ name, current: code, city, known: true, until: null })
  expect(catalogue.divisionByName(name)).toMatchObject({ code })
})

test.each([
  ['310222', '310115', null],
  ['310230', '310151', null],
  ['341400', '340100', '340100'],
  ['341402', '340181', '340100'],
  ['320502', '320508', '320500'],
  ['330104', '330102', '330100'],
  ['331021', '331083', '331000'],
  ['341822', '341882', '341800'],
])('the retired division %s is %s today', (code, current, city) => {
  expect(catalogue.division(code)).toMatchObject({ code, current, city, known: true, province: provinceCodeOf(code) })
})

test('every retired division leads to one that exists', () => {
  for (const { code = '', successor = '' } of rows('divisions-retired')) {
    expect(catalogue.division(code)?.current).toBe(successor)
    expect(catalogue.division(successor)).toMatchObject({ current: successor, known: true })
  }
})

test('on a day while it lasted, a division is itself', () => {
  expect(catalogue.division('341402', '2011-08-22')?.current).toBe('341402')
  expect(catalogue.division('341402', '2011-08-23')?.current).toBe('340181')
})

test('digits that no table names still have their province and city; no province, no division', () => {
  expect(catalogue.division('320202')).toEqual({
    code: '320202',
    name: null,
    level: 'COUNTY',
    province: '320000',
    city: '320200',
    current: '320202',
    until: null,
    known: false,
  })
  expect(catalogue.division('110105')).toMatchObject({ province: '110000', city: null, known: false })
  for (const code of ['990101', '3202', '', '32020A']) expect(catalogue.division(code)).toBeNull()
})

test('Shanghai has no 设区市 level', () => {
  expect(catalogue.division('310000')).toMatchObject({ level: 'PROVINCE', city: null, province: '310000' })
  expect(catalogue.division('310115')).toMatchObject({ level: 'COUNTY', city: null })
  expect(catalogue.city('310000')?.name).toBe('上海市')
})

test.each([
  ['安徽省合肥市巢湖市', '340181'],
  ['安徽省巢湖市居巢区', '340181'],
  ['居巢区', '340181'],
  ['安徽省巢湖市', '340181'],
  ['安徽省巢湖市庐江县', '340124'],
  ['安徽省巢湖市和县', '340523'],
  ['安徽省宣城市广德县', '341882'],
  ['浙江省玉环县', '331083'],
  ['浙江省杭州市江干区', '330102'],
  ['江苏省苏州市沧浪区', '320508'],
  ['江苏省南通市崇川区', '320613'],
  ['江苏省昆山市', '320583'],
  ['江苏省南京市鼓楼区', '320106'],
  ['江苏省徐州市鼓楼区', '320302'],
  ['上海市浦东新区', '310115'],
  ['上海市市辖区黄浦区', '310101'],
  ['上海市县崇明县', '310151'],
  ['上海市崇明县', '310151'],
  ['浙江省舟山市普陀区', '330903'],
  ['上海市普陀区', '310107'],
  ['浙江省 温州市\u3000龙港市', '330383'],
  ['安徽省', '340000'],
  ['杭州市', '330100'],
  ['江苏省苏州市某某街道', '320500'],
  ['江苏省鼓楼区', '320000'],
  ['安徽省某地', '340000'],
  ['河南省信阳市', '410000'],
  ['广西壮族自治区桂林市', '450000'],
])('%s is %s today', (name, current) => {
  expect(catalogue.divisionByName(name)?.current).toBe(current)
})

test('every current division is found by its full name, and is the only one of it', () => {
  for (const { code = '', name = '', city, province } of rows('counties')) {
    const cityName = province === '31' ? '' : (catalogue.city(city ?? '')?.name ?? '')
    expect(catalogue.divisionByName(`${catalogue.province(`${province}0000`)?.name}${cityName}${name}`)?.code).toBe(code)
  }
  for (const { code = '', name = '' } of rows('cities')) expect(catalogue.divisionByName(name)?.code).toBe(code)
})

test('nothing is guessed: a name that several places bear, or none, is null', () => {
  for (const name of ['鼓楼区', '普陀区', '朝阳区', '南昌市西湖区', '', '海南藏族自治州']) expect(catalogue.divisionByName(name)).toBeNull()
  expect(catalogue.divisionByName('普陀区', '330000')?.code).toBe('330903')
  expect(catalogue.divisionByName('鼓楼区', '320000')?.code).toBe('320000')
  expect(catalogue.divisionByName('上海市普陀区', '330000')).toBeNull()
})

test.each([
  ['051283', '320583'],
  ['02505', '320105'],
  ['051202', '320508'],
  ['051299', '320500'],
])('the local area %s is %s', (code, current) => {
  expect(catalogue.localArea(code)?.current).toBe(current)
})

test('a local area is text: without its leading 0, or outside the table, it is unknown', () => {
  for (const code of ['51283', '2505', '099901', '02101', '', '0251', '0512833']) expect(catalogue.localArea(code)).toBeNull()
})
