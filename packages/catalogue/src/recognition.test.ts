import { type CatalogueRow, createCatalogue, PROVINCES } from '@delta/model'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { runCheck } from './check.ts'
import { loadCatalogue, readTables, rowsOf } from './load-catalogue.ts'

const catalogue = loadCatalogue()
const tables = rowsOf(readTables())
const today = '2026-11-25'
const changed = (change: (rows: readonly CatalogueRow[]) => readonly CatalogueRow[]) => createCatalogue({ ...tables, recognition: change(tables.recognition) })
const row = (given: Readonly<Record<string, string>>): CatalogueRow => ({
  domains: '',
  from: '31',
  to: '32',
  effect: 'BINDS',
  valid_from: '',
  valid_to: '',
  memorandum: '',
  source: 'a test',
  ...given,
})

test('every domain × ordered pair of provinces has exactly one rule on every day', () => {
  expect(catalogue.recognitionTotality()).toEqual({ pairs: 59 * 12, faults: [] })
  const day = fc.date({ min: new Date('1990-01-01'), max: new Date('2040-12-31'), noInvalidDate: true }).map(date => date.toISOString().slice(0, 10))
  fc.assert(
    fc.property(fc.constantFrom(...catalogue.domains()), fc.constantFrom(...PROVINCES), fc.constantFrom(...PROVINCES), day, (domain, from, to, on) => {
      expect(catalogue.recognitionOf(domain.code, from, to, on)?.effect).toMatch(/^(BINDS|NOTED|NONE)$/)
    }),
  )
})

test('the environmental black list binds in the region from the 2020 edition of its memorandum on, and was noted before', () => {
  const effect = (on: string) => catalogue.recognitionOf('B05', '330000', '340000', on)
  expect([effect('2020-10-19')?.effect, effect('2020-10-20')?.effect, effect(today)?.effect]).toEqual(['NOTED', 'BINDS', 'BINDS'])
  expect(effect(today)).toMatchObject({ memorandum: 'M51', validFrom: '2020-10-20', validTo: null })
})

test('what binds today are the lists of the four regional memoranda, each on its own', () => {
  const binding = catalogue.domains().filter(({ code }) => catalogue.recognitionOf(code, '310000', '320000', today)?.effect === 'BINDS')
  expect(binding.map(({ code }) => code)).toEqual(
    catalogue
      .memoranda()
      .filter(({ level }) => level === 'REGIONAL')
      .flatMap(({ domains }) => domains)
      .toSorted(),
  )
  for (const { code } of binding) {
    const memorandum = catalogue.recognitionOf(code, '310000', '320000', today)?.memorandum
    expect(catalogue.memoranda().find(paper => paper.code === memorandum)?.domains).toContain(code)
  }
})

test('a list that is no longer kept has no effect elsewhere; a province’s own finding binds whatever the table says', () => {
  for (const { code } of catalogue.domains().filter(({ now }) => !now)) expect(catalogue.recognitionOf(code, '340000', '310000', today)?.effect).toBe('NONE')
  expect(catalogue.recognitionOf('W04', '310000', '310000', today)).toMatchObject({ effect: 'BINDS', memorandum: null })
})

test('an unknown domain has no recognition, not even at home', () => {
  expect([catalogue.recognitionOf('B99', '310000', '320000', today), catalogue.recognitionOf('B99', '310000', '310000', today)]).toEqual([null, null])
})

test('recognition is of one direction', () => {
  const oneWay = changed(rows => [...rows, row({ domains: 'B02' })])
  expect([oneWay.recognitionOf('B02', '310000', '320000', today)?.effect, oneWay.recognitionOf('B02', '320000', '310000', today)?.effect]).toEqual([
    'BINDS',
    'NOTED',
  ])
})

test('a pair without a rule, or with two of one rank, is a fault with its day and answers null', () => {
  const none = changed(rows => rows.map(one => (one['domains'] === '' ? { ...one, valid_to: '2026-06-30' } : one)))
  expect(none.recognitionTotality().faults).toContainEqual({ domain: 'B01', from: '310000', to: '320000', on: '2026-07-01', rules: 0 })
  expect([none.recognitionOf('B01', '310000', '320000', '2026-06-30')?.effect, none.recognitionOf('B01', '310000', '320000', '2026-07-01')]).toEqual([
    'NOTED',
    null,
  ])
  const two = changed(rows => [...rows, row({ domains: 'B05|B02', valid_from: '2021-01-01' })])
  expect(two.recognitionTotality().faults).toEqual([{ domain: 'B05', from: '310000', to: '320000', on: '2021-01-01', rules: 2 }])
  expect(two.recognitionOf('B05', '310000', '320000', today)).toBeNull()
})

test('the command counts the pairs', () => {
  const lines: string[] = []
  const print = (line: string) => void lines.push(line)
  runCheck([today], print, () => new Date())
  expect(lines).toContain('recognition: 708 domains × ordered pairs of provinces, 0 days without exactly one rule')
})
