import type { ArchiveItem, ListEntry, Relationship } from '@delta/model'
import type { Held, Mapped, Rejected, Stated } from '@delta/mapping'
import type { LedgerRow } from './ledger-row.ts'

/** A record before the ledger gives it version and time. */
export type Body = Stated<ArchiveItem> | Stated<ListEntry> | Stated<Relationship>

/** What a row says about one record, apart from separate revocation notices. */
export type Verdict = Mapped | Rejected | Held

/** Where a verdict comes from. */
export interface Place {
  readonly dataset: string
  readonly coordinate: string
  readonly position: string
}

/** What another row says about a record that a higher row states: it holds again if the higher one ceases to state the record. */
export interface StoredClaim extends Place {
  readonly record_id: string
  readonly outcome: Verdict
}

/** Whether `place` must give way to `other`. Rows of equal position are told apart by their coordinates, so that reading both again changes nothing. */
export const isBelow = (place: Place, other: Place): boolean =>
  place.position < other.position || (place.position === other.position && place.coordinate < other.coordinate)

/** The verdict that a ledger row stands for; `body` is the last published record's. Null where nothing is stated any more. */
export function verdictOf(row: LedgerRow, body: Body | null): Verdict | null {
  const { record_id: recordId, product, subject_kind: subjectKind, code, field } = row
  if (row.departed) return null
  if (row.state === 'published' && body && subjectKind) return { kind: 'mapped', recordId, product, subjectKind, record: body } as Mapped
  if (row.state === 'rejected' && code && field !== null) return { kind: 'rejected', recordId, product, subjectKind, reportedBy: row.reported_by, code, field }
  if (row.state === 'held' && code && field !== null)
    return { kind: 'held', recordId, product, subjectKind, reportedBy: row.reported_by, until: row.held_until, code, field }
  return null
}
