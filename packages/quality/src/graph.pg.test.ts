import { join } from 'node:path'
import { readAgreements } from '@delta/access'
import { createAnswers } from '@delta/graph'
import { ask, countedDatabase, type CountedDatabase, testViewer } from '@delta/graph/testing'
import type { GraphQLSchema } from 'graphql'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { catalogueGraph } from './graph.ts'
import { migrateQuality, type QualityTables, type RejectionTable } from './tables.ts'
import { migrateCounted, qualityParts } from './testing.ts'

let base: CountedDatabase<QualityTables>
let schema: GraphQLSchema

const rejection = (n: number, given: Partial<RejectionTable> = {}): RejectionTable => ({
  record_id: `rej-${n}`,
  province: '330000',
  version: 1,
  dataset: 'zb',
  coordinate: `zb/1/${n}`,
  product: 'ARCHIVE',
  subject_kind: 'ENT',
  unit: 'ZJ-MKT',
  code: 'E_ID_CHECK',
  field: 'TYSHXYDM',
  state: 'REJECTED',
  at: '2026-11-01T00:00:00Z',
  recorded_at: '2026-11-01T00:00:00Z',
  ...given,
})

beforeAll(async () => {
  base = await countedDatabase<QualityTables>(process.env['DELTA_TEST_POSTGRES'])
  await migrateQuality(base.db)
  await migrateCounted(base.db)
  schema = catalogueGraph({
    ...qualityParts(base, () => new Date('2026-11-25T04:00:00Z')),
    answers: createAnswers(base),
    limits: { representations: 100 } as never,
    today: () => '2026-11-25',
    agreements: readAgreements(join(import.meta.dirname, '../../../schema/agreements.json')),
  })
  await base.db
    .insertInto('rejection')
    .values([
      ...Array.from({ length: 7 }, (_, n) => rejection(n)),
      rejection(7, { state: 'RESOLVED' }),
      rejection(8, { unit: null, code: 'E_MALFORMED', field: 'FILE', province: '340000', subject_kind: null }),
      rejection(9, { product: 'LIST' }),
    ])
    .execute()
  await sql`insert into rejection_rollup select province, unit, product, subject_kind, code, to_char(at at time zone 'Asia/Shanghai', 'YYYY-MM'), count(*) filter (where state = 'REJECTED'), count(*) filter (where state = 'RESOLVED')
    from rejection group by 1, 2, 3, 4, 5, 6`.execute(base.db)
})
afterAll(() => base.drop())
beforeEach(() => base.clear())

test('open rejections are paged by keyset, filtered and counted, in one statement each; mended ones show nowhere', async () => {
  const seen: string[] = []
  let after: string | null = null
  do {
    const { data, errors } = await ask(
      schema,
      'query($after: String) { rejections(province: "330000", unit: "ZJ-MKT", code: "E_ID_CHECK", first: 3, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { id province { code name } code field source at } } }',
      { variables: { after } },
    )
    expect(errors).toBeUndefined()
    const { rejections } = data as never as {
      rejections: { totalCount: number; pageInfo: { hasNextPage: boolean; endCursor: string }; nodes: { id: string }[] }
    }
    expect(rejections.totalCount).toBe(8)
    seen.push(...rejections.nodes.map(node => node.id))
    after = rejections.pageInfo.hasNextPage ? rejections.pageInfo.endCursor : null
  } while (after)
  expect(seen).toEqual(['rej-0', 'rej-1', 'rej-2', 'rej-3', 'rej-4', 'rej-5', 'rej-6', 'rej-9'])
  expect(base.statements).toHaveLength(3)
})

test('a rejection tells code, field and place, never a value; a file has no unit', async () => {
  const { data } = await ask(
    schema,
    '{ rejections(code: "E_MALFORMED") { nodes { id province { code } product subjectKind unit { code } code field dataset source at } } }',
  )
  expect(data).toEqual({
    rejections: {
      nodes: [
        {
          id: 'rej-8',
          province: { code: '340000' },
          product: 'ARCHIVE',
          subjectKind: null,
          unit: null,
          code: 'E_MALFORMED',
          field: 'FILE',
          dataset: 'zb',
          source: 'zb/1/8',
          at: '2026-11-01T00:00:00.000Z',
        },
      ],
    },
  })
})

test('a unit’s quality report adds up by month', async () => {
  const { data } = await ask(
    schema,
    '{ all: qualityReport(unit: "ZJ-MKT") { unit { code } open resolved rows { month code field product open resolved } } none: qualityReport(unit: "ZJ-MKT", month: "2026-10") { open rows { open } } missing: qualityReport(unit: "X") { open } }',
  )
  expect(data).toEqual({
    all: {
      unit: { code: 'ZJ-MKT' },
      open: 8,
      resolved: 1,
      rows: [
        { month: '2026-11', code: 'E_ID_CHECK', field: 'TYSHXYDM', product: 'ARCHIVE', open: 7, resolved: 1 },
        { month: '2026-11', code: 'E_ID_CHECK', field: 'TYSHXYDM', product: 'LIST', open: 1, resolved: 0 },
      ],
    },
    none: { open: 0, rows: [] },
    missing: null,
  })
  expect((await ask(schema, '{ qualityReport(unit: "ZJ-MKT", month: "x") { open } }')).errors?.[0]?.extensions).toMatchObject({ code: 'BAD_ARGUMENT' })
})

test('products and provinces outside the agreement are refused or left out', async () => {
  expect((await ask(schema, '{ rejections(first: 100) { totalCount } }', { viewer: testViewer({ products: ['LIST'] }) })).data).toEqual({
    rejections: { totalCount: 1 },
  })
  expect(
    (await ask(schema, '{ rejections(province: "340000") { totalCount } }', { viewer: testViewer({ provinces: ['330000'] }) })).errors?.[0]?.extensions,
  ).toMatchObject({ code: 'NOT_AGREED' })
  expect(
    (await ask(schema, '{ rejections { totalCount } }', { viewer: testViewer({ role: 'subject:x', subjects: 'own' }) })).errors?.[0]?.extensions,
  ).toMatchObject({ code: 'NOT_AGREED' })
})

test('the catalogue answers from memory, in Chinese or English', async () => {
  const source = `{ province(code: "330000") { code name } domain(code: "B05") { code name polarity serious area { code name } leadProvince { code } }
    sourceUnit(code: "NB-TAX") { name function { code name } provinces { code } city { code name } validFrom successor { code } }
    sourceUnits(province: "310000", function: "CAAC") { code provinces { code } } domains(polarity: [RED]) { code } indicators(kind: GOV) { code } provinces { code } none: sourceUnit(code: "X") { code } }`
  const { data, errors } = await ask(schema, source)
  expect(errors).toBeUndefined()
  expect(base.statements).toHaveLength(0)
  expect(data).toMatchObject({
    province: { code: '330000', name: '浙江省' },
    domain: { polarity: 'BLACK', serious: true, leadProvince: { code: '330000' } },
    sourceUnit: { function: { code: 'TAX' }, provinces: [{ code: '330000' }], city: { code: '330200', name: '宁波市' } },
    sourceUnits: [{ code: 'CSJ-CAAC', provinces: [{ code: '310000' }, { code: '320000' }, { code: '330000' }, { code: '340000' }] }],
    provinces: ['310000', '320000', '330000', '340000'].map(code => ({ code })),
    none: null,
  })
  expect((data as { domains: unknown[] }).domains).toHaveLength(12)
  expect((await ask(schema, '{ domain(code: "B05") { name } }', { locale: 'en' })).data).toEqual({ domain: { name: 'environment' } })
})

test('references to provinces, domains and units are resolved in order', async () => {
  const { data } = await ask(
    schema,
    'query($r: [_Any!]!) { _entities(representations: $r) { ... on Domain { code serious } ... on SourceUnit { code city { code } } ... on Province { name } } }',
    {
      variables: {
        r: [
          { __typename: 'SourceUnit', code: 'ZJ-TAX' },
          { __typename: 'Domain', code: 'R01' },
          { __typename: 'Province', code: '310000' },
          { __typename: 'SourceUnit', code: 'NONE' },
        ],
      },
    },
  )
  expect(data).toEqual({ _entities: [{ code: 'ZJ-TAX', city: null }, { code: 'R01', serious: false }, { name: '上海市' }, null] })
})

test('agreements: everybody reads the one that holds for the call, the operator all', async () => {
  const source = '{ agreements { id role products domains { code } provinces { code name } purposes personFields subjects validFrom validTo } }'
  const own = await ask(schema, source, { viewer: testViewer({ id: 'mine', domains: ['B05'], provinces: ['330000'], role: 'partner:330100' }) })
  expect(own.data).toEqual({
    agreements: [
      {
        id: 'mine',
        role: 'partner:330100',
        products: ['ARCHIVE', 'RELATIONSHIP', 'LIST'],
        domains: [{ code: 'B05' }],
        provinces: [{ code: '330000', name: '浙江省' }],
        purposes: ['analysis'],
        personFields: 'masked',
        subjects: 'all',
        validFrom: '2026-01-01',
        validTo: null,
      },
    ],
  })
  const all = await ask(schema, '{ agreements { role domains { code } } }', { viewer: testViewer({ role: 'operator' }) })
  expect(all.data).toMatchObject({
    agreements: expect.arrayContaining([
      { role: 'unit:*', domains: null },
      { role: 'operator', domains: null },
    ]),
  })
})

test('recognition is told for a domain, two provinces and a day; without a day, for today', async () => {
  const { data, errors } = await ask(
    schema,
    `{ today: recognition(domain: "B05", from: "330000", to: "340000") { effect memorandum validFrom validTo source }
       before: recognition(domain: "B05", from: "330000", to: "340000", on: "2020-10-19") { effect }
       nowhere: recognition(domain: "B99", from: "330000", to: "340000") { effect } }`,
  )
  expect(errors).toBeUndefined()
  expect(data).toEqual({
    today: { effect: 'BINDS', memorandum: 'M51', validFrom: '2020-10-20', validTo: null, source: expect.stringContaining('page') },
    before: { effect: 'NOTED' },
    nowhere: null,
  })
  const refused = await ask(schema, '{ recognition(domain: "B05", from: "330000", to: "440000") { effect } }')
  expect(refused.errors?.[0]?.extensions['code']).toBe('BAD_ARGUMENT')
})
