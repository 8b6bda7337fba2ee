import { isCounted, isInForce } from '@delta/model'
import { createStatement, jsonRows, recordset } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import type { ListChangeTable, ListEntryTable } from './tables.ts'

/** A change of the regional list before it has its number. */
export type NewChange = Omit<ListChangeTable, 'seq' | 'at'>

type Status = ListEntryTable['status']

const BY_STATUS: Readonly<Record<Status, NewChange['op']>> = {
  EFFECTIVE: 'listed',
  REPAIRED: 'repaired',
  WITHDRAWN: 'withdrawn',
  DELISTED: 'delisted',
  EXPIRED: 'delisted',
}

/** What an entry's step from one status to another is called: entering and leaving the list by name, `updated` while it stands, `corrected` after it has left. */
export function listChangeOp(before: Status | null, after: Status): NewChange['op'] {
  if (before !== after) return BY_STATUS[after]
  return isInForce(after) ? 'updated' : 'corrected'
}

type Standing = Pick<ListEntryTable, 'status' | 'status_class'>

/** What a step from where an entry stood (null: nowhere) to where it stands is called; null where there is nothing to tell, because it is deleted and was not there before. */
export function opOfStep(before: Standing | null, after: Standing): NewChange['op'] | null {
  const was = before !== null && isCounted(before.status_class) ? before : null
  return was === null && !isCounted(after.status_class) ? null : listChangeOp(was?.status ?? null, after.status)
}

const COLUMNS = {
  n: 'integer',
  op: 'text',
  reason: 'text',
  record_id: 'text',
  version: 'integer',
  province: 'text',
  domain: 'text',
  polarity: 'text',
  unit: 'text',
  subject_id: 'text',
  subject_division: 'text',
  status: 'text',
  body: 'json',
} as const

/** Appends changes to the regional log. The head row is locked until the transaction ends, so numbers are dense and in commit order. */
export async function writeListChanges<DB>(trx: Kysely<DB>, changes: readonly NewChange[], now: Date): Promise<void> {
  if (changes.length === 0) return
  await appendChanges(trx, { count: changes.length, at: now.toISOString(), rows: jsonRows(changes.map((change, n) => ({ ...change, n: n + 1 }))) })
}

const appendChanges = createStatement<{ count: number; at: string; rows: string }>(({ count, at, rows }) => {
  const names = sql.join(
    Object.keys(COLUMNS)
      .filter(name => name !== 'n')
      .map(name => sql.ref(name)),
  )
  return sql`with head as (update list_change_head set seq = seq + ${count}::int returning seq - ${count}::int as seq)
    insert into list_change (seq, at, ${names}) select head.seq + n, ${at}::timestamptz, ${names} from ${recordset(rows, COLUMNS, 'sent')}, head`
})
