import { CompactSign } from 'jose'
import { fromBase64url } from './base64url.ts'
import { isInstant } from './instant.ts'
import type { SigningKey } from './key.ts'
import { type LogKeys, openLogJws } from './log-jws.ts'
import { HASH_BYTES } from './merkle.ts'
import { SEAL_LIMITS } from './seal-error.ts'

/** What the gateway signs of its list log: how long it is, and what stands in it and in the lists after it. */
export interface Checkpoint {
  /** Counts the log's lives: a restored log is another one. */
  readonly epoch: number
  /** The number of events: the last one's `seq`. */
  readonly size: number
  /** The Merkle root over the events, base64url. */
  readonly root: string
  /** The digest of all current entries, base64url. */
  readonly digest: string
  /** `<province>/<polarity>` → the digest of the current entries there, base64url. */
  readonly cells: Readonly<Record<string, string>>
  /** When it was signed, a UTC instant. */
  readonly at: string
}

/** Why a checkpoint is refused. MALFORMED: too large, not a canonical JWS of exactly {alg, kid, typ}, or not a checkpoint. KEY_UNKNOWN: no such kid. SIGNATURE: not the key's algorithm, or the signature does not verify. */
export type CheckpointError = 'CHECKPOINT_MALFORMED' | 'CHECKPOINT_KEY_UNKNOWN' | 'CHECKPOINT_SIGNATURE'

const TYPE = 'delta-checkpoint+jws'
const CELL = /^\d{6}\/(RED|BLACK|WATCH)$/

/** Signs a checkpoint as compact JWS. Throws `CHECKPOINT_MALFORMED` rather than sign what no reader would accept. */
export async function signCheckpoint(checkpoint: Checkpoint, { alg, kid, key }: SigningKey): Promise<string> {
  const members = membersOf(checkpoint)
  if (!members) throw Object.assign(new Error('not a checkpoint'), { code: 'CHECKPOINT_MALFORMED', safe: true })
  return new CompactSign(Buffer.from(JSON.stringify(members))).setProtectedHeader({ alg, kid, typ: TYPE }).sign(key)
}

/** Reads a signed checkpoint with the keys that may sign one (`logKeys` of the participant directory), found by their kid. */
export async function readCheckpoint(jws: string, keys: LogKeys): Promise<{ checkpoint: Checkpoint } | { error: CheckpointError }> {
  const text = jws.length > SEAL_LIMITS.checkpoint ? '' : jws.trim()
  const opened = await openLogJws(text, TYPE, keys)
  if ('error' in opened) return { error: `CHECKPOINT_${opened.error}` }
  const checkpoint = parse(opened.payload)
  return checkpoint ? { checkpoint } : { error: 'CHECKPOINT_MALFORMED' }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

const isHash = (value: unknown): value is string => typeof value === 'string' && fromBase64url(value)?.length === HASH_BYTES

const isCells = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' && value !== null && Object.entries(value).every(([cell, digest]) => CELL.test(cell) && isHash(digest))

/** A checkpoint's own members in their order, the cells by name; null where one is missing or wrong. */
const membersOf = (value: unknown): Checkpoint | null => {
  const { epoch, size, root, digest, cells, at } = (value ?? {}) as Partial<Checkpoint>
  if (!isCount(epoch) || !isCount(size) || !isHash(root) || !isHash(digest) || !isCells(cells) || !isInstant(at)) return null
  return { epoch, size, root, digest, cells: Object.fromEntries(Object.entries(cells).toSorted(([a], [b]) => (a < b ? -1 : 1))), at }
}

const parse = (bytes: Uint8Array): Checkpoint | null => {
  try {
    return membersOf(JSON.parse(Buffer.from(bytes).toString()))
  } catch {
    return null
  }
}
