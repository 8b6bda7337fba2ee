import type { RejectCode } from '@delta/model'
import type { LedgerRow } from '../ledger-row.ts'
import type { Fate } from '../tally.ts'

/** What became of a pushed record: ACCEPTED published a version, UNCHANGED said what was known, HELD waits for the rest of its group, SUPERSEDED gives way to a newer statement. */
export const PUSH_STATUSES = ['ACCEPTED', 'UNCHANGED', 'HELD', 'SUPERSEDED', 'REJECTED'] as const

/** One of them. */
export type PushStatus = (typeof PUSH_STATUSES)[number]

/** What became of one record that a pushed row states; code and field (the source's own column) where it is held or rejected, never a value. */
export interface RecordAnswer {
  readonly recordId: string
  readonly status: PushStatus
  readonly code?: RejectCode
  readonly field?: string
}

/** What became of a pushed row, numbered from 1: its worst record's status, UNCHANGED where it states none. */
export interface RowAnswer {
  readonly row: number
  readonly status: PushStatus
  readonly records: readonly RecordAnswer[]
}

/** The answer to a pushed batch: the rows in order, and how many have which status. */
export interface PushAnswer {
  readonly idempotencyKey: string
  readonly receivedAt: string
  readonly counts: Readonly<Record<PushStatus, number>>
  readonly rows: readonly RowAnswer[]
}

const WORST: readonly PushStatus[] = ['REJECTED', 'HELD', 'SUPERSEDED', 'ACCEPTED', 'UNCHANGED']

/** What a statement's fate means to who pushed it; none where it only takes an older rejection back. */
export function answersTo(fate: Fate, { record_id: recordId, state, code, field }: LedgerRow): RecordAnswer[] {
  if (fate === 'resolved' || fate === 'departed') return []
  if (fate === 'superseded') return [{ recordId, status: 'SUPERSEDED' }]
  const why = { ...(code === null ? {} : { code }), ...(field === null ? {} : { field }) }
  if (state === 'rejected') return [{ recordId, status: 'REJECTED', ...why }]
  if (state === 'held') return [{ recordId, status: 'HELD', ...why }]
  return [{ recordId, status: fate === 'published' ? 'ACCEPTED' : 'UNCHANGED' }]
}

/** The answer to a row, from those to its records. */
export function rowAnswer(row: number, records: readonly RecordAnswer[]): RowAnswer {
  return { row, status: WORST.find(status => records.some(record => record.status === status)) ?? 'UNCHANGED', records }
}

/** The answer to a batch. */
export function pushAnswer(idempotencyKey: string, receivedAt: string, rows: readonly RowAnswer[]): PushAnswer {
  const counts = Object.fromEntries(PUSH_STATUSES.map(status => [status, rows.filter(row => row.status === status).length]))
  return { idempotencyKey, receivedAt, counts: counts as Record<PushStatus, number>, rows }
}
