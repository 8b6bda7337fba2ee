import type { ArchiveItem, ListEntry, Relationship, SubjectKind } from '@delta/model'
import { incompleteGroup } from './group.ts'
import type { Mapped, Outcome, Product, Stated } from './outcome.ts'
import type { Reading } from './reading.ts'

/** A record's identity and what is known of it even when it is bad. */
export interface Conclusion<P extends Product> {
  readonly product: P
  /** Logical dataset and the parts of the business key, total. */
  readonly key: readonly [dataset: string, ...parts: string[]]
  readonly kind: SubjectKind | null
  readonly reportedBy: string | null
}

interface Records {
  ARCHIVE: ArchiveItem
  LIST: ListEntry
  RELATIONSHIP: Relationship
}

/** What the envelope adds to a record. */
type Envelope = 'recordId' | 'province' | 'sourceUpdatedAt' | 'evidence' | 'warnings' | 'reportedBy'

/** Ends a statement: held while its source is incomplete, rejected with the first failed check, else mapped. `body` is asked only for a good one. */
export function conclude<P extends Product>(reading: Reading, about: Conclusion<P>, body: () => Omit<Stated<Records[P]>, Envelope> | null): Outcome {
  const recordId = recordIdOf(reading, about.product, about.key)
  const { product, kind: subjectKind, reportedBy } = about
  const waiting = waitsFor(reading)
  if (waiting !== null && !waiting.late)
    return { kind: 'held', recordId, product, subjectKind, reportedBy, until: waiting.until, code: 'E_GROUP_INCOMPLETE', field: waiting.field }
  const failure = waiting === null ? reading.failure : { code: 'E_GROUP_INCOMPLETE' as const, field: waiting.field }
  const stated = failure === null ? body() : null
  if (stated === null || reportedBy === null || subjectKind === null) {
    const { code, field } = failure ?? { code: 'E_UNIT_UNRESOLVED', field: 'FILE' }
    return { kind: 'rejected', recordId, product, subjectKind, reportedBy, code, field }
  }
  const { row, province } = reading
  const evidence = { dataset: row.dataset, coordinate: row.coordinate }
  const record = { recordId, province, reportedBy, sourceUpdatedAt: row.updatedAt, evidence, warnings: reading.warnings.toSorted(), ...stated }
  return { kind: 'mapped', recordId, product, subjectKind, record } as unknown as Mapped
}

/** What the statement waits for: the files missing before its own, its group's subject, or the rest of its group. */
function waitsFor(reading: Reading): { readonly field: string; readonly until: string | null; readonly late: boolean } | null {
  const { held } = reading.row
  if (held === null) return incompleteGroup(reading)
  return { field: held === 'SUBJECT_UNKNOWN' ? 'sid' : 'FILE', until: null, late: false }
}

/** The total id of a record. */
export const recordIdOf = (reading: Reading, product: Product, key: readonly string[]): string => reading.parts.recordId([reading.province, product, ...key])
