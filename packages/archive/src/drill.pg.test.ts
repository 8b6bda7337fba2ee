import { ask, type CountedDatabase } from '@delta/graph/testing'
import type { GraphQLSchema } from 'graphql'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { catalogue, check, type Counted, COUNTS, FIRM, startArchive } from './testing.ts'
import type { ArchiveTables } from './tables.ts'

let base: CountedDatabase<ArchiveTables>
let schema: GraphQLSchema
beforeAll(async () => {
  const started = await startArchive()
  base = started.base
  schema = started.schema
})
afterAll(() => base.drop())
beforeEach(() => base.clear())

test('the archive drill adds up at every node, in one statement', async () => {
  const { data, errors } = await ask(
    schema,
    `{ archives { ${COUNTS} kinds { kind ${COUNTS} attributes { category { code name } ${COUNTS} indicators { indicator { code name } ${COUNTS}
    provinces { province { code } ${COUNTS} units { unit { code } ${COUNTS} } } } } } } }`,
  )
  expect(errors).toBeUndefined()
  const { archives } = data as { archives: Counted & { kinds: (Counted & { kind: string; attributes: (Counted & { indicators: unknown[] })[] })[] } }
  expect(archives.counts).toEqual({ total: 12, effective: 10, repaired: 1, ended: 1 })
  check(archives)
  expect(archives.kinds.map(one => one.kind).toSorted()).toEqual(['ENT', 'GOV', 'INS', 'NAT', 'SOC'])
  expect(archives.kinds.flatMap(one => one.attributes.flatMap(two => two.indicators))).toHaveLength(catalogue.indicators().length)
  expect(base.statements).toHaveLength(1)
})

test('Ningbo’s tax unit stands beside Zhejiang’s, each with its own items', async () => {
  const { data, errors } = await ask(
    schema,
    `{ archives { kinds(codes: [ENT]) { attributes(codes: ["C09"]) { indicators(codes: ["ENT-FIN-007"]) { provinces(codes: ["330000"]) {
    ${COUNTS} units { unit { code } counts { total } items(first: 1) { totalCount nodes { value subject { id name } unit { code } } pageInfo { hasNextPage } } } } } } } } }`,
  )
  expect(errors).toBeUndefined()
  expect(
    (data as never as { archives: { kinds: [{ attributes: [{ indicators: [{ provinces: [{ units: unknown }] }] }] }] } }).archives.kinds[0].attributes[0]
      .indicators[0].provinces[0].units,
  ).toEqual([
    {
      unit: { code: 'NB-TAX' },
      counts: { total: 1 },
      items: {
        totalCount: 1,
        nodes: [{ value: 'A', subject: { id: FIRM, name: '杭州某某贸易有限公司' }, unit: { code: 'NB-TAX' } }],
        pageInfo: { hasNextPage: false },
      },
    },
    {
      unit: { code: 'ZJ-TAX' },
      counts: { total: 1 },
      items: {
        totalCount: 1,
        nodes: [{ value: 'B', subject: { id: '91310000MA1FL00C1X', name: '杭州某某貿易股份有限公司' }, unit: { code: 'ZJ-TAX' } }],
        pageInfo: { hasNextPage: false },
      },
    },
  ])
})
