import { hashLeaf, leafBytes } from '@delta/seal'
import type { Row } from './builder.ts'
import { plain } from './plain.ts'

/** What `jsonProof` reads. */
interface SealedRow {
  readonly withheld: boolean
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: string
  readonly headers: Readonly<Record<string, string>>
  readonly seal: string
  readonly path: string
  readonly value: string
}

/**
 * The proof of an item, as `pnpm delta verify` reads it: the record as it stands in Kafka, with its seal and path. Where the record holds a person's clear fields,
 * `value` is withheld and `leaf` (the record's Merkle leaf hash, base64url) stands for it: seal and path still prove that exactly this record was published, without showing it.
 */
export function proofOf(sealed: SealedRow): Record<string, unknown> {
  const { withheld, topic, partition, offset, key, headers, seal, path, value } = sealed
  const signed = { 'delta-seal': seal, 'delta-seal-path': path }
  if (!withheld) return { topic, partition, offset, key, headers: { ...headers, ...signed }, value }
  return { topic, partition, offset, key, headers: signed, leaf: hashLeaf(leafBytes({ topic, key, headers, value })).toString('base64url') }
}

/** Resolves a `proof` field. */
export const resolveProof = plain((row: Row, _context, key): Record<string, unknown> | null => {
  const sealed = row[key] as SealedRow | null | undefined
  return sealed ? proofOf(sealed) : null
})
