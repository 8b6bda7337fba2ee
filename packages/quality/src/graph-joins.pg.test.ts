import { createAnswers } from '@delta/graph'
import { ask, countedDatabase, type CountedDatabase, testViewer } from '@delta/graph/testing'
import type { GraphQLSchema } from 'graphql'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogueGraph } from './graph.ts'
import { migrateQuality, type QualityTables } from './tables.ts'
import { migrateCounted, qualityParts } from './testing.ts'

let base: CountedDatabase<QualityTables>
let schema: GraphQLSchema
const FIRM = '91330100M000100Y4T'
const OTHER = '91330106000000001A'

beforeAll(async () => {
  base = await countedDatabase<QualityTables>(process.env['DELTA_TEST_POSTGRES'])
  await migrateQuality(base.db)
  await migrateCounted(base.db)
  schema = catalogueGraph({
    ...qualityParts(base, () => new Date('2026-11-25T04:00:00Z')),
    answers: createAnswers(base),
    limits: { representations: 100 } as never,
    today: () => '2026-11-25',
    agreements: [],
  })
  for (const [id, org] of [
    [FIRM, 'M000100Y4'],
    ['ORG:M000100Y4', 'M000100Y4'],
    ['ORG:A00000001', 'A00000001'],
    ['REG:330000000000001', null],
  ] as const)
    await sql`insert into subject (id, kind, id_type, facts_rank, name_rank, name_at, name_version, division_at, division_version, org_code, known_at)
      values (${id}, 'ENT', 'USCC', 2, 0, now(), 1, now(), 1, ${org}, now())`.execute(base.db)
  let serial = 0
  const list = (subject: string, domain: string, status = 'effective') =>
    sql`
    insert into list_entry (province, record_id, version, op, domain, polarity, unit, unit_basis, reported_by, subject_id, subject_kind, valid_from, status, status_class, warnings, known_from, recorded_at, known_at)
    values ('330000', ${`r${(serial += 1)}`}, 1, 'upsert', ${domain}, 'BLACK', 'ZJ-ECO', 'CATALOGUE', 'ZJ-ECO', ${subject}, 'ENT', '2026-01-01', ${status.toUpperCase()}, ${status}, '{}', now(), now(), now())`.execute(
      base.db,
    )
  await list('ORG:M000100Y4', 'B05')
  await list('ORG:A00000001', 'B05')
  await list('REG:330000000000001', 'B05')
  await list('REG:330000000000001', 'B12', 'ended')
  await list(FIRM, 'B05')
  await list('NP:person', 'B05')
  await sql`insert into relation (province, record_id, version, op, dimension, party_kind, subject_id, subject_kind, party_id, party_id_type, placement, unit, reported_by, status, status_class, warnings, known_from, recorded_at, known_at)
    values ('330000', 'rel', 1, 'upsert', 'INVESTOR', 'ORG', ${OTHER}, 'ENT', 'REG:330000000000001', 'REGNO', 'UNKNOWN', null, 'ZJ-MKT', 'EFFECTIVE', 'effective', '{}', now(), now(), now())`.execute(
    base.db,
  )
})
afterAll(() => base.drop())

const gains = async (viewer = testViewer(), args = '') => ask(schema, `{ joinGain${args} { product code name records joined linked unreached } }`, { viewer })

test('records under an older number are counted by domain: joined by organisation code, linked by a relationship, or not reached', async () => {
  const { data, errors } = await gains()
  expect(errors).toBeUndefined()
  expect(data).toEqual({
    joinGain: [
      { product: 'LIST', code: 'B05', name: expect.stringContaining('生态环境'), records: 3, joined: 1, linked: 1, unreached: 1 },
      { product: 'LIST', code: 'B12', name: expect.any(String), records: 1, joined: 0, linked: 1, unreached: 0 },
    ],
  })
  expect((await gains(testViewer(), '(province: "310000")')).data).toEqual({ joinGain: [] })
})

test('records in doubt are listed for their unit, by pages, with where they stand and no name', async () => {
  await sql`update list_entry set warnings = array['W_TRIMMED', 'W_NAME_OTHER'] where record_id in ('r1', 'r2')`.execute(base.db)
  await sql`update list_entry set reported_by = 'ZJ-TAX' where record_id = 'r2'`.execute(base.db)
  await sql`update relation set warnings = array['W_NAME_OTHER']`.execute(base.db)
  const doubts = async (args: string) =>
    (
      await ask(
        schema,
        `{ nameDoubts${args} { totalCount pageInfo { hasNextPage endCursor } nodes { record product province { code } unit { code } dataset source } } }`,
      )
    ).data as never as { nameDoubts: { totalCount: number; pageInfo: { endCursor: string }; nodes: { record: string }[] } }
  const first = await doubts('(first: 2)')
  expect(first.nameDoubts).toMatchObject({
    totalCount: 3,
    nodes: [
      { record: 'r1', product: 'LIST', province: { code: '330000' }, unit: { code: 'ZJ-ECO' }, dataset: null, source: null },
      { record: 'r2', unit: { code: 'ZJ-TAX' } },
    ],
  })
  expect((await doubts(`(first: 2, after: "${first.nameDoubts.pageInfo.endCursor}")`)).nameDoubts.nodes).toMatchObject([
    { record: 'rel', product: 'RELATIONSHIP' },
  ])
  expect((await doubts('(unit: "ZJ-TAX")')).nameDoubts).toMatchObject({ totalCount: 1, nodes: [{ record: 'r2' }] })
  expect((await doubts('(province: "310000")')).nameDoubts.totalCount).toBe(0)
})

test('without a relationship in effect nothing is linked', async () => {
  await sql`update relation set status_class = 'ended', status = 'ENDED'`.execute(base.db)
  const { data } = await gains()
  expect((data as { joinGain: unknown[] }).joinGain).toMatchObject([
    { joined: 1, linked: 0, unreached: 2 },
    { joined: 0, linked: 0, unreached: 1 },
  ])
})
