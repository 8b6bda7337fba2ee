import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from '@delta/dev'
import { expect, test } from 'vitest'
import { data } from './system.ts'

interface Node {
  counts: { total: number; effective: number; repaired: number; ended: number }
  [field: string]: any
}
const COUNTS = 'counts { total effective repaired ended }'

/** Checks a node and all below: total = effective + repaired + ended, and the children's counts add up to it. Gives the leaves. */
const leavesOf = (node: Node, levels: readonly string[]): any[] => {
  const [field, ...below] = levels
  expect(node.counts.total).toBe(node.counts.effective + node.counts.repaired + node.counts.ended)
  const children: Node[] = node[field!]
  if (below.length === 0) {
    expect(children.length).toBe(node.counts.total)
    return children
  }
  expect(children.reduce((sum, { counts }) => sum + counts.total, 0)).toBe(node.counts.total)
  return children.flatMap(child => leavesOf(child, below))
}

const ladder = async (polarity: string): Promise<Node> =>
  (
    await data(
      `{ measures(polarity: ${polarity}) { ${COUNTS} provinces { province { code name } ${COUNTS} categories { category { code name } ${COUNTS} levels { level ${COUNTS} items { measure { code name } item { code name } division department } } } gaps { measure { code } level missing divisions } } } }`,
    )
  )['measures']

test('an analyst walks the ladder: {incentive | punish} → province → category → level → item and code → one department', async () => {
  const ladders = await Promise.all(['PUNISH', 'INCENTIVE'].map(ladder))
  const leaves = ladders.flatMap(one => leavesOf(one, ['provinces', 'categories', 'levels', 'items']))
  expect(leaves.length).toBeGreaterThan(500)
  expect(new Set(leaves.map(({ item }) => item.code)).size).toBe(leaves.length)
  for (const { department, division, measure, item } of leaves)
    expect({ department, division, measure, item }).toEqual({
      department: expect.stringMatching(/\p{Script=Han}{4,}/u),
      division: expect.stringMatching(/^3[1-4]\d{4}$/),
      measure: { code: expect.any(String), name: expect.any(String) },
      item: { code: expect.any(String), name: expect.any(String) },
    })
  for (const { provinces } of ladders) {
    expect(provinces.map(({ province }: any) => province.name)).toEqual(['上海市', '江苏省', '浙江省', '安徽省'])
    expect(new Set(provinces[0].categories.flatMap(({ levels }: any) => levels.map(({ level }: any) => level)))).toEqual(new Set(['PROVINCE', 'COUNTY']))
  }
})

test('the gaps that the graph tells are those that the catalogue’s check prints', async () => {
  const { stdout, status } = spawnSync(process.execPath, [join(ROOT, 'packages/catalogue/src/check.ts')], { encoding: 'utf8' })
  expect(status).toBe(0)
  const printed = stdout.split('\n').flatMap(line => {
    const [, province, level, missing, divisions, measures] = /^gap (\d+) × (\w+) × (\w+): (\d+) of .* for (.*)$/.exec(line) ?? []
    return (measures?.split(' ') ?? []).map(measure => [province, level, missing, divisions, measure].join())
  })
  const told = (await Promise.all(['PUNISH', 'INCENTIVE'].map(ladder))).flatMap(({ provinces }) =>
    provinces.flatMap(({ province, gaps }: any) =>
      gaps.map(({ measure, level, missing, divisions }: any) => [province.code, level, missing, divisions.length, measure.code].join()),
    ),
  )
  expect(printed.length).toBeGreaterThan(0)
  expect(told.toSorted()).toEqual(printed.toSorted())
})

test('who is listed meets one department an item, or a gap; names of provinces and domains come from the catalogue', async () => {
  const { resolveMeasures, initiators, regime } = await data(
    `{ resolveMeasures(domain: "B05", province: "330000", division: "330482") { measure { code } level item { department departmentDivision } unresolved { level missing } }
      initiators(domain: "B05") { domain { code name current } memorandum level unit { code name function { code } } lead { code name } }
      regime { standards { kind provinces { province { name } units { name } } } institutions { domain { code name } provinces { province { name } documents { title docNo level validFrom validTo } } } } }`,
  )
  for (const { item, unresolved } of resolveMeasures) expect([item === null, unresolved === null]).toContain(true)
  expect(resolveMeasures).toContainEqual(
    expect.objectContaining({ level: 'COUNTY', item: { department: '嘉兴市生态环境局平湖分局', departmentDivision: '330400' }, unresolved: null }),
  )
  expect(initiators).toContainEqual(
    expect.objectContaining({
      domain: { code: 'B05', name: '生态环境领域严重失信主体', current: true },
      unit: { code: 'ZJ-ECO', name: '浙江省生态环境厅', function: { code: 'ECO' } },
      lead: { code: '330000', name: '浙江省' },
    }),
  )
  expect(regime.standards.length).toBe(3)
  expect(regime.institutions.length).toBeGreaterThan(2)
})
