import type { RejectCode, SubjectKind } from '@delta/model'
import type { Product } from '@delta/mapping'

/**
 * Where a record stands. published: the source's statement is on the topic. held: it waits. rejected: it was refused, with a code. refused: a whole file was.
 * cleared: the source states it no longer and never did so well. The first three are what is counted against the sources.
 */
type LedgerState = 'published' | 'held' | 'rejected' | 'refused' | 'cleared'

/** What the ledger knows of one record: who states it now, and what was last published of it. */
export interface LedgerRow {
  readonly record_id: string
  readonly product: Product
  readonly subject_kind: SubjectKind | null
  readonly dataset: string
  /** The source row that states the record; among several the one with the highest position. */
  readonly coordinate: string
  readonly position: string
  readonly state: LedgerState
  /** Version of the last published record, dense from 1; 0: never published. */
  readonly version: number
  readonly body_hash: string | null
  /** The last published record's place in the outbox. */
  readonly topic: string | null
  readonly partition: number | null
  readonly seq: number | null
  /** Version of the last published rejection of this record; 0: never rejected. */
  readonly rejection_version: number
  readonly code: RejectCode | null
  readonly field: string | null
  readonly reported_by: string | null
  readonly held_until: string | null
  /** The row that stated it states it no longer. A disappearance is never a revocation, so what was published stays. */
  readonly departed: boolean
}

/** The ledger's columns as PostgreSQL types, for writing in bulk. */
export const LEDGER_COLUMNS: Readonly<Record<keyof LedgerRow | 'updated_at', string>> = {
  record_id: 'text',
  product: 'text',
  subject_kind: 'text',
  dataset: 'text',
  coordinate: 'text',
  position: 'text',
  state: 'text',
  version: 'int',
  body_hash: 'text',
  topic: 'text',
  partition: 'int',
  seq: 'bigint',
  rejection_version: 'int',
  code: 'text',
  field: 'text',
  reported_by: 'text',
  held_until: 'timestamptz',
  departed: 'boolean',
  updated_at: 'timestamptz',
}
