import { ask, type CountedDatabase } from '@delta/graph/testing'
import type { GraphQLSchema } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ListTables } from './tables.ts'
import { entry, insertEntries, startList } from './testing.ts'

let base: CountedDatabase<ListTables>
let schema: GraphQLSchema
const DOMAIN = { domain: 'B40', province: '330000', unit: 'ZJ-FIRE' } as const
beforeAll(async () => {
  const started = await startList()
  base = started.base
  schema = started.schema
  const [ended] = [
    entry({
      ...DOMAIN,
      record_id: 'ended',
      valid_from: '2026-01-05',
      valid_to: '2026-02-01',
      status: 'EXPIRED',
      status_class: 'ended',
      known_at: '2026-01-06T00:00:01Z',
      steps: [
        [null, 'EFFECTIVE', 'effective'],
        ['2026-02-02', 'EXPIRED', 'ended'],
      ],
    }),
  ]
  await insertEntries(base, [ended!])
  await base.db.updateTable('list_entry').set({ case_no: '后来的', known_at: '2026-03-01T00:00:00Z' }).where('record_id', '=', 'ended').execute()
})
afterAll(() => base.drop())

const asked = async (asOf: object) => {
  const { data, errors } = await ask(
    schema,
    `query($asOf: AsOf) { listEntry(id: "ended", asOf: $asOf) { status caseNo } lists(asOf: $asOf) { domains(codes: ["B40"]) { counts { total effective ended } } } }`,
    { variables: { asOf } },
  )
  if (errors) return errors[0]!.extensions?.['code']
  const { listEntry, lists } = data as {
    listEntry: { status: string; caseNo: string } | null
    lists: { domains: [{ counts: { total: number; effective: number; ended: number } }] }
  }
  const { total, effective, ended } = lists.domains[0].counts
  return `${listEntry?.status ?? 'none'} ${total} ${effective} ${ended}${listEntry?.caseNo === '后来的' ? ' later' : ''}`
}

test.each([
  ['before it was known', { known: '2026-01-06T00:00:00Z' }, 'none 0 0 0'],
  ['on the day that it became known', { known: '2026-01-06T00:00:01Z' }, 'EFFECTIVE 1 1 0'],
  ['before it began, as known later', { valid: '2026-01-04', known: '2026-02-15T00:00:00Z' }, 'none 0 0 0'],
  ['on its first day', { valid: '2026-01-05', known: '2026-02-15T00:00:00Z' }, 'EFFECTIVE 1 1 0'],
  ['on its last day, as known now', { valid: '2026-02-01' }, 'EFFECTIVE 1 1 0 later'],
  ['on the day after', { valid: '2026-02-02', known: '2026-02-15T00:00:00Z' }, 'EXPIRED 1 0 1'],
  ['the moment before it was known otherwise', { known: '2026-02-28T23:59:59.999Z' }, 'EXPIRED 1 0 1'],
  ['from then on', { known: '2026-03-01T00:00:00Z' }, 'EXPIRED 1 0 1 later'],
  ['a day that will come', { valid: '2031-01-01' }, 'EXPIRED 1 0 1 later'],
  ['a time that has not come', { known: '2999-01-01T00:00:00Z' }, 'BAD_ARGUMENT'],
  ['a time that is none', { known: 'yesterday' }, 'BAD_ARGUMENT'],
  ['a day that is none', { valid: '2026-02-30' }, 'BAD_ARGUMENT'],
])('%s', async (_, asOf, answer) => expect(await asked(asOf)).toBe(answer))
