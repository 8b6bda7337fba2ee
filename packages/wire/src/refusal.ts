import { SEAL_ERRORS } from '@delta/seal'
import type { ReceivedMessage } from '@delta/stream'

/**
 * Why a record is kept aside. SEAL_*: see @delta/seal (an expired directory is never a record's fault: then the projection waits). SEQ: no number, or none that counts. ENVELOPE: the CloudEvents headers do
 * not fit the topic or the record. PARTITION: the subject, or a receipt of this kind, belongs to another partition. JSON, SCHEMA: the value. PROVINCE: the record is another province's. CODE_UNKNOWN:
 * a domain or indicator that the catalogue does not know, or that does not fit the record. UNIT_NOT_ENTITLED: the unit may not state this. UNIT_NOT_YIELDED: the catalogue
 * does not end at this unit. PLACEMENT: a relation's party is not where the record puts it. PARTICIPANT: a receipt in the name of somebody that the
 * province does not speak for. ABOUT: a receipt on what was never published. STORE: the database refuses the values. SEQ_GAP: records that never arrived.
 */
export const QUARANTINE_REASONS = [
  ...SEAL_ERRORS.filter(error => error !== 'DIRECTORY_EXPIRED'),
  'SEQ',
  'ENVELOPE',
  'PARTITION',
  'JSON',
  'SCHEMA',
  'PROVINCE',
  'CODE_UNKNOWN',
  'UNIT_NOT_ENTITLED',
  'UNIT_NOT_YIELDED',
  'PLACEMENT',
  'PARTICIPANT',
  'ABOUT',
  'STORE',
  'SEQ_GAP',
] as const

/** One of the listed reasons. */
export type QuarantineReason = (typeof QUARANTINE_REASONS)[number]

/** Why a record is refused; `detail` names the member or rule, never a value. */
export interface Refusal {
  readonly reason: QuarantineReason
  readonly detail: string
}

/** Something to be kept aside. */
export interface Quarantined extends Refusal {
  readonly message: ReceivedMessage
  readonly seq: number | null
  /** The last number of a gap. */
  readonly seqTo?: number
}
