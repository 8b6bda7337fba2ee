import { archiveGraph } from '@delta/archive'
import { createEvidence } from '@delta/access'
import { createAnswers } from '@delta/graph'
import { ask } from '@delta/graph/testing'
import { changeOf, listGraph, takeSnapshot } from '@delta/list'
import type { ReadModelTables } from '@delta/projection'
import type { World } from '@delta/projection/testing'
import type { TestDatabase } from '@delta/store/testing'
import { sql } from 'kysely'
import { SECOND, subjectOf } from './histories.ts'

type Base = TestDatabase<ReadModelTables>
interface Entry {
  readonly id: string
  readonly status: string
  readonly repair: { readonly annotation: string | null; readonly effect: string } | null
}
interface Page<T> {
  readonly nodes: readonly T[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

/** What every reader is told, in a form that compares. */
export interface Outputs {
  /** What counts in the end: the same as if nothing else had ever been. */
  readonly counted: Readonly<Record<string, readonly string[]>>
  /** What is shown beside it, each with what took it out of effect. */
  readonly beside: readonly Entry[]
}

const ALL = { domains: null, provinces: null, polarities: null, division: null, recognised: null, watch: null } as const
const LIMITS = { representations: 1_000 } as never
const ENTRY =
  'id status domain { code } province { code } unit { code } subject { id name } caseNo basis from to removedOn finder { name } repair { effect annotation }'

const rows = async (base: Base, query: string): Promise<string[]> =>
  (await sql<{ row: string }>`select t::text as row from (${sql.raw(query)}) t order by 1`.execute(base.db)).rows.map(one => one.row)

const flat = (value: unknown): string => JSON.stringify(value)

/** The list drill with all of its leaves, through the graph. */
async function listDrill(base: Base, world: World): Promise<{ counts: string[]; entries: Entry[] }> {
  const schema = listGraph({
    catalogue: world.catalogue,
    law: world.law,
    answers: createAnswers(base),
    evidence: createEvidence({ db: base.db as never, now: () => new Date() }),
    limits: LIMITS,
    now: () => new Date(),
    today: () => SECOND,
  })
  const counts: string[] = []
  const entries: Entry[] = []
  const asked = async (source: string, variables: Record<string, unknown> = {}): Promise<any> => {
    const { data, errors } = await ask(schema, source, { variables })
    if (errors) throw new Error(errors[0]!.message)
    return data
  }
  const { lists } = await asked(
    '{ lists { domains { domain { code } provinces { province { code } units { unit { code } counts { total effective repaired ended } } } } } }',
  )
  for (const { domain, provinces } of lists.domains)
    for (const { province, units } of provinces)
      for (const { unit, counts: count } of units) {
        counts.push(`${domain.code} ${province.code} ${unit.code} ${count.effective}`)
        const own: Entry[] = []
        for (let after: string | null = null; ;) {
          const found = await asked(
            `query($d: [ID!], $p: [ID!], $u: [ID!], $a: String) { lists { domains(codes: $d) { provinces(codes: $p) { units(codes: $u) { entries(first: 100, after: $a) {
              nodes { ${ENTRY} } pageInfo { hasNextPage endCursor } } } } } } }`,
            { d: [domain.code], p: [province.code], u: [unit.code], a: after },
          )
          const page = found.lists.domains[0].provinces[0].units[0].entries as Page<Entry>
          own.push(...page.nodes)
          if (!page.pageInfo.hasNextPage) break
          after = page.pageInfo.endCursor
        }
        if (own.length !== count.total) counts.push(`${unit.code} shows ${own.length} of ${count.total}`)
        entries.push(...own)
      }
  return { counts: counts.filter(line => !line.endsWith(' 0')), entries }
}

/** Subjects as they are matched, with their archives and entries, through the graph. */
async function subjects(base: Base, world: World, numbers: readonly number[]): Promise<string[]> {
  const answers = createAnswers(base)
  const evidence = createEvidence({ db: base.db as never, now: () => new Date() })
  const archive = archiveGraph({
    catalogue: world.catalogue,
    answers,
    evidence,
    limits: LIMITS,
    now: () => new Date(),
    today: () => SECOND,
    pseudonym: () => 'NP:none',
  })
  const list = listGraph({ catalogue: world.catalogue, law: world.law, answers, evidence, limits: LIMITS, now: () => new Date(), today: () => SECOND })
  const told: string[] = []
  for (const number of numbers) {
    const { id } = subjectOf(number)
    const matched = await ask(
      archive,
      `query($n: String) { subjects(match: { name: $n }) { edges { score node { id name archive { counts { effective } } } } } }`,
      {
        variables: { n: `第${number}号有限公司` },
      },
    )
    const own = await ask(
      list,
      'query($r: [_Any!]!) { _entities(representations: $r) { ... on Subject { listEntries(first: 50, status: [EFFECTIVE]) { nodes { id status } } } } }',
      {
        variables: { r: [{ __typename: 'Subject', id }] },
      },
    )
    told.push(flat([matched, own]))
  }
  return told
}

const told = ({ id, status, subject, domain, province, unit, from, to }: any): string => flat({ id, status, subject, domain, province, unit, from, to })

/** Reads every output of a read model and its log. `sample`: the subjects that are also looked at one by one. */
export async function outputsOf(base: Base, world: World, sample: readonly number[]): Promise<Outputs> {
  const drill = await listDrill(base, world)
  const effective = drill.entries.filter(({ status }) => status === 'EFFECTIVE')
  const snapshot = await takeSnapshot({ db: base.db, filter: ALL, watched: async () => () => false }, async ({ entries, scope }) => {
    const lines: string[] = []
    for await (const page of entries) lines.push(...page.map(row => told(changeOf(row).entry)))
    if (lines.length !== scope.count) lines.push(`the snapshot counts ${scope.count}`)
    return lines.toSorted()
  })
  const inForce = new Map<string, string>()
  const { rows: log } = await sql<any>`select * from list_log order by seq`.execute(base.db)
  for (const row of log) {
    const { op, entry } = changeOf(row) as any
    if (op === 'listed' || op === 'updated') inForce.set(entry.id, told(entry))
    else if (op !== 'corrected') inForce.delete(entry.id)
  }
  return {
    counted: {
      'list counts': drill.counts.toSorted(),
      'list entries': effective.map(flat).toSorted(),
      'archive counts': await rows(base, 'select kind, category, indicator, province, unit, effective from archive_rollup where effective > 0'),
      'archive items': await rows(base, "select record_id, status, warnings from archive_item where status = 'VALID'"),
      subjects: await subjects(base, world, sample),
      snapshot,
      feed: [...inForce.values()].toSorted(),
    },
    beside: drill.entries.filter(({ status }) => status !== 'EFFECTIVE'),
  }
}
