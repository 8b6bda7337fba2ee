import { hash } from 'node:crypto'

/** The partition of a subject's records: the first four bytes of SHA-256 of its id, big endian, modulo the number of partitions. Set explicitly on every record, so that any client in any language puts a subject's records in one order. */
export function partitionOf(subjectId: string, partitions: number): number {
  return Number.parseInt(hash('sha256', subjectId, 'hex').slice(0, 8), 16) % partitions
}
