import { PROVINCES } from '@delta/model'
import { expect, test } from 'vitest'
import { loadCatalogue } from './load-catalogue.ts'

const catalogue = loadCatalogue()
const today = '2026-11-22'

test('every unit resolves by its own name in each of its provinces, and in no other', () => {
  for (const unit of catalogue.units()) {
    for (const province of PROVINCES) {
      const found = catalogue.resolveUnitName(unit.name, province, today)
      expect(found?.unit ?? null).toBe(unit.provinces.includes(province) ? unit.code : null)
    }
  }
})

test('an alias resolves with its division and level', () => {
  for (const { name = '', division, unit, province } of catalogue.rows('unit-alias')) {
    const own = catalogue.unit(unit ?? '')?.name === name
    expect(catalogue.resolveUnitName(name, `${province}0000` as '340000', today)).toEqual({ unit, division, level: own ? 'PROVINCE' : 'CITY' })
  }
})

test.each([
  ['上海市环境保护局', '310000', '2018-10-31', 'SH-ECO'],
  ['上海市环境保护局', '310000', '2018-11-01', null],
  ['安徽省质量技术监督局', '340000', '2017-01-01', 'AH-MKT'],
  ['安徽省工商行政管理局', '340000', '2017-01-01', 'AH-MKT'],
  ['江苏省地方金融监督管理局', '320000', '2024-05-31', 'JS-LFIN'],
  ['江苏省地方金融监督管理局', '320000', '2024-06-01', null],
  ['上海市生态环境局', '310000', '2015-01-01', 'SH-ECO'],
  ['南京市市场监督管理局', '310000', today, null],
  ['国家税务总局宁波市税务局', '330000', today, 'NB-TAX'],
  ['上海铁路监督管理局', '340000', today, 'CSJ-RAIL'],
  ['国家能源局华东监管局', '340000', today, 'HD-ENERGY'],
  ['国家能源局华东监管局', '330000', today, null],
  ['安徽省公共信用信息中心（安徽省经济信息中心）', '340000', today, 'AH-XYZX'],
  ['某市某局', '340000', today, null],
  ['', '340000', today, null],
] as const)('%s in %s on %s is %s', (name, province, day, unit) => {
  expect(catalogue.resolveUnitName(name, province, day)?.unit ?? null).toBe(unit)
})

test('the level of a finder tells a national unit, a provincial one, a city bureau', () => {
  expect(catalogue.resolveUnitName('中国民用航空华东地区管理局', '330000', today)).toEqual({ unit: 'CSJ-CAAC', division: null, level: 'NATIONAL' })
  expect(catalogue.resolveUnitName('浙江省公安厅', '330000', today)).toEqual({ unit: 'ZJ-HUKOU', division: null, level: 'PROVINCE' })
  expect(catalogue.resolveUnitName('杭州市公安局', '330000', today)).toEqual({ unit: 'ZJ-HUKOU', division: '330100', level: 'CITY' })
})

test.each([
  ['杭州市西湖区市场监督管理局', 'MKT'],
  ['上海市浦东新区市场监督管理局', 'MKT'],
  ['某县地方金融监督管理局', 'LFIN'],
  ['合肥市食品药品监督管理局', 'MKT'],
  ['安徽省药品监督管理局', 'DRUG'],
  ['苏州市自然资源和规划局', 'NRES'],
  ['南京海关', 'CUSTOMS'],
  ['昆山市人民法院', 'COURT'],
  ['国家税务总局昆山市税务局', 'TAX'],
  ['某乡人民政府', null],
  ['', null],
])('the authority %s has the function %s', (name, fn) => {
  expect(catalogue.functionOfAuthority(name)).toBe(fn)
})

test('the longest suffix wins over every shorter one', () => {
  const suffixes = catalogue.rows('authority-suffixes')
  for (const { suffix = '', function: fn } of suffixes) expect(catalogue.functionOfAuthority(`某市${suffix}`)).toBe(fn)
  expect(
    suffixes.some(long => suffixes.some(short => long !== short && long['suffix']?.endsWith(short['suffix'] ?? '') && long['function'] !== short['function'])),
  ).toBe(true)
})

test('Ningbo has its own units for five functions, and only these', () => {
  for (const fn of catalogue.functions()) {
    const own = catalogue.unitOfFunction(fn.code, '330000', '330200')
    const provincial = catalogue.unitOfFunction(fn.code, '330000', null)
    if (['TAX', 'CUSTOMS', 'CSRC', 'NFRA', 'PBOC'].includes(fn.code)) {
      expect(own).toBe(`NB-${fn.code}`)
      expect(catalogue.unit(own ?? '')?.city).toBe('330200')
      expect(provincial).toBe(`ZJ-${fn.code}`)
    } else expect(own).toBe(provincial)
    expect(catalogue.unitOfFunction(fn.code, '330000', '330100')).toBe(provincial)
  }
  expect(catalogue.unitOfDomain('B10', '330000', '330200')).toBe('NB-CUSTOMS')
  expect(catalogue.unitOfIndicator('ENT-OPS-002', '330000', '330200')).toBe('NB-TAX')
  expect(catalogue.unitOfParty('SUPPLY_CHAIN', 'ORG', '330000', '330200')).toBe('NB-TAX')
})

test('units that serve several provinces, and functions that share a unit', () => {
  for (const province of PROVINCES) expect(catalogue.unitOfDomain('B36', province, null)).toBe('CSJ-CAAC')
  expect(['310000', '340000'].map(province => catalogue.unitOfFunction('ENERGY', province as '310000', null))).toEqual(['HD-ENERGY', 'HD-ENERGY'])
  expect(PROVINCES.map(province => catalogue.unitOfDomain('B27', province, null))).toEqual(['SH-IP', 'JS-IP', 'ZJ-MKT', 'AH-MKT'])
  expect(catalogue.unitServes('CSJ-RAIL', '330000', today)).toBe(true)
  expect(catalogue.unitServes('NB-TAX', '320000', today)).toBe(false)
  expect(catalogue.unitServes('XX-NONE', '320000', today)).toBe(false)
})

test('persons end at the 户籍管理机关, organisations at the registrar’s market regulator', () => {
  expect(PROVINCES.map(province => catalogue.unitOfParty('EXECUTIVE', 'NAT', province, null))).toEqual(['SH-HUKOU', 'JS-HUKOU', 'ZJ-HUKOU', 'AH-HUKOU'])
  expect(PROVINCES.map(province => catalogue.unitOfParty('INVESTOR', 'ORG', province, null))).toEqual(['SH-MKT', 'JS-MKT', 'ZJ-MKT', 'AH-MKT'])
  expect(catalogue.unitOfParty('LEGAL_REP', 'ORG', '310000', null)).toBeNull()
})
