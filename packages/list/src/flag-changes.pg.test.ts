import type { ItemRepair, ListEntry } from '@delta/model'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createListEffects, settleList } from './effects.ts'
import { projectList } from './project.ts'
import { sweepList } from './sweep.ts'
import { type ListTables, migrateList } from './tables.ts'

let base: TestDatabase<ListTables>
beforeAll(async () => {
  base = await createTestDatabase(process.env['DELTA_TEST_POSTGRES'])
  await migrateList(base.db)
})
afterAll(() => base?.drop())
beforeEach(
  () => sql.raw('delete from list_entry; delete from list_rollup; delete from list_change; update list_change_head set seq = 0').execute(base.db) as never,
)

const FIRM = '91330100M000100Y4T'
const entry = (recordId: string, polarity: 'RED' | 'BLACK', version: number, more: Partial<ListEntry> = {}, subject = FIRM): ListEntry =>
  ({
    recordId,
    province: '330000',
    op: 'upsert',
    version,
    reportedBy: 'ZJ-TAX',
    sourceUpdatedAt: null,
    recordedAt: '2026-11-01T00:00:00.000Z',
    evidence: { dataset: 'd', coordinate: 'c' },
    warnings: [],
    unit: 'ZJ-TAX',
    unitBasis: 'CATALOGUE',
    subject: { id: subject, kind: 'ENT', subKind: null, idType: 'USCC', name: '某某', maskedId: null, division: '330100' },
    domain: polarity === 'RED' ? 'R02' : 'B02',
    polarity,
    caseNo: null,
    basis: null,
    from: '2026-01-05',
    to: null,
    removedOn: null,
    removalReason: null,
    finder: null,
    ...more,
  }) as ListEntry

/** Projects records (null erases) in one transaction, and gives what the log was told. */
const told = async (records: readonly (ListEntry | { recordId: string; version: number })[], repair: ItemRepair | null = null): Promise<string[]> => {
  const effects = createListEffects(new Date('2026-11-20T04:00:00Z'))
  await base.db.transaction().execute(async trx => {
    const versions = records.map(one => ({ recordId: one.recordId, version: one.version, record: 'polarity' in one ? one : null }))
    await projectList(trx, versions, { province: '330000', day: '2026-11-20', subjects: new Map(), effects, remediesOf: () => ({ repair }) })
    await settleList(trx, effects, new Date())
  })
  return newest(records.length)
}
let seen = 0
const newest = async (_count = 0): Promise<string[]> => {
  const { rows } = await sql<{
    seq: number
    line: string
  }>`select seq, concat_ws(' ', reason, op, record_id, body -> 'flags') as line from list_change order by seq`.execute(base.db)
  const fresh = rows.filter(({ seq }) => seq > seen)
  return fresh.map(({ line }) => line)
}
beforeEach(() => void (seen = 0))
const after = async (step: Promise<string[]>): Promise<string[]> => {
  const lines = await step
  seen += lines.length
  return lines
}

test('a red entry is told with the flag, and told again where its subject comes to be effectively black, or no longer is', async () => {
  expect(await after(told([entry('red', 'RED', 1)]))).toEqual(['RECORD listed red []'])
  expect(await after(told([entry('black', 'BLACK', 1)]))).toEqual(['RECORD listed black', 'FLAG updated red ["RED_ON_BLACK"]'])
  expect(await after(told([entry('other', 'BLACK', 1)]))).toEqual(['RECORD listed other'])
  expect(await after(told([entry('red', 'RED', 2)]))).toEqual(['RECORD updated red ["RED_ON_BLACK"]'])
  expect(await after(told([entry('other', 'BLACK', 2, { op: 'revoke' })]))).toEqual(['RECORD withdrawn other'])
  const repair: ItemRepair = { effect: 'REPAIRED', on: '2026-11-19', unit: 'ZJ-TAX', annotation: null, ruleSet: null, article: null, legalBasis: null }
  expect(await after(told([entry('black', 'BLACK', 2)], repair))).toEqual(['RECORD repaired black', 'FLAG updated red []'])
  expect(await after(told([entry('black', 'BLACK', 3), entry('red', 'RED', 3)]))).toEqual(['RECORD listed black', 'RECORD updated red ["RED_ON_BLACK"]'])
  expect(await after(told([{ recordId: 'black', version: 4 }]))).toEqual(['ERASED withdrawn black', 'FLAG updated red []'])
  expect(await after(told([entry('red', 'RED', 4, { op: 'revoke' })]))).toEqual(['RECORD withdrawn red []'])
})

test('a black entry under the organisation code is against the credit code that holds it; others are not told of', async () => {
  await after(told([entry('red', 'RED', 1), entry('else', 'RED', 1, {}, '91310000MA1FL00C1X')]))
  expect(await after(told([entry('black', 'BLACK', 1, {}, 'ORG:M000100Y4')]))).toEqual(['RECORD listed black', 'FLAG updated red ["RED_ON_BLACK"]'])
})

test('a day that ends the black entry tells of the red one', async () => {
  await after(told([entry('red', 'RED', 1), entry('black', 'BLACK', 1, { to: '2026-11-20' })]))
  const effects = createListEffects(new Date())
  await base.db.transaction().execute(async trx => {
    await sweepList(trx, { day: '2026-11-21', limit: 10, effects })
    await settleList(trx, effects, new Date())
  })
  expect(await newest()).toEqual(['DAY delisted black', 'FLAG updated red []'])
})
