import { expect, test } from 'vitest'
import { data } from './system.ts'

interface Counts {
  total: number
  effective: number
  repaired: number
  ended: number
}
const COUNTS = 'counts { total effective repaired ended }'
const add = (children: { counts: Counts }[]): Counts =>
  children.reduce(
    (sum, { counts }) => ({
      total: sum.total + counts.total,
      effective: sum.effective + counts.effective,
      repaired: sum.repaired + counts.repaired,
      ended: sum.ended + counts.ended,
    }),
    { total: 0, effective: 0, repaired: 0, ended: 0 },
  )

/** A node of any drill: its children stand in the one list among its fields. */
type Node = { counts: Counts } & Record<string, unknown>

const childrenOf = (node: Node): Node[] | null => {
  const lists = Object.values(node).filter(value => Array.isArray(value)) as Node[][]
  expect(lists.length).toBeLessThanOrEqual(1)
  return lists[0] ?? null
}

/** Checks every node below: total = effective + repaired + ended, and the children's counts add up to it. Gives the leaves. */
function sums(node: Node, path: string): Node[] {
  expect(node.counts.total, path).toBe(node.counts.effective + node.counts.repaired + node.counts.ended)
  const children = childrenOf(node)
  if (children === null || (children.length === 0 && node['placement'] !== undefined && node['placement'] !== 'IN_REGION')) return [node]
  expect(add(children), path).toEqual(node.counts)
  return children.flatMap((child, index) => sums(child, `${path}/${index}`))
}

test('lists: domain → province → unit adds up at every node, and every leaf is one unit', async () => {
  const { lists } = await data<{ lists: Node }>(
    `{ lists { ${COUNTS} domains { domain { code } ${COUNTS} provinces { province { code } ${COUNTS} units { unit { code } ${COUNTS} } } } } }`,
  )
  const leaves = sums(lists, 'lists')
  expect(leaves.length).toBeGreaterThan(200)
  for (const leaf of leaves) expect(leaf).toMatchObject({ unit: { code: expect.stringMatching(/^[A-Z]+-[A-Z]+$/) } })
})

test('archives: kind → category → indicator → province → unit adds up at every node', async () => {
  const { archives } = await data<{ archives: Node }>(
    `{ archives { ${COUNTS} kinds { kind ${COUNTS} attributes { category { code } ${COUNTS} indicators { indicator { code } ${COUNTS} provinces { province { code } ${COUNTS} units { unit { code } ${COUNTS} } } } } } } }`,
  )
  const leaves = sums(archives, 'archives')
  expect(leaves.length).toBeGreaterThan(300)
})

test('relationships: dimension → party kind → placement → unit adds up; what is outside the region is counted, not dropped', async () => {
  const { relationships } = await data<{ relationships: Node }>(
    `{ relationships { ${COUNTS} dimensions { dimension { code } ${COUNTS} parties { partyKind ${COUNTS} provinces { placement province { code } ${COUNTS} units { unit { code } ${COUNTS} } } } } } }`,
  )
  sums(relationships, 'relationships')
  const places = (
    relationships['dimensions'] as { parties: { provinces: { placement: string; province: null | { code: string }; counts: Counts; units: unknown[] }[] }[] }[]
  )
    .flatMap(({ parties }) => parties)
    .flatMap(({ provinces }) => provinces)
  for (const placement of ['OUTSIDE_REGION', 'UNKNOWN']) {
    const found = places.filter(place => place.placement === placement)
    expect(
      found.reduce((sum, { counts }) => sum + counts.total, 0),
      placement,
    ).toBeGreaterThan(0)
    for (const place of found) expect(place).toMatchObject({ province: null, units: [] })
  }
  const { flows } = (
    await data<{ relationships: { flows: { from: { code: string } | null; to: { code: string } | null; counts: Counts }[] } }>(
      `{ relationships { flows { from { code } to { code } dimension { code } ${COUNTS} } } }`,
    )
  ).relationships
  expect(flows.some(({ from, to }) => from && to && from.code !== to.code)).toBe(true)
  expect(add(flows)).toEqual(relationships.counts)
})

test("Ningbo's own tax, customs, securities and financial units stand beside Zhejiang's", async () => {
  const { lists } = await data(
    `{ lists { domains(codes: ["B02", "B10", "B32", "B33", "R01", "R02", "W03"]) { domain { code } provinces(codes: ["330000"]) { units { unit { code name } counts { total } } } } } }`,
  )
  for (const { domain, provinces } of lists['domains']) {
    const units = provinces[0].units.map(({ unit }: { unit: { code: string } }) => unit.code.split('-')[0])
    expect(units, domain.code).toEqual(expect.arrayContaining(['NB', 'ZJ']))
  }
})

test('a unit that serves several provinces is the one unit in each of them', async () => {
  const { lists } = await data(
    `{ lists { domains(codes: ["B34", "B35", "B36"]) { domain { code } provinces { province { code } units { unit { code } } } } } }`,
  )
  const of = (code: string) =>
    Object.fromEntries(
      lists['domains']
        .find((one: { domain: { code: string } }) => one.domain.code === code)
        .provinces.map(({ province, units }: { province: { code: string }; units: { unit: { code: string } }[] }) => [
          province.code,
          units.map(({ unit }) => unit.code).join(),
        ]),
    )
  expect(of('B34')).toEqual({ 310000: 'HD-ENERGY', 320000: 'JS-ENERGY', 330000: 'ZJ-ENERGY', 340000: 'HD-ENERGY' })
  expect(of('B35')).toEqual({ 310000: 'CSJ-RAIL', 320000: 'CSJ-RAIL', 330000: 'CSJ-RAIL', 340000: 'CSJ-RAIL' })
  expect(of('B36')).toEqual({ 310000: 'CSJ-CAAC', 320000: 'CSJ-CAAC', 330000: 'CSJ-CAAC', 340000: 'CSJ-CAAC' })
})

test('a leaf pages through all its entries once, and each entry ends at that unit', async () => {
  const query = `query ($after: String) { lists { domains(codes: ["B01"]) { provinces(codes: ["310000"]) { units { unit { code } counts { total } entries(first: 7, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { node { id domain { code } province { code } unit { code } } } } } } } } }`
  const seen: string[] = []
  let after: string | null = null
  let total = 0
  do {
    const answer: Record<string, any> = await data(query, { after })
    const { unit, counts, entries }: Record<string, any> = answer['lists'].domains[0].provinces[0].units[0]
    total = counts.total
    expect(entries.totalCount).toBe(total)
    for (const { node } of entries.edges) {
      expect(node).toMatchObject({ domain: { code: 'B01' }, province: { code: '310000' }, unit })
      seen.push(node.id)
    }
    after = entries.pageInfo.hasNextPage ? entries.pageInfo.endCursor : null
  } while (after)
  expect(seen.length).toBe(total)
  expect(new Set(seen).size).toBe(total)
})

test("a subject's archive adds up, one node per indicator and unit", async () => {
  const { lists } = await data(`{ lists { domains(codes: ["B05"]) { provinces { units { entries(first: 1) { edges { node { subject { id } } } } } } } } }`)
  const id = lists['domains'][0].provinces
    .flatMap(({ units }: any) => units)
    .flatMap(({ entries }: any) => entries.edges)
    .map(({ node }: any) => node.subject.id)
    .find((one: string) => !one.startsWith('NP:'))
  const { subject } = await data(
    `query ($id: ID!) { subject(id: $id) { id kind name archive { ${COUNTS} attributes { category { code } ${COUNTS} indicators { indicator { code } unit { code } ${COUNTS} } } } } }`,
    { id },
  )
  const leaves = sums(subject.archive, 'subject.archive')
  expect(new Set(leaves.map(leaf => JSON.stringify([leaf['indicator'], leaf['unit']]))).size).toBe(leaves.length)
})
