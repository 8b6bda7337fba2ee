import { addDays, type CatalogueRow, type CatalogueTables, createCatalogue, type MeasureCase, type MeasureStep, PROVINCES, type TableName } from '@delta/model'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadCatalogue, readTables, rowsOf } from './load-catalogue.ts'
import { measureLines } from './measure-lines.ts'

const catalogue = loadCatalogue()
const tables = rowsOf(readTables())
const changed = (table: TableName, change: (row: CatalogueRow) => CatalogueRow[]) =>
  createCatalogue({ ...tables, [table]: tables[table].flatMap(change) } as CatalogueTables)

const entry = (given: Partial<MeasureCase> = {}): MeasureCase => ({ domain: 'B05', polarity: 'BLACK', province: '330000', division: '330482', ...given })
const step = (steps: readonly MeasureStep[], measure: string, level: string): MeasureStep | undefined =>
  steps.find(each => each.measure.code === measure && each.level === level)

test('42 measures: 30 punish, 12 reward; 全部 is every black domain, 全部红 every red one', () => {
  expect([catalogue.measures('PUNISH').length, catalogue.measures('INCENTIVE').length]).toEqual([30, 12])
  expect(catalogue.measure('P10')?.domains.length).toBe(43)
  expect(catalogue.measure('I01')?.domains.length).toBe(12)
  for (const measure of catalogue.measures()) {
    expect(catalogue.powerCategory(measure.category)).not.toBeNull()
    for (const domain of measure.domains) expect(catalogue.domain(domain)?.polarity).toBe(measure.polarity === 'PUNISH' ? 'BLACK' : 'RED')
  }
})

test('544 items, each of a known scheme, with one department of its own division or of the city above it', () => {
  expect(catalogue.powerItems().length).toBe(544)
  for (const { code, division, department, level } of catalogue.powerItems()) {
    expect(code.scheme).toBe('DELTA_28')
    if (department.bureau === null) expect(department.division).toBe(division)
    else expect([level, department.division]).toEqual(['COUNTY', catalogue.division(division)?.city])
  }
})

test('a county’s ecology in Zhejiang is in the hands of the city’s bureau, in Shanghai of the district', () => {
  const at = (province: '310000' | '330000', division: string) => {
    const found = step(catalogue.resolveMeasures(entry({ province, division })), 'P05', 'COUNTY')
    return found?.kind === 'RESOLVED' ? found.item.department : found
  }
  expect(at('330000', '330482')).toEqual({ name: '嘉兴市生态环境局平湖分局', division: '330400', bureau: '嘉兴市生态环境局' })
  expect(at('310000', '310115')).toEqual({ name: '浦东新区生态环境局', division: '310115', bureau: null })
})

test('Shanghai has no 设区市 level', () => {
  expect(PROVINCES.map(catalogue.measureLevels)).toEqual([
    ['PROVINCE', 'COUNTY'],
    ['PROVINCE', 'CITY', 'COUNTY'],
    ['PROVINCE', 'CITY', 'COUNTY'],
    ['PROVINCE', 'CITY', 'COUNTY'],
  ])
})

test('what an entry’s place lacks is a typed gap at its level', () => {
  const missing = (given: Partial<MeasureCase>) =>
    ['PROVINCE', 'CITY', 'COUNTY'].map(level => {
      const found = step(catalogue.resolveMeasures(entry(given)), 'P01', level)
      return found?.kind === 'UNRESOLVED' ? found.missing : found?.item.department.name
    })
  expect(missing({})).toEqual(['浙江省市场监督管理局', 'ITEM', '平湖市市场监督管理局'])
  expect(missing({ division: '330100' })).toEqual(['浙江省市场监督管理局', '杭州市市场监督管理局', 'DIVISION'])
  expect(missing({ division: null })).toEqual(['浙江省市场监督管理局', 'DIVISION', 'DIVISION'])
  expect(missing({ division: '320583' })).toEqual(['浙江省市场监督管理局', 'DIVISION', 'DIVISION'])
  expect(missing({ division: '331021' })).toEqual(['浙江省市场监督管理局', 'ITEM', '玉环市市场监督管理局'])
})

test('a watch list calls for nothing, a red entry for no punishment', () => {
  expect(catalogue.resolveMeasures(entry({ domain: 'W01', polarity: 'WATCH' }))).toEqual([])
  expect(new Set(catalogue.resolveMeasures(entry({ domain: 'R01', polarity: 'RED' })).map(({ measure }) => measure.polarity))).toEqual(new Set(['INCENTIVE']))
})

test('whatever the entry, every measure of its domain is told at every level of the province: one department an item, or a gap', () => {
  const domain = fc.constantFrom(...catalogue.domains())
  const division = fc.option(fc.constantFrom(...[...tables.cities, ...tables.counties, ...tables['divisions-retired']].map(row => row['code']!)))
  fc.assert(
    fc.property(domain, fc.constantFrom(...PROVINCES), division, ({ code, polarity }, province, place) => {
      const steps = catalogue.resolveMeasures({ domain: code, polarity, province, division: place })
      const called = catalogue.measures().filter(measure => measure.domains.includes(code))
      expect(steps.length).toBe(called.length * catalogue.measureLevels(province).length)
      for (const one of steps) if (one.kind === 'RESOLVED') expect(one.item.department.name).not.toBe('')
    }),
  )
})

test('totality: every measure × province × level × division is counted once, as ended or as a gap', () => {
  const { places, ended, gaps, faults } = catalogue.measureTotality()
  expect(places).toBe(42 * (4 + 40 + 305))
  expect(ended).toBe(544)
  expect(ended + gaps.reduce((sum, { divisions }) => sum + divisions.length, 0)).toBe(places)
  expect(faults).toEqual([])
})

test('an item taken away leaves a gap there; a second department for it is a gap too, and never chosen between', () => {
  const [item] = tables['power-items']
  const gapOf = (other: ReturnType<typeof changed>) =>
    other.measureTotality().gaps.filter(({ measure, level, divisions }) => measure === 'P01' && level === 'PROVINCE' && divisions.includes('310000'))
  expect(gapOf(catalogue)).toEqual([])
  expect(gapOf(changed('power-items', row => (row === item ? [] : [row])))).toMatchObject([{ missing: 'ITEM', divisions: ['310000'] }])
  const second = changed('power-items', row => (row === item ? [row, { ...row, item_code: 'X', department: '上海市某局' }] : [row]))
  expect(gapOf(second)).toMatchObject([{ missing: 'DEPARTMENT', divisions: ['310000'] }])
})

test.each([
  ['another division', { division: '310118' }, 'its code names another division'],
  ['another level', { level: '2' }, 'its level is not its division’s'],
  ['another province', { province: '32' }, 'its division is not in its province'],
  ['another category', { power_category: 'CF' }, 'its category is not its measure’s'],
  ['another basic code', { basic_code: 'XK00999000' }, 'its code does not hold its basic code'],
  ['a code of another level', { item_code: 'XK0010000023101150Y000002001' }, 'its code names another level'],
] as readonly (readonly [string, Readonly<Record<string, string>>, string])[])('an item whose row says %s than itself is told', (_, edit, reason) => {
  const place = tables['power-items'].find(row => row['measure'] === 'P01' && row['division'] === '310115')
  const other = changed('power-items', row => [row === place ? { ...row, ...edit } : row])
  expect(other.measureTotality().faults).toEqual([{ item: edit['item_code'] ?? place?.['item_code'], reason }])
  expect(measureLines(other)).toMatchObject({ faults: 1, lines: expect.arrayContaining([expect.stringContaining(reason)]) })
})

test('the lines tell every gap', () => {
  const told = measureLines(catalogue).lines.flatMap(line => {
    const [, province, level, missing, divisions, measures] = /^gap (\d+) × (\w+) × (\w+): (\d+) of .* for (.*)$/.exec(line) ?? []
    return (measures?.split(' ') ?? []).map(measure => [province, level, missing, Number(divisions), measure].join())
  })
  const gaps = catalogue.measureTotality().gaps.map(gap => [gap.province, gap.level, gap.missing, gap.divisions.length, gap.measure].join())
  expect(told.toSorted()).toEqual(gaps.toSorted())
})

test('the leads of initiators.csv are those of the domains; each regional memorandum is for domains that have one', () => {
  for (const row of catalogue.rows('initiators')) expect(catalogue.domain(row['domain']!)?.leadProvince).toBe(`${row['lead_province']}0000`)
  for (const paper of catalogue.memoranda()) {
    expect(paper.level === 'REGIONAL').toBe(paper.initiator === null)
    if (paper.level === 'REGIONAL') for (const domain of paper.domains) expect(catalogue.domain(domain)?.leadProvince).not.toBeNull()
  }
})

test('days of the regime’s papers are in order, and a province’s own document names its province', () => {
  for (const { validFrom, validTo } of [...catalogue.memoranda(), ...catalogue.institutions()])
    if (validFrom !== null && validTo !== null) expect(validFrom < addDays(validTo, 1)).toBe(true)
  for (const { level, province } of catalogue.institutions()) expect(level === 'NATIONAL').toBe(province === null)
})
