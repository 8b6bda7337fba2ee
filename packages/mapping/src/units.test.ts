import { expect, test } from 'vitest'
import { decidingUnit } from './deciding-unit.ts'
import { readingOf } from './testing-rule.ts'
import { requiredUnitName, unitName } from './unit-name.ts'

const resolve = (text: string | null, on: string | null, rule = unitName('c'), province: '310000' | '330000' = '310000'): string | undefined => {
  const reading = readingOf({ c: text }, { province })
  const found = rule.resolve(reading, on)
  return found === null ? reading.failure?.code : `${found.unit} ${found.level}`
}

test('a unit by its name, a bureau’s name, or an earlier name within its validity', () => {
  expect([
    resolve('上海市生态环境局', null),
    resolve('上海市环境保护局', '2018-10-31'),
    resolve('上海市环境保护局', '2018-11-01'),
    resolve('上海市环境保护局', null),
  ]).toEqual(['SH-ECO PROVINCE', 'SH-ECO PROVINCE', 'E_UNIT_UNRESOLVED', 'E_UNIT_UNRESOLVED'])
  expect([resolve('宁波市生态环境局', null, unitName('c'), '330000'), resolve('中国民用航空华东地区管理局', null)]).toEqual([
    'ZJ-ECO CITY',
    'CSJ-CAAC NATIONAL',
  ])
})

test('only units that serve the province', () => {
  expect([
    resolve('浙江省生态环境厅', null),
    resolve('', null),
    resolve(null, null, requiredUnitName('c')),
    resolve('无名局', null, requiredUnitName('c')),
  ]).toEqual(['E_UNIT_UNRESOLVED', undefined, 'E_REQUIRED', 'E_UNIT_UNRESOLVED'])
})

test('a document ends at its deciding authority, by name or by function, else at the custodian', () => {
  const end = (authority: string | null, city: string | null = null, province: '310000' | '330000' = '310000'): string => {
    const found = decidingUnit(readingOf({}, { province }), authority, '2025-01-01', city)
    return `${found?.unit} ${found?.basis}`
  }
  expect([end('上海市生态环境局'), end('上海市黄浦区市场监督管理局'), end('某镇人民政府'), end(null)]).toEqual([
    'SH-ECO AUTHORITY',
    'SH-MKT AUTHORITY',
    'SH-FGW CUSTODIAN',
    'SH-FGW CUSTODIAN',
  ])
  expect([end('海曙区税务局', '330200', '330000'), end('西湖区税务局', null, '330000'), end('国家税务总局浙江省税务局', '330200', '330000')]).toEqual([
    'NB-TAX AUTHORITY',
    'ZJ-TAX AUTHORITY',
    'ZJ-TAX AUTHORITY',
  ])
})
