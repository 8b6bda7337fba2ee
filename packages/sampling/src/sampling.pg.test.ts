import { createHash, createHmac } from 'node:crypto'
import { join } from 'node:path'
import { loadCatalogue } from '@delta/catalogue'
import { addPageInfo, createAnswers, createBuilder, subgraphSchema } from '@delta/graph'
import { ask, countedDatabase, type CountedDatabase, testViewer } from '@delta/graph/testing'
import { drawSample, type SamplingMember } from '@delta/model'
import { migrate } from '@delta/store'
import { createOutbox, createRecordValidator, outboxMigrations, type OutboxTables, type Topic } from '@delta/stream'
import type { GraphQLSchema } from 'graphql'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { addSampling, migrateSampling, type SamplingTables } from './index.ts'

const catalogue = loadCatalogue()
const item = catalogue.powerItems().find(one => one.category === 'JC' && one.province === '330000' && one.level === 'CITY')!
const licence = catalogue.powerItems().find(one => one.category === 'XK' && one.province === '330000')!
const topics = ['sampling-plan', 'sampling-result'].map(record => ({
  name: 'delta.supervision.zj.v1',
  record,
  type: `cn.delta.credit.${record}.v1`,
  province: '330000',
  partitions: 4,
  schema: `https://schema.delta.example/records/${record}.v1.schema.json`,
})) as unknown as Topic[]
const population: SamplingMember[] = Array.from({ length: 250 }, (_, n) => ({
  id: `91330100MA2N${String(n).padStart(6, '0')}`,
  class: n % 10 === 0 ? 'E' : n % 2 === 0 ? 'A' : 'NONE',
}))
const inspectors = ['ZF-01', 'ZF-02', 'ZF-03', 'ZF-04']
const department = testViewer({ role: 'unit:ZJ-TEST' })
const viewer = { ...department, purpose: 'supervision' as const }

let base: CountedDatabase<SamplingTables & OutboxTables>
let schema: GraphQLSchema
let found: readonly SamplingMember[] = population
let woken = 0
let now = new Date('2026-11-25T04:00:00Z')
beforeAll(async () => {
  base = await countedDatabase(process.env['DELTA_TEST_POSTGRES'])
  await migrate(base.db, outboxMigrations, 'outbox_migration')
  await migrateSampling(base.db)
  const builder = createBuilder()
  builder.mutationType({})
  addSampling(builder, {
    db: base.db as never,
    answers: createAnswers(base),
    catalogue,
    outbox: createOutbox(base.db),
    topics,
    pageInfo: addPageInfo(builder),
    departmentOf: () => ({ code: 'ZJ-TEST', name: '某局' }),
    population: async () => found,
    wake: () => (woken += 1),
    now: () => now,
  })
  schema = subgraphSchema(builder)
})
afterAll(() => base.drop())
beforeEach(() => {
  found = population
  woken = 0
  now = new Date('2026-11-25T04:00:00Z')
})

const DRAW = `mutation($matter: ID!, $classes: [ID!]!, $ratios: [String!]!, $seed: String!, $inspectors: [ID!]!, $each: Int) {
  samplingPlan(matter: $matter, classes: $classes, ratios: $ratios, seed: $seed, inspectors: $inspectors, inspectorsEach: $each) {
    errors { code field } plan { id ordinal matter province division department seed populationDigest rosterDigest roster inspectorsEach classes { class ratio population drawn } } } }`
const asked = { matter: item.code.text, classes: ['E', 'A'], ratios: ['1', '0.1'], seed: 'lottery-2026-11-25-0417', inspectors, each: 2 }

interface Plan {
  id: string
  ordinal: number
  populationDigest: string
  rosterDigest: string
}
const draw = async (given: object = {}, by: object = viewer) => {
  const { data, errors } = await ask(schema, DRAW, { variables: { ...asked, ...given }, viewer: by as never })
  expect(errors).toBeUndefined()
  return (data as { samplingPlan: { errors: { code: string; field: string }[]; plan: Plan | null } }).samplingPlan
}
const members = async (id: string, drawn: boolean) => {
  const all: { subject: string; class: string; place: number | null; inspectors: string[] }[] = []
  for (let after: string | null = null; ;) {
    const { data, errors } = await ask(
      schema,
      'query($id: ID!, $drawn: Boolean!, $after: String) { samplingPlan(id: $id) { members(drawn: $drawn, first: 100, after: $after) { totalCount nodes { subject class place inspectors } pageInfo { hasNextPage endCursor } } } }',
      { variables: { id, drawn, after } },
    )
    expect(errors).toBeUndefined()
    const page = (data as { samplingPlan: { members: { totalCount: number; nodes: typeof all; pageInfo: { hasNextPage: boolean; endCursor: string } } } })
      .samplingPlan.members
    all.push(...page.nodes)
    if (!page.pageInfo.hasNextPage) {
      expect(page.totalCount).toBe(all.length)
      return all
    }
    after = page.pageInfo.endCursor
  }
}
const hashes = {
  sha256: (text: string) => createHash('sha256').update(text).digest('hex'),
  hmacSha256: (key: string, text: string) => createHmac('sha256', key).update(text).digest('hex'),
}
const valid = createRecordValidator(join(import.meta.dirname, '../../../schema'))
const sent = async () =>
  (await createOutbox(base.db).unsent(1_000)).map(({ headers, value }) => ({
    type: headers['ce_type'],
    schema: headers['ce_dataschema']!,
    value: JSON.parse(value!) as Record<string, unknown>,
  }))

test('whoever has what a plan shows draws the same: the whole population, the roster and the seed', async () => {
  const { plan, errors } = await draw()
  expect(errors).toEqual([])
  expect(plan).toMatchObject({
    matter: item.code.text,
    province: '330000',
    division: item.division,
    department: 'ZJ-TEST',
    classes: [
      { class: 'E', ratio: '1', population: 25, drawn: 25 },
      { class: 'A', ratio: '0.1', population: 100, drawn: 10 },
    ],
  })
  const shown = await members(plan!.id, false)
  expect(shown).toHaveLength(125)
  const again = drawSample(hashes, {
    ...asked,
    shares: [
      { class: 'E', ratio: '1' },
      { class: 'A', ratio: '0.1' },
    ],
    population: shown.map(({ subject, class: name }) => ({ id: subject, class: name })),
  })
  expect([again.populationDigest, again.rosterDigest]).toEqual([plan!.populationDigest, plan!.rosterDigest])
  expect(await members(plan!.id, true)).toEqual(
    again.drawn.map((member, index) => ({ subject: member.id, class: member.class, place: index + 1, inspectors: member.inspectors })),
  )
  expect(woken).toBe(1)
})

test('a plan is on its way to the province as a record of its own, and the next of the same matter is numbered', async () => {
  const first = await draw()
  const second = await draw({ seed: 'another-seed' })
  expect(second.plan!.ordinal).toBe(first.plan!.ordinal + 1)
  const records = (await sent()).filter(({ value }) => [first.plan!.id, second.plan!.id].includes(value['recordId'] as string))
  expect(records.map(({ value }) => value['ordinal'])).toEqual(expect.arrayContaining([first.plan!.ordinal, second.plan!.ordinal]))
  for (const { type, schema: id, value } of records) {
    expect(type).toBe('cn.delta.credit.sampling-plan.v1')
    expect(valid(id, value)).toBeNull()
  }
})

test.each([
  ['a matter that is none', { matter: 'X' }, 'MATTER_UNKNOWN'],
  ['a matter that is no inspection', { matter: licence.code.text }, 'MATTER_UNKNOWN'],
  ['a class that is none of the province’s grades', { classes: ['F', 'A'] }, 'CLASS_UNKNOWN'],
  ['a class twice', { classes: ['A', 'A'] }, 'CLASS_UNKNOWN'],
  ['no class', { classes: [], ratios: [] }, 'CLASS_UNKNOWN'],
  ['a ratio too few', { ratios: ['1'] }, 'RATIO'],
  ['a ratio above one', { ratios: ['1', '1.5'] }, 'RATIO'],
  ['a seed that is too short', { seed: 'short' }, 'SEED'],
  ['a seed with a line break', { seed: 'long enough\n' }, 'SEED'],
  ['an inspector twice', { inspectors: ['ZF-01', 'ZF-01'] }, 'INSPECTORS'],
  ['fewer inspectors than each needs', { inspectors: ['ZF-01'] }, 'INSPECTORS'],
  ['an inspector by name', { inspectors: ['张三', '李四'] }, 'INSPECTORS'],
  ['a class that nobody is of', { classes: ['B'], ratios: ['1'] }, 'POPULATION_EMPTY'],
])('%s: nothing is drawn', async (_, given, code) => {
  expect(await draw(given)).toMatchObject({ plan: null, errors: [{ code }] })
  expect(woken).toBe(0)
})

test('only the matter’s department draws, for supervision', async () => {
  expect(await draw({}, { ...testViewer({ role: 'unit:ZJ-OTHER' }), purpose: 'supervision' })).toMatchObject({
    plan: null,
    errors: [{ code: 'NOT_DEPARTMENT' }],
  })
  const refused = await ask(schema, DRAW, { variables: asked, viewer: department })
  expect(refused.errors?.[0]?.extensions['code']).toBe('PURPOSE_NOT_ALLOWED')
  const elsewhere = { ...testViewer({ role: 'unit:ZJ-TEST', provinces: ['310000'] }), purpose: 'supervision' }
  expect(await draw({}, elsewhere)).toMatchObject({ errors: [{ code: 'MATTER_UNKNOWN' }] })
})

const RECORD = `mutation($plan: ID!, $subject: ID!, $on: String!, $finding: SamplingFinding!, $note: String) {
  recordSamplingResult(plan: $plan, subject: $subject, inspectedOn: $on, finding: $finding, note: $note) { id errors { code field } } }`
const record = async (variables: object, by: object = viewer) => {
  const { data, errors } = await ask(schema, RECORD, { variables: { on: '2026-11-25', finding: 'CLEAN', ...variables }, viewer: by as never })
  expect(errors).toBeUndefined()
  return (data as { recordSamplingResult: { id: string | null; errors: { code: string }[] } }).recordSamplingResult
}

test('a result stands at the subject, is corrected by the next, and is on its way to the province', async () => {
  const { plan } = await draw({ seed: 'for-the-results' })
  const [first] = await members(plan!.id, true)
  const given = { plan: plan!.id, subject: first!.subject }
  expect(await record({ ...given, finding: 'PENDING', note: '待复查 110101199801019983' })).toMatchObject({ errors: [] })
  now = new Date('2026-12-01T04:00:00Z')
  const { id } = await record({ ...given, on: '2026-11-30', finding: 'MENDED' })
  const { data } = await ask(
    schema,
    'query($subject: ID!) { samplingResults(subject: $subject) { totalCount nodes { id version plan matter department inspectors inspectedOn finding note } } }',
    { variables: { subject: first!.subject } },
  )
  expect((data as { samplingResults: { nodes: { plan: string }[] } }).samplingResults.nodes.find(node => node.plan === plan!.id)).toEqual({
    id,
    version: 2,
    plan: plan!.id,
    matter: item.code.text,
    department: 'ZJ-TEST',
    inspectors: first!.inspectors,
    inspectedOn: '2026-11-30',
    finding: 'MENDED',
    note: null,
  })
  const records = (await sent()).filter(({ value }) => value['recordId'] === id)
  expect(records.map(({ value }) => [value['version'], value['finding']])).toEqual([
    [1, 'PENDING'],
    [2, 'MENDED'],
  ])
  for (const { type, schema: named, value } of records) {
    expect(type).toBe('cn.delta.credit.sampling-result.v1')
    expect(valid(named, value)).toBeNull()
    expect(JSON.stringify(value)).not.toContain('110101199801019983')
  }
})

test('a result is refused of who was not drawn, by another department, on an impossible day, for a plan that there is not', async () => {
  const { plan } = await draw({ seed: 'for-the-refusals' })
  const drawn = await members(plan!.id, true)
  const left = (await members(plan!.id, false)).find(({ place }) => place === null)!
  const given = { plan: plan!.id, subject: drawn[0]!.subject }
  expect(await record({ ...given, subject: left.subject })).toMatchObject({ id: null, errors: [{ code: 'NOT_DRAWN' }] })
  expect(await record({ ...given, plan: 'X' })).toMatchObject({ errors: [{ code: 'PLAN_UNKNOWN' }] })
  for (const on of ['2026-11-24', '2026-11-26', '2026-02-30']) expect(await record({ ...given, on })).toMatchObject({ errors: [{ code: 'INSPECTED_ON' }] })
  expect(await record({ ...given, note: '长'.repeat(501) })).toMatchObject({ errors: [{ code: 'NOTE_LENGTH' }] })
  expect(await record(given, { ...testViewer({ role: 'unit:ZJ-OTHER' }), purpose: 'supervision' })).toMatchObject({ errors: [{ code: 'NOT_DEPARTMENT' }] })
  expect(woken).toBe(1)
})

test('what was drawn and found cannot be rewritten', async () => {
  for (const table of ['sampling_plan', 'sampling_member', 'sampling_result']) {
    await expect(sql.raw(`delete from ${table}`).execute(base.db)).rejects.toThrow('append-only')
    await expect(sql.raw(`truncate ${table} cascade`).execute(base.db)).rejects.toThrow('append-only')
  }
  await expect(sql`update sampling_member set place = 1`.execute(base.db)).rejects.toThrow('append-only')
})

test('draws at once of one matter are numbered densely', async () => {
  const before = (await draw()).plan!.ordinal
  const plans = await Promise.all([1, 2, 3].map(n => draw({ seed: `at-once-${n}` })))
  expect(plans.map(({ plan }) => plan!.ordinal).toSorted((a, b) => a - b)).toEqual([before + 1, before + 2, before + 3])
})

test('plans are listed the newest first, and only those of agreed provinces', async () => {
  const newest = (await draw({ seed: 'the-newest-of-all' })).plan!.id
  const listed = async (by = testViewer()) => {
    const { data } = await ask(schema, '{ samplingPlans(first: 2) { totalCount nodes { id } } }', { viewer: by })
    return (data as { samplingPlans: { totalCount: number; nodes: { id: string }[] } }).samplingPlans
  }
  expect((await listed()).nodes[0]).toEqual({ id: newest })
  expect(await listed(testViewer({ provinces: ['310000'] }))).toEqual({ totalCount: 0, nodes: [] })
})
