import type { Row } from '@delta/graph'
import { ask, type CountedDatabase, testViewer } from '@delta/graph/testing'
import type { GraphQLSchema } from 'graphql'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { check, type Counted, COUNTS, FIRM, LEVELS, OTHER, startRelationship } from './testing.ts'
import type { RelationshipTables } from './tables.ts'

let base: CountedDatabase<RelationshipTables>
let schema: GraphQLSchema
beforeAll(async () => {
  const started = await startRelationship()
  base = started.base
  schema = started.schema
})
afterAll(() => base.drop())
beforeEach(() => base.clear())

const ENTITY = (fields: string) => `query($r: [_Any!]!) { _entities(representations: $r) { ... on Subject { id name ${fields} } } }`
const entity = (fields: string, ids: string[], viewer = testViewer({ case: 'a' })) =>
  ask(schema, ENTITY(fields), { variables: { r: ids.map(id => ({ __typename: 'Subject', id })) }, viewer })

test('one subject’s relationships are drilled like the region’s, in one statement, and add up', async () => {
  const { data, errors } = await entity(`relationships { ${LEVELS} flows { ${COUNTS} } }`, [FIRM, OTHER])
  expect(errors).toBeUndefined()
  expect(base.statements).toHaveLength(1)
  const [first, second] = (data as never as { _entities: [{ name: string; relationships: Counted }, { relationships: Counted }] })._entities
  expect([first.relationships.counts.total, second.relationships.counts.total, first.name]).toEqual([17, 2, '杭州某某有限公司'])
  check(first.relationships)
  check(second.relationships)
})

test('a person’s relations stand at the party’s end; clear only where agreed, and only the person looked at', async () => {
  const fields =
    'relationships(as: PARTY) { counts { total } dimensions(codes: ["INVESTOR"]) { parties { provinces(codes: ["330000"]) { units { relations { nodes { party { name } subject { name } } } } } } } }'
  const masked = await entity(fields, ['NP:zhang'])
  expect(masked.data).toMatchObject({ _entities: [{ name: '张*', relationships: { counts: { total: 12 } } }] })
  expect(JSON.stringify(masked.data)).not.toContain('三丰')
  expect(JSON.stringify((await entity(fields, ['NP:zhang'], testViewer({ case: 'a', personFields: 'clear' }))).data)).toContain('张三丰')
  expect((await entity(fields, ['NP:zhang'], testViewer())).errors?.[0]?.extensions).toMatchObject({ code: 'CASE_REQUIRED' })
  expect(
    JSON.stringify(
      (
        await entity(
          'relationships { dimensions { parties { provinces { units { relations { nodes { party { name } } } } } } } }',
          [FIRM],
          testViewer({ personFields: 'clear' }),
        )
      ).data,
    ),
  ).not.toContain('三丰')
  const written = (await sql<{ product: string }>`select product from evidence`.execute(base.db)).rows
  expect(written).toEqual([{ product: 'RELATIONSHIP' }, { product: 'RELATIONSHIP' }])
})

interface Net {
  network: {
    truncated: boolean
    nodes: { distance: number; subject: { id: string; name: string } }[]
    links: { id: string; from: string; to: string; dimension: { code: string } }[]
  }
}
const network = async (args: string, id = FIRM, viewer = testViewer({ case: 'a' })) => {
  const { data, errors } = await entity(
    `network(${args}) { truncated nodes { distance subject { id name } } links { id from to share dimension { code } } }`,
    [id],
    viewer,
  )
  return { errors, ...(data as { _entities?: [Net] } | null)?._entities?.[0].network }
}

test('the network reaches out step by step, over relations in force only, persons masked, in one statement', async () => {
  const near = await network('depth: 1')
  expect(near.errors).toBeUndefined()
  expect(base.statements.filter(text => text.startsWith('select (select coalesce'))).toHaveLength(1)
  expect(near.nodes!.map(node => [node.distance, node.subject.id])).toEqual([
    [0, FIRM],
    [1, OTHER],
    [1, '91330200MA1FL00C3X'],
    [1, '91330300MA1FL00C4X'],
    [1, 'NP:li'],
    [1, 'NP:wang'],
    [1, 'NP:zhang'],
    [1, 'NP:zhao'],
  ])
  expect(JSON.stringify(near)).not.toMatch(/三丰|四光/)
  expect(near.links!.some(link => link.id === 'rel-005')).toBe(false)
  expect(near.links!.find(link => link.id === 'rel-009')).toMatchObject({ from: OTHER, to: 'NP:zhang', dimension: { code: 'LEGAL_REP' } })
  const ids = new Set(near.nodes!.map(node => node.subject.id))
  for (const link of near.links!) expect(ids.has(link.from) && ids.has(link.to)).toBe(true)
  const far = await network('depth: 3', 'NP:li')
  expect(far.nodes!.filter(node => node.distance === 2).map(node => node.subject.id)).toContain('NP:zhang')
  expect(near.truncated).toBe(false)
})

test('the network is cut at its limits and says so', async () => {
  const cut = await network('depth: 2, limit: 3')
  expect([cut.nodes!.length, cut.truncated]).toEqual([3, true])
  expect((await network('depth: 4')).errors?.[0]?.extensions).toMatchObject({ code: 'BAD_ARGUMENT' })
  expect((await network('depth: 1, limit: 101')).errors?.[0]?.extensions).toMatchObject({ code: 'PAGE_TOO_LARGE' })
})

test('deny by default', async () => {
  const narrow = testViewer({ provinces: ['330000'] })
  const { data } = await ask(schema, `{ relationships { ${LEVELS} } }`, { viewer: narrow })
  // Of 16 with a party in the province, two were published by another.
  expect((data as { relationships: Counted }).relationships.counts.total).toBe(14)
  check((data as { relationships: Counted }).relationships)
  for (const [source, viewer] of [
    ['{ relationships(subjectProvince: "310000") { counts { total } } }', narrow],
    ['{ relationships { counts { total } } }', testViewer({ products: ['LIST'] })],
    ['{ relationships { counts { total } } }', testViewer({ role: `subject:${FIRM}`, subjects: 'own' })],
  ] as const)
    expect((await ask(schema, source, { viewer })).errors?.[0]?.extensions).toMatchObject({ code: 'NOT_AGREED' })
  expect((await ask(schema, '{ relation(id: "rel-009") { id } }', { viewer: narrow })).data).toEqual({ relation: null })
  expect((await ask(schema, '{ relation(id: "rel-009") { id } }', { viewer: testViewer({ role: `subject:${FIRM}`, subjects: 'own' }) })).data).toEqual({
    relation: null,
  } satisfies Row)
})

test('who may see only itself sees its own relations: one step, no links among the others', async () => {
  const viewer = testViewer({ subjects: 'own', role: `subject:${FIRM}` })
  const own = await network('depth: 1', FIRM, viewer)
  expect(own.errors).toBeUndefined()
  expect(own.nodes!.length).toBeGreaterThan(3)
  for (const { from, to } of own.links!) expect([from, to]).toContain(FIRM)
  expect((await network('depth: 2', FIRM, viewer)).errors?.[0]?.extensions).toMatchObject({ code: 'NOT_AGREED' })
})

test('a person without a case costs a batch only its own place', async () => {
  const { data, errors } = await entity('relationships { counts { total } }', [FIRM, 'NP:zhang', OTHER], testViewer())
  expect(data).toMatchObject({ _entities: [{ id: FIRM, relationships: { counts: { total: 17 } } }, null, { id: OTHER }] })
  expect(errors).toMatchObject([{ path: ['_entities', 1], extensions: { code: 'CASE_REQUIRED' } }])
})
