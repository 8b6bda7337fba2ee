import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCheck } from './check.ts'
import { catalogueFolder, readTables } from './load-catalogue.ts'
import { loadRuleSets } from './rule-sets.ts'

const tables = readTables()
let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'rules-'))
  for (const file of ['repair-rules.json', 'repair-rules.schema.json']) cpSync(join(catalogueFolder(), file), join(dir, file))
})
afterEach(() => rmSync(dir, { recursive: true }))

const rewrite = (change: (text: string) => string): void => {
  const path = join(dir, 'repair-rules.json')
  const before = readFileSync(path, 'utf8')
  const after = change(before)
  expect(after).not.toBe(before)
  writeFileSync(path, after)
}
type Json = any // oxlint-disable-line typescript/no-explicit-any -- broken on purpose
const edit = (change: (rules: Json[]) => void) =>
  rewrite(text => {
    const rules = JSON.parse(text) as Json[]
    change(rules)
    return JSON.stringify(rules)
  })

test('what the texts leave open is null and says why; nothing else is null inside a point', () => {
  const points = loadRuleSets().flatMap(set => [...Object.entries(set.points).filter(([name]) => name !== 'terms'), ...Object.entries(set.points.terms)]) as [
    string,
    { value: unknown; open: string | null } | null,
  ][]
  const open = points.filter(([, point]) => point !== null && point.value === null)
  expect(open.map(([name, point]) => [name, point?.open ?? '']).filter(([, why]) => why === '')).toEqual([])
  expect(open.length).toBe(14)
})

test.each([
  [
    'a point without its source',
    (rules: Json[]) => delete rules[0].points.naturalRepair.source,
    "/0/points/naturalRepair must have required property 'source'",
  ],
  ['a point that is missing', (rules: Json[]) => delete rules[0].points.effect, "/0/points must have required property 'effect'"],
  ['a word that is not the law’s', (rules: Json[]) => (rules[0].points.remark = null), '/0/points must NOT have additional properties'],
  [
    'an open value that does not say why',
    (rules: Json[]) => (rules[1].points.terms.SUBJECT_OBJECTION.open = null),
    '/1/points/terms/SUBJECT_OBJECTION/open must be string',
  ],
  ['a number in words', (rules: Json[]) => (rules[0].points.naturalRepair.value.years = '5'), '/0/points/naturalRepair/value/years must be integer'],
  ['a day that never was', (rules: Json[]) => (rules[1].inForceTo = '2026-02-31'), 'cn-2023-58: 2026-02-31 is not a day'],
  ['an end before the beginning', (rules: Json[]) => (rules[1].inForceTo = '2023-01-01'), 'cn-2023-58: ends before it begins'],
  ['two that hold on one day', (rules: Json[]) => (rules[1].inForceTo = '2026-04-01'), 'cn-2026-36: holds beside cn-2023-58'],
  ['one that stands twice', (rules: Json[]) => rules.push(rules[0]), 'zj-2019 stands twice'],
  [
    'an unknown function',
    (rules: Json[]) => rules[1].points.publicity.value.sectors[1].functions.push('NONE'),
    'cn-2023-58: the function NONE is not in functions.csv',
  ],
  ['an unknown domain', (rules: Json[]) => rules[1].points.publicity.value.sectors[1].domains.push('B99'), 'cn-2023-58: the domain B99 is not in domains.csv'],
  ['a repealed stranger', (rules: Json[]) => rules[2].repeals.push('cn-2019-527'), 'cn-2026-36: repeals cn-2019-527, which is not a rule set here'],
  [
    'a longest shorter than the shortest',
    (rules: Json[]) => (rules[2].points.publicity.value.periods[1].maxMonths = 2),
    'cn-2026-36: a publication whose longest is shorter than its shortest',
  ],
  [
    'two periods for one severity',
    (rules: Json[]) => (rules[2].points.publicity.value.periods[1].severity = 'MINOR'),
    'cn-2026-36: two publications for PENALTY/MINOR',
  ],
  ['a term without number', (rules: Json[]) => (rules[0].points.terms.REVIEW.value.count = null), 'zj-2019: the term REVIEW must have a number, or NONE'],
  ['years beside a publication', (rules: Json[]) => (rules[2].points.waiting.value.years = 1), 'cn-2026-36: waiting must have years, or go by the publication'],
  ['a province’s rules without province', (rules: Json[]) => (rules[0].provinces = null), 'zj-2019: a provincial rule set, and no other, names its provinces'],
  ['a vertical one without system', (rules: Json[]) => (rules[0].rank = 'VERTICAL'), 'zj-2019: a vertical rule set, and no other, names its systems'],
] as readonly (readonly [string, (rules: Json[]) => unknown, string])[])('%s is refused, and the place is told', (_, change, message) => {
  edit(rules => void change(rules))
  expect(() => loadRuleSets(dir, tables)).toThrow(`repair-rules.json:1: ${message}`)
})

test('a system that is not vertical is refused', () => {
  edit(rules => {
    rules[0].rank = 'VERTICAL'
    rules[0].provinces = null
    rules[0].systems = ['ECO']
  })
  expect(() => loadRuleSets(dir, tables)).toThrow('zj-2019: the system ECO is not in vertical-systems.csv')
})

test('what is no JSON or not there, and the check command says so', () => {
  cpSync(catalogueFolder(), dir, { recursive: true })
  rewrite(text => text.replace('"repeals": []', '"repeals": [],,'))
  expect(() => loadRuleSets(dir, tables)).toThrow(/^repair-rules\.json:\d+: is not JSON$/)
  const lines: string[] = []
  const code = runCheck(
    ['2026-11-22', dir],
    line => void lines.push(line),
    () => new Date(),
  )
  expect([code, lines.length, lines[0]]).toEqual([1, 1, expect.stringMatching(/^repair-rules\.json:\d+: is not JSON$/)])
  rmSync(join(dir, 'repair-rules.json'))
  expect(() => loadRuleSets(dir, tables)).toThrow('repair-rules.json:0: cannot be read')
})
