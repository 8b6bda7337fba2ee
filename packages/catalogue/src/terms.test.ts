import { nameOf } from '@delta/model'
import { expect, test } from 'vitest'
import { loadCatalogue } from './load-catalogue.ts'

const catalogue = loadCatalogue()
const count = (polarity: string): number => catalogue.domains().filter(domain => domain.polarity === polarity).length
const inArea = (area: string): string[] =>
  catalogue
    .domains()
    .filter(domain => domain.area === area)
    .map(({ code }) => code)

test('59 domains: 43 black, 12 red, 4 watch, each in an area', () => {
  expect([count('BLACK'), count('RED'), count('WATCH')]).toEqual([43, 12, 4])
  for (const domain of catalogue.domains()) expect(catalogue.area(domain.area)).not.toBeNull()
  for (const area of catalogue.areas()) expect(catalogue.domains().some(domain => domain.area === area.code)).toBe(true)
})

test('black, red and watch lists of one field share an area', () => {
  expect(inArea('TAX')).toEqual(['B02', 'R01', 'W03'])
  expect(inArea('CUSTOMS')).toEqual(['B10', 'R02'])
  expect(inArea('SOCIALORG')).toEqual(['B22', 'R11', 'W02'])
})

test('89 indicators of five kinds in known categories, found by name whatever the width of brackets', () => {
  expect(catalogue.indicators().length).toBe(89)
  for (const indicator of catalogue.indicators()) {
    expect(catalogue.category(indicator.category)).not.toBeNull()
    expect(catalogue.indicatorByName(indicator.kind, indicator.name)).toBe(indicator)
    expect(catalogue.indicatorsOf(indicator.kind)).toContain(indicator)
  }
  expect(catalogue.indicatorByName('ENT', '注册资本（万元）')?.code).toBe('ENT-BAS-004')
  expect(catalogue.indicatorByName('GOV', '注册资本（万元）')).toBeNull()
})

test('domains by name and polarity', () => {
  for (const domain of catalogue.domains()) expect(catalogue.domainByName(domain.name, domain.polarity)).toBe(domain)
  expect(catalogue.domainByName('公共资源交易（招标投标）严重失信主体')?.code).toBe('B18')
  expect(catalogue.domainByName('海关失信企业', 'RED')).toBeNull()
})

test('code lists by code, by name, by name without its remark; what the model makes of a value', () => {
  expect(catalogue.codeByName('penalty_kind', '没收违法所得、没收非法财物')?.code).toBe('04')
  expect(catalogue.codeByName('removal_reason', '信用修复')).toEqual({ list: 'removal_reason', code: '1', name: '信用修复', meaning: 'REPAIRED' })
  expect(catalogue.codeByName('removal_reason', '其他')).toMatchObject({ code: '4', meaning: 'DELISTED' })
  expect(catalogue.code('record_zt_old', '2')?.meaning).toBe('VALID + W_OBJECTION')
  expect(catalogue.code('penalty_kind', '1')).toBeNull()
  expect(catalogue.codeList('licence_kind').length).toBe(6)
})

test('the kind of a subject follows from the first two characters of its code', () => {
  expect(catalogue.kindOf('91350100M000100Y43')).toEqual({ kind: 'ENT', subKind: null })
  expect(['92', '93', '11', '12', '52', 'N3', 'Y1', 'ZZ'].map(prefix => catalogue.kindOf(`${prefix}3301`))).toEqual([
    { kind: 'ENT', subKind: 'INDIVIDUAL_BUSINESS' },
    { kind: 'ENT', subKind: 'COOPERATIVE' },
    { kind: 'GOV', subKind: null },
    { kind: 'INS', subKind: null },
    { kind: 'SOC', subKind: null },
    { kind: 'ENT', subKind: null },
    { kind: 'ENT', subKind: null },
    null,
  ])
})

test('names are Chinese, English where asked for and known', () => {
  const domain = catalogue.domain('B05')
  const unit = catalogue.unit('ZJ-ECO')
  expect([domain && nameOf(domain, 'zh'), domain && nameOf(domain, 'en'), unit && nameOf(unit, 'en')]).toEqual([
    '生态环境领域严重失信主体',
    'environment',
    '浙江省生态环境厅',
  ])
})
