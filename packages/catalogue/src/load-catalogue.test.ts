import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCheck } from './check.ts'
import { catalogueFolder, loadCatalogue } from './load-catalogue.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'catalogue-'))
  cpSync(catalogueFolder(), dir, { recursive: true })
})
afterEach(() => rmSync(dir, { recursive: true }))

const rewrite = (file: string, change: (text: string) => string): void => {
  const path = join(dir, file)
  const before = readFileSync(path, 'utf8')
  const after = change(before)
  expect(after).not.toBe(before)
  writeFileSync(path, after)
}
const line = (number: number, change: (text: string) => string) => (text: string) =>
  text
    .split('\n')
    .map((each, index) => (index === number - 1 ? change(each) : each))
    .join('\n')

test.each([
  ['a cell too few', 'cities.csv', line(5, text => text.slice(0, text.lastIndexOf(','))), 'cities.csv:5: has 4 cells, the header has 5'],
  ['a key twice', 'domains.csv', line(4, text => text.replace('B03', 'B02')), 'domains.csv:4: B02 stands on line 3 already'],
  ['a blank name', 'units.csv', line(2, text => text.replace('上海市发展和改革委员会', '')), 'units.csv:2: name is blank'],
  ['a blank source', 'areas.csv', line(2, text => text.replace('rule (this project)', '')), 'areas.csv:2: source is blank'],
  ['a day that never was', 'units.csv', line(2, text => text.replace(',31,,,,,', ',31,,,2025-02-30,,')), 'units.csv:2: valid_from is malformed: 2025-02-30'],
  ['a malformed code', 'domains.csv', line(2, text => text.replace('B01', 'Q1')), 'domains.csv:2: domain is malformed: Q1'],
  ['an unknown unit', 'domain-unit.csv', line(3, text => text.replace('JS-COURT', 'JS-COUNT')), 'domain-unit.csv:3: unit JS-COUNT is not in units.csv'],
  ['an unknown province of several', 'units.csv', text => text.replace('31|34', '31|35'), /^units\.csv:\d+: provinces 35 is not in provinces\.csv$/],
  [
    'a successor that is nowhere',
    'divisions-retired.csv',
    line(2, text => text.replace('340181', '340199')),
    'divisions-retired.csv:2: successor 340199 is not in provinces.csv or cities.csv or counties.csv',
  ],
  ['a column gone', 'indicators.csv', line(1, text => text.replace('function', 'functions')), 'indicators.csv:1: lacks the column function'],
  [
    'a column twice',
    'indicators.csv',
    line(1, text => text.replace('name', 'indicator')),
    /^indicators\.csv:1: (lacks the column name|has the column indicator twice)$/,
  ],
  ['spaces around a cell', 'cities.csv', line(3, text => text.replace('南京市', '南京市 ')), 'cities.csv:3: name has spaces around it'],
  ['an open quote', 'initiators.csv', text => `${text}B09,33,"浙江,page\n`, /^initiators\.csv:\d+: /],
  ['nothing at all', 'measures.csv', () => '', 'measures.csv:1: is empty'],
] as readonly (readonly [string, string, (text: string) => string, string | RegExp])[])('%s is told with file and line', (_, file, change, message) => {
  rewrite(file, change)
  expect(() => loadCatalogue(dir)).toThrow(typeof message === 'string' ? new RegExp(`^${message.replaceAll('.', '\\.')}$`) : message)
})

test('the line counts cells that span lines', () => {
  rewrite('initiators.csv', text => `${text}B09,33,浙江,"one\ntwo"\nB10,39,浙江,page\n`)
  expect(() => loadCatalogue(dir)).toThrow('initiators.csv:9: lead_province 39 is not in provinces.csv')
})

test('bytes that are not UTF-8, and a file that is not there', () => {
  writeFileSync(join(dir, 'areas.csv'), Buffer.from([0x63, 0x6f, 0xff, 0x0a]))
  expect(() => loadCatalogue(dir)).toThrow('areas.csv:0: is not UTF-8')
  rmSync(join(dir, 'areas.csv'))
  expect(() => loadCatalogue(dir)).toThrow('areas.csv:0: cannot be read')
})

test('the command answers 1 and names what is broken', () => {
  const lines: string[] = []
  const check = (): number =>
    runCheck(
      ['2026-11-22', dir],
      text => void lines.push(text),
      () => new Date(),
    )
  rewrite('domain-unit.csv', text => text.replace(/^B05,.*,33,,.*\n/mu, ''))
  expect(check()).toBe(1)
  expect(lines.splice(0).filter(text => !/^(gap |measures: |recognition: )/.test(text))).toEqual([
    'domain B05 × 330000: no unit on 2026-11-22 (named: none)',
    expect.stringMatching(/^\d+ rows$/),
    '814 paths, 1 without exactly one unit',
  ])
  rewrite('cities.csv', text => text.replace('南京市,32', '南京市,39'))
  expect(check()).toBe(1)
  expect(lines).toEqual(['cities.csv:3: province 39 is not in provinces.csv'])
})
