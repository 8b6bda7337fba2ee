import { ask, type CountedDatabase } from '@delta/graph/testing'
import type { GraphQLSchema } from 'graphql'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { check, type Counted, COUNTS, LEVELS, PARTS, startRelationship } from './testing.ts'
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

test('the relationship drill adds up at every node, in one statement; beyond the region is counted, without province and units', async () => {
  const { data, errors } = await ask(schema, `{ relationships { ${LEVELS} flows { from { code } to { code } placement dimension { code } ${COUNTS} } } }`)
  expect(errors).toBeUndefined()
  expect(base.statements).toHaveLength(1)
  const { relationships } = data as never as {
    relationships: Counted & {
      flows: Counted[]
      dimensions: (Counted & {
        dimension: { code: string }
        parties: (Counted & { partyKind: string; provinces: (Counted & { placement: string; province: unknown; units: unknown[] })[] })[]
      })[]
    }
  }
  expect(relationships.counts).toEqual({ total: 19, effective: 18, repaired: 0, ended: 1 })
  check(relationships)
  for (const part of PARTS) expect(relationships.flows.reduce((sum, flow) => sum + flow.counts[part], 0)).toBe(relationships.counts[part])
  const persons = relationships.dimensions.find(node => node.dimension.code === 'INVESTOR')!.parties.find(node => node.partyKind === 'NAT')!
  expect(
    persons.provinces.map(node => [node.placement, (node.province as { code: string } | null)?.code ?? null, node.counts.total, node.units.length]),
  ).toEqual([
    ['IN_REGION', '310000', 0, 0],
    ['IN_REGION', '320000', 0, 0],
    ['IN_REGION', '330000', 1, 1],
    ['IN_REGION', '340000', 1, 1],
    ['OUTSIDE_REGION', null, 1, 0],
    ['UNKNOWN', null, 1, 0],
  ])
})

test('flows tell how the provinces are tied, also from and to the unknown', async () => {
  const { data } = await ask(
    schema,
    '{ relationships { flows(codes: ["EXECUTIVE", "INVESTOR"]) { from { code name } to { code } placement dimension { code name } counts { total } } } }',
  )
  expect((data as { relationships: { flows: unknown[] } }).relationships.flows).toEqual(
    expect.arrayContaining([
      {
        from: { code: '330000', name: '浙江省' },
        to: { code: '340000' },
        placement: 'IN_REGION',
        dimension: { code: 'INVESTOR', name: '投资人' },
        counts: { total: 1 },
      },
      {
        from: { code: '330000', name: '浙江省' },
        to: null,
        placement: 'OUTSIDE_REGION',
        dimension: { code: 'INVESTOR', name: '投资人' },
        counts: { total: 1 },
      },
      { from: null, to: { code: '330000' }, placement: 'IN_REGION', dimension: { code: 'EXECUTIVE', name: '高管' }, counts: { total: 4 } },
    ]),
  )
})

test('Ningbo’s tax unit stands beside Zhejiang’s in the supply chain', async () => {
  const { data } = await ask(
    schema,
    '{ relationships { dimensions(codes: ["SUPPLY_CHAIN"]) { parties(kinds: [ORG]) { provinces(codes: ["330000"]) { placement units { unit { code } relations { nodes { party { name } unit { code } } } } } } } } }',
  )
  expect(data).toEqual({
    relationships: {
      dimensions: [
        {
          parties: [
            {
              provinces: [
                {
                  placement: 'IN_REGION',
                  units: [
                    { unit: { code: 'NB-TAX' }, relations: { nodes: [{ party: { name: '宁波某某有限公司' }, unit: { code: 'NB-TAX' } }] } },
                    { unit: { code: 'ZJ-TAX' }, relations: { nodes: [{ party: { name: '温州某某有限公司' }, unit: { code: 'ZJ-TAX' } }] } },
                  ],
                },
              ],
            },
          ],
        },
      ],
    },
  })
})

test('the subject’s province narrows counts and leaves alike', async () => {
  const { data } = await ask(
    schema,
    `{ relationships(subjectProvince: "310000") { ${COUNTS} dimensions(codes: ["EXECUTIVE"]) { parties { provinces(codes: ["330000"]) { units { ${COUNTS} relations(first: 50) { totalCount nodes { id } } } } } } } }`,
  )
  const { relationships } = data as never as {
    relationships: Counted & { dimensions: [{ parties: { provinces: [{ units: [{ relations: { totalCount: number; nodes: unknown[] } }] }] }[] }] }
  }
  expect(relationships.counts.total).toBe(4)
  const leaf = relationships.dimensions[0].parties.find(party => party.provinces[0].units.length > 0)!.provinces[0].units[0]
  expect([leaf.relations.totalCount, leaf.relations.nodes.length]).toEqual([3, 3])
})

test.each([1, 2, 3, 4, 100])('paging %i at a time walks provinces and the unknown one, complete and without doubles', async first => {
  const seen: string[] = []
  let after: string | null = null
  do {
    const { data, errors } = await ask(
      schema,
      `query($first: Int, $after: String) { relationships { dimensions(codes: ["EXECUTIVE"]) { parties(kinds: [NAT]) { provinces(codes: ["330000"]) { units(codes: ["ZJ-HUKOU"]) {
      relations(first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } } } } } }`,
      { variables: { first, after } },
    )
    expect(errors).toBeUndefined()
    const { relations } = (
      data as never as {
        relationships: {
          dimensions: [
            { parties: [{ provinces: [{ units: [{ relations: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } }] }] }] },
          ]
        }
      }
    ).relationships.dimensions[0].parties[0].provinces[0].units[0]
    seen.push(...relations.nodes.map(node => node.id))
    after = relations.pageInfo.hasNextPage ? relations.pageInfo.endCursor : null
  } while (after)
  expect(seen).toEqual(['exe-0', 'exe-3', 'exe-6', 'exe-1', 'exe-4', 'exe-7', 'exe-2', 'exe-5', 'exe-8', 'rel-010'])
})

test('a leaf tells everything, its persons masked at both ends', async () => {
  const { data, errors } = await ask(
    schema,
    `{ relation(id: "rel-001") { id dimension { code name } province { code } subject { id name } partyKind party { id name } share validFrom validTo status placement partyProvince { code } hukouProvince { code name }
    unit { code } reportedBy { code } warnings proof provenance { sourceUnit { code } reportedBy { code } receivedAt } } outside: relation(id: "rel-003") { unit { code } hukouProvince { code name } placement } none: relation(id: "x") { id } }`,
  )
  expect(errors).toBeUndefined()
  expect(data).toMatchObject({
    relation: {
      share: '0.510000',
      party: { id: 'NP:zhang', name: '张*' },
      subject: { name: '杭州某某有限公司' },
      hukouProvince: { code: '330000', name: '浙江省' },
      unit: { code: 'ZJ-HUKOU' },
      reportedBy: { code: 'ZJ-MKT' },
      proof: null,
    },
    outside: { unit: null, hukouProvince: { code: '420000', name: '湖北省' }, placement: 'OUTSIDE_REGION' },
    none: null,
  })
  expect(base.statements).toHaveLength(3)
})
