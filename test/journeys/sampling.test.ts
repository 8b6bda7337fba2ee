import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from '@delta/dev'
import { expect, test } from 'vitest'
import { ask, data, eventually } from './system.ts'

/* oxlint-disable typescript/no-explicit-any -- what the graph answers is what is looked at here */
const DEPARTMENT = { role: 'unit:SH-MKT', purpose: 'supervision' } as const
const MATTER = 'JC0010300023100000Y000001201'
const INSPECTORS = ['HU-0001', 'HU-0002', 'HU-0003', 'HU-0004']
const CLASSES = ['NONE', 'D', 'A']
const RATIOS = ['0.02', '1', '0.1']
const DRAW = `mutation ($matter: ID!, $classes: [ID!]!, $ratios: [String!]!, $seed: String!, $inspectors: [ID!]!) {
  samplingPlan(matter: $matter, classes: $classes, ratios: $ratios, seed: $seed, inspectors: $inspectors) {
    errors { code } plan { id ordinal seed populationDigest rosterDigest roster inspectorsEach classes { class ratio population drawn } } } }`
const MEMBERS = `query ($id: ID!, $drawn: Boolean!, $after: String) { samplingPlan(id: $id) {
  members(drawn: $drawn, first: 100, after: $after) { nodes { subject class inspectors } pageInfo { hasNextPage endCursor } } } }`

async function membersOf(id: string, drawn: boolean): Promise<any[]> {
  const all: any[] = []
  for (let after: string | null = null; ;) {
    const { nodes, pageInfo }: any = (await data(MEMBERS, { id, drawn, after }, DEPARTMENT)).samplingPlan.members
    all.push(...nodes)
    if (!pageInfo.hasNextPage) return all
    after = pageInfo.endCursor
  }
}

const drawnByPython = (plan: object): any =>
  JSON.parse(
    execFileSync('python3', [join(ROOT, 'test/conformance/sampling.py')], { input: `${JSON.stringify(plan)}\n`, encoding: 'utf8', maxBuffer: 1 << 26 }),
  )

test('a department draws by credit class; a stranger with the seed, the population and the roster draws the same; what is found stands at the subject', async () => {
  const asked = { matter: MATTER, classes: CLASSES, ratios: RATIOS, seed: 'lottery-of-the-day-0417', inspectors: INSPECTORS }
  // While the supervision takes in a first load it holds the outbox's heads: a draw may not get its turn within the time of an answer.
  const { seen } = await eventually(
    () => ask(DRAW, asked, DEPARTMENT),
    answer => answer.errors === undefined,
    60_000,
  )
  const { plan, errors } = seen.data['samplingPlan']
  expect(errors).toEqual([])
  expect(plan.classes.map((one: any) => one.class)).toEqual(CLASSES)
  const population = await membersOf(plan.id, false)
  expect(population.length).toBe(plan.classes.reduce((sum: number, one: any) => sum + one.population, 0))
  const drawn = await membersOf(plan.id, true)
  expect(drawn.length).toBeGreaterThan(0)
  const theirs = drawnByPython({
    seed: plan.seed,
    matter: MATTER,
    shares: plan.classes.map((one: any) => ({ class: one.class, ratio: one.ratio })),
    population: population.map(({ subject, class: name }) => ({ id: subject, class: name })),
    inspectors: plan.roster,
    each: plan.inspectorsEach,
  })
  expect([theirs.populationDigest, theirs.rosterDigest]).toEqual([plan.populationDigest, plan.rosterDigest])
  expect(drawn.map(({ subject, class: name, inspectors }) => ({ id: subject, class: name, inspectors }))).toEqual(theirs.drawn)

  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
  const { recordSamplingResult: kept } = await data(
    'mutation ($plan: ID!, $subject: ID!, $on: String!) { recordSamplingResult(plan: $plan, subject: $subject, inspectedOn: $on, finding: MENDED, note: "已责令改正") { id errors { code } } }',
    { plan: plan.id, subject: drawn[0].subject, on: today },
    DEPARTMENT,
  )
  expect(kept.errors).toEqual([])
  const { samplingResults } = await data(
    'query ($subject: ID!) { samplingResults(subject: $subject, first: 1) { nodes { id plan finding inspectedOn inspectors } } }',
    { subject: drawn[0].subject },
  )
  expect(samplingResults.nodes).toEqual([{ id: kept.id, plan: plan.id, finding: 'MENDED', inspectedOn: today, inspectors: drawn[0].inspectors }])
})

test('every province tells commitments and evaluations by their parts, in its own format', async () => {
  const drill = (indicator: string, field: string) =>
    data(
      `{ archives { kinds { attributes { indicators(codes: ["${indicator}"]) { provinces { province { code } units { items(first: 20) { nodes { ${field} } } } } } } } } }`,
    )
  const provincesTelling = (answer: any, field: string): string[] =>
    answer.archives.kinds
      .flatMap((kind: any) => kind.attributes)
      .flatMap((attribute: any) => attribute.indicators)
      .flatMap((indicator: any) => indicator.provinces)
      .filter((node: any) => node.units.some((unit: any) => unit.items.nodes.some((item: any) => item[field] !== null)))
      .map((node: any) => node.province.code)
  const four = ['310000', '320000', '330000', '340000']
  expect(provincesTelling(await drill('ENT-SOC-004', 'commitment { kind matter madeOn dueOn fulfilment }'), 'commitment')).toEqual(four)
  expect(provincesTelling(await drill('ENT-SOC-006', 'evaluation { grade model { code } }'), 'evaluation')).toEqual(four)
})
