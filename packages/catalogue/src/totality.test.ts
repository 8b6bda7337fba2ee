import { type CatalogueRow, type CatalogueTables, type TableName, addDays, createCatalogue } from '@delta/model'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { runCheck } from './check.ts'
import { readTables, rowsOf } from './load-catalogue.ts'

const today = '2026-11-22'
const tables = rowsOf(readTables())
const totality = (changed: Partial<CatalogueTables>, day = today) => createCatalogue({ ...tables, ...changed }).totality(day)
const edit = (table: TableName, change: (row: CatalogueRow) => CatalogueRow | null): Partial<CatalogueTables> => ({
  [table]: tables[table].map(change).filter(row => row !== null),
})

const ended = (successor: string) => edit('units', row => (row['unit'] === 'SH-DATA' ? { ...row, valid_to: '2026-06-30', successor } : row))

test('every path ends at exactly one unit today: 59 domains, 89 indicators, 7 kinds of parties, 43 functions in four provinces, and Ningbo', () => {
  expect(totality({})).toEqual({ day: today, paths: (59 + 89 + 7 + 43) * 4 + 7 + 9 + 1 + 5, faults: [] })
})

test('the same is counted from the tables themselves', () => {
  const paths = tables['domain-unit'].length + tables['indicator-unit'].length + tables.competence.length + tables['relation-dimensions'].length * 4
  expect(totality({}).paths).toBe(paths + 1)
})

test('whatever row of a path table is taken away, its path turns red', () => {
  const names = ['domain-unit', 'indicator-unit', 'competence'] as const
  const row = fc.constantFrom(...names).chain(table => fc.tuple(fc.constant(table), fc.nat(tables[table].length - 1)))
  fc.assert(
    fc.property(row, ([table, index]) => {
      const lost = tables[table][index]
      const key = lost?.['domain'] ?? lost?.['indicator'] ?? lost?.['function']
      const { faults } = totality({ [table]: tables[table].filter(other => other !== lost) })
      const place = `${lost?.['province']}0000${lost?.['city_override'] ? ` × ${lost['city_override']}` : ''}`
      expect(faults.map(({ path }) => path)).toContainEqual(expect.stringMatching(new RegExp(`^(domain|indicator|function) ${key} × ${place}$`)))
    }),
    { numRuns: 60 },
  )
})

test('a path with two units names both', () => {
  const second = { ...tables['domain-unit'].find(row => row['domain'] === 'B02' && row['province'] === '31'), unit: 'SH-FGW' }
  expect(totality({ 'domain-unit': [...tables['domain-unit'], second] }).faults).toEqual([
    { path: 'domain B02 × 310000', units: ['SH-TAX', 'SH-FGW'], named: ['SH-TAX', 'SH-FGW'] },
  ])
})

test('a path with a second row is red even where the second unit has ended, or is the same', () => {
  const second = { ...tables.competence.find(row => row['function'] === 'FGW' && row['province'] === '31'), unit: 'SH-DATA' }
  expect(totality({ ...ended(''), competence: [...tables.competence, second] }).faults.map(({ path }) => path)).toContain('function FGW × 310000')
  expect(totality({ competence: [...tables.competence, { ...second, unit: 'SH-FGW' }] }).faults.map(({ path }) => path)).toEqual(['function FGW × 310000'])
})

test('a path that ends in another province’s unit is named', () => {
  const { faults } = totality(
    edit('indicator-unit', row => (row['indicator'] === 'ENT-BAS-001' && row['province'] === '34' ? { ...row, unit: 'ZJ-MKT' } : row)),
  )
  expect(faults).toEqual([{ path: 'indicator ENT-BAS-001 × 340000', units: [], named: ['ZJ-MKT'] }])
})

test('a city that one table gives a unit of its own must have one on every path of that function', () => {
  const stray: CatalogueRow = { domain: 'B04', province: '32', city_override: '320500', unit: 'ZJ-EMER' }
  const second = { ...stray, city_override: '320600', unit: 'JS-EMER' }
  expect(totality({ 'domain-unit': [...tables['domain-unit'], stray, second] }).faults.filter(({ path }) => !path.endsWith('320600'))).toEqual([
    { path: 'domain B04 × 320000 × 320500', units: [], named: ['ZJ-EMER'] },
    ...['domain R06', 'indicator ENT-GOV-002', 'indicator ENT-LAW-006', 'function EMER'].map(start => ({
      path: `${start} × 320000 × 320500`,
      units: [],
      named: [],
    })),
  ])
})

test('a domain or a dimension that nobody answers for is named in every province', () => {
  const domain = { ...tables.domains[0], domain: 'B99', function: 'TAX' }
  expect(totality({ domains: [...tables.domains, domain] }).faults.map(({ path }) => path)).toEqual(
    ['310000', '320000', '330000', '330000 × 330200', '340000'].map(place => `domain B99 × ${place}`),
  )
  const dimension = { dimension: 'LEGAL_REP', name: '法定代表人', party_kind: 'ORG', unit_function: 'NOBODY' }
  expect(totality({ 'relation-dimensions': [...tables['relation-dimensions'], dimension] }).faults.length).toBe(4)
})

const heir: CatalogueRow = {
  unit: 'SH-NEWDATA',
  name: '上海市新数据局',
  function: 'DATA',
  provinces: '31',
  uscc: '',
  name_from: '',
  valid_from: '2026-07-01',
  valid_to: '',
  successor: '',
}

test('a unit that has ended turns its paths red from the next day on', () => {
  expect(totality(ended(''), '2026-06-30').faults).toEqual([])
  expect(totality(ended(''), '2026-07-01').faults).toEqual([{ path: 'function DATA × 310000', units: [], named: ['SH-DATA'] }])
})

test('its successor answers for it, in drills and by its old name', () => {
  const units = [...(ended('SH-NEWDATA').units ?? []), heir]
  const catalogue = createCatalogue({ ...tables, units })
  expect(catalogue.totality(today).faults).toEqual([])
  expect(catalogue.unitOfFunction('DATA', '310000', null, '2026-06-30')).toBe('SH-DATA')
  expect(catalogue.unitOfFunction('DATA', '310000', null, today)).toBe('SH-NEWDATA')
  expect(catalogue.resolveUnitName('上海市数据局', '310000', today)?.unit).toBe('SH-NEWDATA')
  expect(catalogue.unitServes('SH-DATA', '310000', today)).toBe(false)
})

test('a gap between a unit and its successor, and successors in a circle, are red, not endless', () => {
  const gap = [...(ended('SH-NEWDATA').units ?? []), { ...heir, valid_from: '2026-08-01' }]
  expect(totality({ units: gap }, '2026-07-15').faults.length).toBe(1)
  const circle = [...(ended('SH-NEWDATA').units ?? []), { ...heir, valid_to: '2026-07-31', successor: 'SH-DATA' }]
  expect(totality({ units: circle }).faults.length).toBe(1)
})

test('a unit’s code stands for it through its changes of name: the paths were whole on earlier days as well', () => {
  fc.assert(
    fc.property(fc.nat(6000), days => {
      expect(totality({}, addDays(today, -days)).faults).toEqual([])
    }),
    { numRuns: 20 },
  )
})

test('the command prints the number of paths and answers 0', () => {
  const lines: string[] = []
  expect(
    runCheck(
      [],
      line => void lines.push(line),
      () => new Date('2026-11-22T00:00:00Z'),
    ),
  ).toBe(0)
  expect(lines.at(-1)).toBe('814 paths, 0 without exactly one unit')
  expect(
    runCheck(
      ['2026-02-30'],
      () => {},
      () => new Date(),
    ),
  ).toBe(2)
})
