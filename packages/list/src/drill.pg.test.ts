import type { Row } from '@delta/graph'
import { ask, type CountedDatabase } from '@delta/graph/testing'
import type { GraphQLSchema } from 'graphql'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { catalogue, entry, insertEntries, startList } from './testing.ts'
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

interface Counted {
  counts: { total: number; effective: number; repaired: number; ended: number }
}
const sumOf = (nodes: readonly Counted[]) =>
  nodes.reduce(
    (sum, { counts }) => ({
      total: sum.total + counts.total,
      effective: sum.effective + counts.effective,
      repaired: sum.repaired + counts.repaired,
      ended: sum.ended + counts.ended,
    }),
    { total: 0, effective: 0, repaired: 0, ended: 0 },
  )
const COUNTS = 'counts { total effective repaired ended }'

test('at every node the children’s counts add up, and total = effective + repaired + ended', async () => {
  const { data, errors } = await ask(
    schema,
    `{ lists { ${COUNTS} domains { domain { code } ${COUNTS} provinces { ${COUNTS} units { unit { code } ${COUNTS} } } } } }`,
  )
  expect(errors).toBeUndefined()
  const lists = (data as { lists: Counted & { domains: (Counted & { provinces: (Counted & { units: Counted[] })[] })[] } }).lists
  expect(lists.domains).toHaveLength(59)
  expect(lists.counts.total).toBe(25)
  const check = (node: Counted, children: readonly Counted[]) => {
    expect(sumOf(children)).toEqual(node.counts)
    expect(node.counts.total).toBe(node.counts.effective + node.counts.repaired + node.counts.ended)
  }
  check(lists, lists.domains)
  for (const domain of lists.domains) {
    check(domain, domain.provinces)
    expect(domain.provinces).toHaveLength(4)
    for (const province of domain.provinces) check(province, province.units)
  }
  expect(base.statements).toHaveLength(1)
})

const DRILL = `{ lists { domains(codes: ["B02"]) { domain { code name polarity area { code } } ${COUNTS} provinces { province { code name } ${COUNTS}
  units { unit { code name } ${COUNTS} entries(first: 10) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { id status subject { id name } unit { code } } } } } } } } }`

test('a whole drill with the first ten entries and their subjects’ names is one statement', async () => {
  const { data, errors } = await ask(schema, DRILL)
  expect(errors).toBeUndefined()
  expect(base.statements).toHaveLength(1)
  const domain = (
    data as never as {
      lists: {
        domains: [
          {
            provinces: {
              province: { code: string }
              units: { unit: { code: string }; entries: { totalCount: number; pageInfo: Row; edges: { node: { subject: Row; unit: Row } }[] } }[]
            }[]
          },
        ]
      }
    }
  ).lists.domains[0]
  const zhejiang = domain.provinces.find(node => node.province.code === '330000')!
  expect(zhejiang.units.map(node => [node.unit.code, node.entries.totalCount, node.entries.edges.length, node.entries.pageInfo['hasNextPage']])).toEqual([
    ['NB-TAX', 3, 3, false],
    ['ZJ-TAX', 15, 10, true],
  ])
  expect(zhejiang.units[1]!.entries.edges[0]!.node).toMatchObject({ subject: { id: '91330100M000100Y4T', name: '杭州某某有限公司' }, unit: { code: 'ZJ-TAX' } })
})

test('Ningbo’s own units stand as siblings under Zhejiang; a unit that serves four provinces stands under each with its own counts', async () => {
  const { data } = await ask(
    schema,
    `{ lists { tax: domains(codes: ["B02"]) { provinces(codes: ["330000"]) { units { unit { code name } counts { total } } } }
    air: domains(codes: ["B36"]) { counts { total } provinces { units { unit { code } counts { total } entries { nodes { province { code } } } } } } } }`,
  )
  expect(data).toEqual({
    lists: {
      tax: [
        {
          provinces: [
            {
              units: [
                { unit: { code: 'NB-TAX', name: catalogue.unit('NB-TAX')?.name }, counts: { total: 3 } },
                { unit: { code: 'ZJ-TAX', name: '国家税务总局浙江省税务局' }, counts: { total: 15 } },
              ],
            },
          ],
        },
      ],
      air: [
        {
          counts: { total: 4 },
          provinces: ['310000', '320000', '330000', '340000'].map(code => ({
            units: [{ unit: { code: 'CSJ-CAAC' }, counts: { total: 1 }, entries: { nodes: [{ province: { code } }] } }],
          })),
        },
      ],
    },
  })
})

test('aliases with different arguments, fragments, @skip, @include and variables answer each for itself', async () => {
  const { data, errors } = await ask(
    schema,
    `query Q($some: Boolean!, $n: Int = 2, $codes: [ID!]) {
    lists { domains(codes: $codes) { ...D name: domain { c: code n: name @skip(if: $some) } } }
    red: lists(polarity: [RED]) { counts { total } }
  }
  fragment D on ListDomain { provinces(codes: ["330000"]) { units(codes: ["ZJ-TAX"]) {
    two: entries(first: $n) { nodes { id } }
    ended: entries(first: 5, status: [EXPIRED, DELISTED, WITHDRAWN]) { totalCount nodes { id status } }
    expired: entries(status: [EXPIRED]) { totalCount nodes { status } }
    live: entries(first: 0, status: [EFFECTIVE, REPAIRED]) { totalCount nodes { id } }
    none: entries @include(if: $some) { ... on ListEntryConnection { totalCount } }
    hidden: entries @skip(if: $some) { totalCount }
  } } }`,
    { variables: { some: true, codes: ['B02'] } },
  )
  expect(errors).toBeUndefined()
  const unit = (data as never as { lists: { domains: [{ provinces: [{ units: [Row] }]; name: Row }] } }).lists.domains[0].provinces[0].units[0]
  expect(unit).toMatchObject({
    ended: { totalCount: 2 },
    expired: { totalCount: null, nodes: [{ status: 'EXPIRED' }] },
    live: { totalCount: 13, nodes: [] },
    none: { totalCount: 15 },
  })
  expect((unit['two'] as { nodes: unknown[] }).nodes).toHaveLength(2)
  expect((unit['ended'] as { nodes: unknown[] }).nodes).toHaveLength(2)
  expect(unit).not.toHaveProperty('hidden')
  expect((data as { red: unknown }).red).toEqual({ counts: { total: 1 } })
  expect(base.statements).toHaveLength(2)
})

test('a filter on the subject’s division separates a city', async () => {
  const { data } = await ask(
    schema,
    `{ lists { domains(codes: ["B02"]) { provinces(codes: ["330000"]) { units {
    unit { code } city: entries(division: "330200") { totalCount nodes { id } } all: entries(division: "33") { nodes { id } } } } } } }`,
  )
  const units = (
    data as never as { lists: { domains: [{ provinces: [{ units: { city: { totalCount: null; nodes: unknown[] }; all: { nodes: unknown[] } }[] }] }] } }
  ).lists.domains[0].provinces[0].units
  expect(units.map(unit => [unit.city.totalCount, unit.city.nodes.length, unit.all.nodes.length])).toEqual([
    [null, 3, 3],
    [null, 0, 10],
  ])
  const wrong = await ask(schema, '{ lists { domains(codes: ["B02"]) { provinces { units { entries(division: "33%") { totalCount } } } } } }')
  expect(wrong.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_ARGUMENT' })
})

test('paging by keyset is complete and without doubles while entries are inserted', async () => {
  const before = (
    await sql<{ record_id: string }>`select record_id from list_entry where domain = 'B02' and unit = 'ZJ-TAX' order by 1`.execute(base.db)
  ).rows.map(row => row.record_id)
  const seen: string[] = []
  let after: string | null = null
  for (let page = 0; page < 50; page += 1) {
    const { data, errors } = await ask(
      schema,
      `query($after: String) { lists { domains(codes: ["B02"]) { provinces(codes: ["330000"]) { units(codes: ["ZJ-TAX"]) {
      entries(first: 4, after: $after) { pageInfo { hasNextPage hasPreviousPage endCursor } edges { cursor node { id } } } } } } } }`,
      { variables: { after } },
    )
    expect(errors).toBeUndefined()
    const { entries } = (
      data as never as {
        lists: {
          domains: [
            {
              provinces: [
                {
                  units: [
                    {
                      entries: {
                        pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string }
                        edges: { cursor: string; node: { id: string } }[]
                      }
                    },
                  ]
                },
              ]
            },
          ]
        }
      }
    ).lists.domains[0].provinces[0].units[0]
    expect(entries.pageInfo.hasPreviousPage).toBe(after !== null)
    expect(entries.edges.at(-1)?.cursor).toBe(entries.pageInfo.endCursor)
    seen.push(...entries.edges.map(edge => edge.node.id))
    after = entries.pageInfo.endCursor
    if (!entries.pageInfo.hasNextPage) break
    await insertEntries(base, [
      entry({ domain: 'B02', province: '330000', unit: 'ZJ-TAX', record_id: `rec-0000-${page}` }),
      entry({ domain: 'B02', province: '330000', unit: 'ZJ-TAX', record_id: `${seen.at(-1)}-x` }),
    ])
  }
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen.filter(id => before.includes(id))).toEqual(before)
  expect(seen.length).toBeGreaterThan(before.length)
  await sql`delete from list_entry where record_id like 'rec-0000-%' or record_id like '%-x'`.execute(base.db)
})

test('cursors of other lists, forged ones and pages too large are refused', async () => {
  const page = (args: string) => ask(schema, `{ lists { domains(codes: ["B02"]) { provinces { units { entries(${args}) { totalCount } } } } } }`)
  for (const cursor of [
    'x',
    '',
    'W10',
    Buffer.from('["archive.item","a"]').toString('base64url'),
    Buffer.from('["list.entry",1]').toString('base64url'),
    Buffer.from('["list.entry","a","b"]').toString('base64url'),
    Buffer.from('["list.entry","a\\u0000"]').toString('base64url'),
    'A'.repeat(5000),
  ]) {
    expect((await page(`after: "${cursor}"`)).errors?.[0]?.extensions, cursor).toMatchObject({ code: 'BAD_CURSOR' })
  }
  for (const first of [101, -1, 2147483647])
    expect((await page(`first: ${first}`)).errors?.[0]?.extensions).toMatchObject({ code: 'PAGE_TOO_LARGE', limit: 100 })
  expect(base.statements).toHaveLength(0)
})
