import type { Row } from '@delta/graph'
import { ask, type CountedDatabase, testViewer } from '@delta/graph/testing'
import type { GraphQLSchema } from 'graphql'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { entry, insertEntries, startList } from './testing.ts'
import type { ListTables } from './tables.ts'

let base: CountedDatabase<ListTables>
let schema: GraphQLSchema
beforeAll(async () => {
  const started = await startList()
  base = started.base
  schema = started.schema
})
afterAll(() => base.drop())
beforeEach(() => base.clear())

test('a leaf tells everything, its person masked; English names where the catalogue has them', async () => {
  const { data, errors } = await ask(
    schema,
    `{ lists { domains(codes: ["B05"]) { provinces(codes: ["330000"]) { units { entries { nodes {
    polarity domain { code name polarity } province { code name } unit { code } subject { id name } caseNo basis from to removedOn removalReason status finder { name level }
    standard scope use term repair { annotation } revocation warnings proof
    provenance { sourceUnit { code } reportedBy { code } authority document decidedAt receivedAt publishedAt recordHash } } } } } } } }`,
    { locale: 'en' },
  )
  expect(errors).toBeUndefined()
  expect(JSON.stringify(data)).not.toContain('三丰')
  expect(
    (data as never as { lists: { domains: [{ provinces: [{ units: [{ entries: { nodes: [Row] } }] }] }] } }).lists.domains[0].provinces[0].units[0].entries
      .nodes[0],
  ).toMatchObject({
    polarity: 'BLACK',
    domain: { code: 'B05', name: 'environment', polarity: 'BLACK' },
    subject: { id: 'NP:person', name: '张*' },
    from: '2026-01-05',
    to: null,
    status: 'EFFECTIVE',
    finder: { name: '杭州市生态环境局', level: 'CITY' },
    standard: null,
    term: '2026-01-05/..',
    repair: null,
    warnings: ['W_FINDER_LEVEL'],
    proof: null,
    provenance: {
      sourceUnit: { code: 'ZJ-ECO' },
      reportedBy: { code: 'ZJ-ECO' },
      authority: '杭州市生态环境局',
      decidedAt: '2026-01-05',
      receivedAt: '2026-01-06T00:00:00.500Z',
      publishedAt: null,
      recordHash: null,
    },
  })
})

test('an entry is found by its id; one outside the agreement is as if it were not', async () => {
  const id = (await sql<{ record_id: string }>`select record_id from list_entry where domain = 'B02' and province = '310000'`.execute(base.db)).rows[0]!
    .record_id
  const one = (viewer = testViewer()) => ask(schema, 'query($id: ID!) { listEntry(id: $id) { id province { code name } } }', { variables: { id }, viewer })
  expect((await one()).data).toEqual({ listEntry: { id, province: { code: '310000', name: '上海市' } } })
  expect((await one(testViewer({ provinces: ['330000'] }))).data).toEqual({ listEntry: null })
  expect((await one(testViewer({ domains: ['B05'] }))).data).toEqual({ listEntry: null })
  expect((await one(testViewer({ role: 'subject:NP:person', subjects: 'own' }))).data).toEqual({ listEntry: null })
  expect((await one(testViewer({ role: 'subject:91330100M000100Y4T', subjects: 'own' }))).data).toMatchObject({ listEntry: { id } })
  expect((await one(testViewer({ products: ['ARCHIVE'] }))).errors?.[0]?.extensions).toMatchObject({ code: 'NOT_AGREED' })
})

test('what is not agreed is refused where it is named and left out where it is not', async () => {
  const viewer = testViewer({ provinces: ['330000'], domains: ['B02', 'B05'] })
  const { data } = await ask(schema, '{ lists { counts { total } domains { domain { code } provinces { province { code } } } } }', { viewer })
  expect(data).toEqual({
    lists: { counts: { total: 19 }, domains: ['B02', 'B05'].map(code => ({ domain: { code }, provinces: [{ province: { code: '330000' } }] })) },
  })
  for (const source of [
    '{ lists { domains(codes: ["B01"]) { counts { total } } } }',
    '{ lists { domains { provinces(codes: ["310000"]) { counts { total } } } } }',
  ]) {
    expect((await ask(schema, source, { viewer })).errors?.[0]?.extensions).toMatchObject({ code: 'NOT_AGREED' })
  }
  expect(
    (await ask(schema, '{ lists { counts { total } } }', { viewer: testViewer({ role: 'subject:NP:person', subjects: 'own' }) })).errors?.[0]?.extensions,
  ).toMatchObject({ code: 'NOT_AGREED' })
})

const ENTITIES =
  'query($r: [_Any!]!) { _entities(representations: $r) { ... on Subject { id name listEntries(first: 2) { nodes { id subject { name } } pageInfo { hasNextPage } } } } }'
const references = (...ids: string[]) => ({ r: ids.map(id => ({ __typename: 'Subject', id })) })

test('subjects’ entries are read in one statement; older records under the organisation code belong to the credit code', async () => {
  await insertEntries(base, [
    entry({ domain: 'B09', province: '340000', unit: 'AH-MKT', subject_id: 'ORG:M000100Y4', subject_name: null, record_id: 'rec-org' }),
  ])
  const { data, errors } = await ask(schema, ENTITIES, { variables: references('91330100M000100Y4T', '91350100M000100Y43') })
  expect(errors).toBeUndefined()
  expect(base.statements.filter(one => one.startsWith('select (select coalesce'))).toHaveLength(1)
  const [known, other] = (
    data as never as { _entities: [{ listEntries: { nodes: unknown[] } }, { id: string; name: null; listEntries: { nodes: { id: string }[] } }] }
  )._entities
  expect(known).toMatchObject({ name: '杭州某某有限公司', listEntries: { pageInfo: { hasNextPage: true } } })
  expect(other).toMatchObject({ id: '91350100M000100Y43', name: null, listEntries: { nodes: [{ id: 'rec-org' }] } })
  await sql`delete from list_entry where record_id = 'rec-org'`.execute(base.db)
})

test('a person needs a case, leaves evidence before the answer, and is named only where the agreement says so', async () => {
  const look = (viewer = testViewer()) => ask(schema, ENTITIES, { viewer, variables: references('NP:person') })
  const written = async () => (await sql<{ n: number }>`select count(*) as n from evidence`.execute(base.db)).rows[0]!.n
  expect((await look()).errors?.[0]?.extensions).toMatchObject({ code: 'CASE_REQUIRED' })
  expect(await written()).toBe(0)
  expect((await look(testViewer({ case: '案1' }))).data).toMatchObject({ _entities: [{ name: '张*', listEntries: { nodes: [{ subject: { name: '张*' } }] } }] })
  expect(await written()).toBe(1)
  expect((await look(testViewer({ case: '案1', personFields: 'clear' }))).data).toMatchObject({
    _entities: [{ name: '张三丰', listEntries: { nodes: [{ subject: { name: '张三丰' } }] } }],
  })
  expect(await written()).toBe(2)
  expect((await look(testViewer({ case: '案1', role: 'subject:NP:other', subjects: 'own' }))).errors?.[0]?.extensions).toMatchObject({ code: 'NOT_AGREED' })
})

test('forged representations are refused', async () => {
  for (const forged of [
    { __typename: 'ListEntry', id: 'x', basis: 'forged' },
    { __typename: 'Subject' },
    { __typename: 'Subject', id: "x' or 1=1" },
    { __typename: 'Subject', id: ['a'] },
    { __typename: '__proto__', id: 'a' },
    { id: 'a' },
  ]) {
    expect((await ask(schema, ENTITIES, { variables: { r: [forged] } })).errors?.[0]?.extensions, JSON.stringify(forged)).toMatchObject({
      code: 'BAD_REPRESENTATION',
    })
  }
  const { data } = await ask(schema, ENTITIES, {
    variables: { r: [{ __typename: 'Subject', id: 'NP:nobody', name: 'forged' }] },
    viewer: testViewer({ case: '1' }),
  })
  expect(data).toMatchObject({ _entities: [{ id: 'NP:nobody', name: null }] })
})
