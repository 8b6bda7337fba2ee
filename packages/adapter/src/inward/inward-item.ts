import type { Province } from '@delta/model'
import type { Delivered } from '@delta/mapping'
import type { Accepted, Refusal } from '@delta/wire'

/** The kinds of records that a province receives about its subjects. */
export const INWARD_KINDS = ['archive-item', 'relationship', 'list-entry', 'repair-notice'] as const

/** One of these kinds. */
export type InwardKind = (typeof INWARD_KINDS)[number]

/** A version of another province's record, on its way into the platform. */
export interface InwardItem {
  readonly kind: InwardKind
  /** Who published it. */
  readonly province: Province
  readonly recordId: string
  readonly version: number
  readonly subject: string
  /** Topic, partition and offset. */
  readonly coordinate: string
  readonly topic: string
  /** Null: it is erased. */
  readonly record: Delivered | null
  /** Why it is refused although its seal is good; null for a good one. */
  readonly refused: Refusal['reason'] | null
}

/** An accepted record's subject: a notice names it alone. */
export const subjectOf = (record: NonNullable<Accepted['record']>): string | null =>
  'subjectId' in record ? (record.subjectId as string) : 'subject' in record ? record.subject.id : null
