import { hash } from 'node:crypto'

/** The partitions of a province's receipts, each numbered by one writer: what has been delivered the province's adapter tells, what is no longer shared and used the repair service (schema/topics.yaml). */
export const RECEIPT_PARTITIONS = { DELIVERED: 0, STOPPED: 1 } as const

/** The partition of a subject's records: the first four bytes of SHA-256 of its id, big endian, modulo the number of partitions. Set explicitly on every record, so that any client in any language puts a subject's records in one order. */
export function partitionOf(subjectId: string, partitions: number): number {
  return Number.parseInt(hash('sha256', subjectId, 'hex').slice(0, 8), 16) % partitions
}
