import type { ArchiveItem, ListEntry, RejectCode, Relationship, SubjectKind } from '@delta/model'

/** The three products of the exchange (信用档案, 信用关系, 红黑名单). */
export type Product = 'ARCHIVE' | 'RELATIONSHIP' | 'LIST'

/** A record as the mapping states it: the adapter's ledger adds `version` and `recordedAt`. */
export type Stated<R> = Omit<R, 'version' | 'recordedAt'>

interface MappedOf<P extends Product, R> {
  readonly kind: 'mapped'
  readonly recordId: string
  readonly product: P
  readonly subjectKind: SubjectKind
  readonly record: Stated<R>
}

/** A statement that is good: its record is complete but for `version` and `recordedAt`. */
export type Mapped = MappedOf<'ARCHIVE', ArchiveItem> | MappedOf<'LIST', ListEntry> | MappedOf<'RELATIONSHIP', Relationship>

/** A statement that is refused: the first failing check's code and the source's own column name, never a value. */
export interface Rejected {
  readonly kind: 'rejected'
  readonly recordId: string
  readonly product: Product
  readonly subjectKind: SubjectKind | null
  readonly reportedBy: string | null
  readonly code: RejectCode
  readonly field: string
}

/** A statement that waits: `until` (UTC) is when it is rejected with `code` and `field`; null waits for the source. */
export interface Held {
  readonly kind: 'held'
  readonly recordId: string
  readonly product: Product
  readonly subjectKind: SubjectKind | null
  /** Who states it, as far as it tells: whose refusal it is when its time is up. */
  readonly reportedBy: string | null
  readonly until: string | null
  readonly code: RejectCode
  readonly field: string
}

/** A source's separate revocation notice (Jiangsu's `dw_revoke`): the named record is revoked on `on`; its body is the ledger's last one. */
export interface Revocation {
  readonly kind: 'revocation'
  readonly recordId: string
  readonly product: Product
  readonly on: string
}

/** What one source row says about one record. */
export type Outcome = Mapped | Rejected | Held | Revocation
