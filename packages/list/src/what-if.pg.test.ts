import { loadRepairLaw } from '@delta/catalogue'
import { ask, type CountedDatabase } from '@delta/graph/testing'
import { addDays, findingOfEntry, type ListEntry, whatIf } from '@delta/model'
import fc from 'fast-check'
import type { GraphQLSchema } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ListEntryTable, ListTables } from './tables.ts'
import { catalogue, entry, insertEntries, startList } from './testing.ts'

let base: CountedDatabase<ListTables>
let schema: GraphQLSchema
beforeAll(async () => {
  const started = await startList()
  base = started.base
  schema = started.schema
})
afterAll(() => base?.drop())

const TODAY = '2026-11-25'
const law = loadRepairLaw(catalogue)
const STANDING = 'publicity { state ruleSet article maxUntil } naturalRepair { state ruleSet article on effect } mayApplyFrom { state ruleSet article on }'
const SOURCE = `query($set: ID!, $domain: ID!, $provinces: [ID!], $after: String) { whatIf(ruleSet: $set, domain: $domain, provinces: $provinces) {
  ruleSet { id } counts { entries changed publicity naturalRepair mayApplyFrom }
  entries(first: 3, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { entry { id } differs now { ${STANDING} } other: instead { ${STANDING} } } } } }`

interface Node {
  readonly entry: { readonly id: string }
  readonly differs: readonly string[]
  readonly now: Record<string, Record<string, unknown>>
  readonly other: Record<string, Record<string, unknown>>
}
interface Told {
  readonly whatIf: {
    readonly counts: Record<string, number>
    readonly entries: { readonly totalCount: number; readonly nodes: Node[]; readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string } }
  }
}
const asked = async (variables: object) => {
  const { data, errors } = await ask(schema, SOURCE, { variables: variables as Record<string, unknown> })
  if (errors) throw Object.assign(new Error(errors[0]!.message), { code: errors[0]!.extensions?.['code'] })
  return (data as unknown as Told).whatIf
}

const NAMES = { publicity: 'PUBLICITY', naturalRepair: 'NATURAL_REPAIR', mayApplyFrom: 'MAY_APPLY_FROM' } as const
const functionOf = (unit: string) => catalogue.unit(unit)?.function ?? null
const expected = (row: ListEntryTable, set: string) => {
  const record = { ...row, from: row.valid_from, finder: row.finder_level && { name: '', level: row.finder_level } } as unknown as ListEntry
  const finding = findingOfEntry(record, functionOf)
  return (row.status_class === 'effective' && finding && whatIf(law, set, [finding], TODAY)?.[0]) || null
}

test('tells exactly the entries that the rules would treat otherwise, in what, and how many', async () => {
  const rows = fc.array(
    fc
      .record({
        province: fc.constantFrom('310000' as const, '330000' as const),
        domain: fc.constantFrom('B05', 'W01', 'R02'),
        level: fc.constantFrom(null, 'CITY' as const, 'NATIONAL' as const),
        days: fc.integer({ min: -3_000, max: 0 }),
        ended: fc.constantFrom(false, false, false, true),
      })
      .map(({ province, domain, level, days, ended }) =>
        entry({
          province,
          domain,
          polarity: catalogue.domain(domain)!.polarity,
          unit: catalogue.unitOfDomain(domain, province, null, TODAY)!,
          finder_name: level && '某局',
          finder_level: level,
          valid_from: addDays(TODAY, days)!,
          ...(ended ? { status: 'EXPIRED' as const } : {}),
        }),
      ),
    { maxLength: 14, size: 'max' },
  )
  await fc.assert(
    fc.asyncProperty(rows, fc.constantFrom(...law.ruleSets.map(one => one.id)), fc.constantFrom('B05', 'W01', 'R02'), async (all, set, domain) => {
      await base.db.deleteFrom('list_entry').execute()
      if (all.length > 0) await insertEntries(base, all)
      const right = all
        .filter(row => row.domain === domain)
        .map(row => ({ id: row.record_id, told: expected(row, set) }))
        .filter(one => one.told !== null)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      const nodes: Node[] = []
      for (let after: string | null = null; ;) {
        const { counts, entries } = await asked({ set, domain, after })
        nodes.push(...entries.nodes)
        expect(entries.totalCount).toBe(right.length)
        expect(counts['changed']).toBe(right.length)
        for (const [key] of Object.entries(NAMES)) expect(counts[key]).toBe(right.filter(({ told }) => told!.differs.includes(key as never)).length)
        if (!entries.pageInfo.hasNextPage) break
        after = entries.pageInfo.endCursor
      }
      expect(nodes.map(node => node.entry.id)).toEqual(right.map(({ id }) => id))
      nodes.forEach(({ differs, now, other }, n) => {
        const { told } = right[n]!
        expect(differs).toEqual(told!.differs.map(key => NAMES[key]))
        for (const [shown, standing] of [
          [now, told!.now],
          [other, told!.instead],
        ] as const) {
          expect(shown['naturalRepair']).toMatchObject({ ruleSet: standing.naturalRepair.ruleSet, on: standing.naturalRepair.value?.on ?? null })
          expect(shown['mayApplyFrom']).toMatchObject({
            ruleSet: standing.mayApplyFrom.ruleSet,
            article: standing.mayApplyFrom.article,
            on: standing.mayApplyFrom.value,
          })
          expect(shown['publicity']).toMatchObject({ ruleSet: standing.publicity.ruleSet, state: standing.publicity.state })
        }
      })
    }),
    { numRuns: 25 },
  )
}, 60_000)

test('Zhejiang’s own rule set would let a national finding of its firms lapse', async () => {
  await base.db.deleteFrom('list_entry').execute()
  await insertEntries(base, [
    entry({ domain: 'B05', province: '330000', unit: 'ZJ-ECO', record_id: 'zj', valid_from: '2024-01-05' }),
    entry({ domain: 'B05', province: '310000', unit: 'SH-ECO', record_id: 'sh', valid_from: '2024-01-05' }),
  ])
  const { counts, entries } = await asked({ set: 'zj-2019', domain: 'B05' })
  expect(counts).toMatchObject({ entries: 2 })
  const shanghai = entries.nodes.find(node => node.entry.id === 'sh')!
  expect(shanghai.other['naturalRepair']).toEqual({ state: 'STATED', ruleSet: 'zj-2019', article: '2', on: '2029-01-06', effect: 'DELETE' })
  expect(shanghai.now['naturalRepair']).toMatchObject({ state: 'RULE_UNKNOWN', ruleSet: null })
  expect(await asked({ set: 'zj-2019', domain: 'B05', provinces: ['330000'] })).toMatchObject({ counts: { entries: 1 } })
})

test('what is no rule set or no list is refused', async () => {
  await expect(asked({ set: 'zj-2029', domain: 'B05' })).rejects.toMatchObject({ code: 'BAD_ARGUMENT' })
  await expect(asked({ set: 'zj-2019', domain: 'B99' })).rejects.toMatchObject({ code: 'BAD_ARGUMENT' })
})
