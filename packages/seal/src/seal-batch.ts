import { CompactSign, decodeProtectedHeader } from 'jose'
import { toBase64url } from './base64url.ts'
import type { SigningKey } from './key.ts'
import { type SealableMessage, taggedLeaf } from './leaf.ts'
import { hashTagged, merkleLevels, pathInLevels } from './merkle.ts'
import { SEAL_LIMITS } from './seal-error.ts'

/** The headers that carry a record's seal: the batch's signature and the record's path to its root. */
export interface SealHeaders {
  readonly 'delta-seal': string
  readonly 'delta-seal-path': string
}

/** The `typ` of a seal's JWS. */
export const SEAL_TYPE = 'delta-seal+jws'

/** A path as a header: base64url(uint32 index ‖ uint32 size ‖ the siblings, 32 bytes each, from the leaf up). */
function encodePath(index: number, size: number, path: readonly Uint8Array[]): string {
  const place = Buffer.alloc(8)
  place.writeUInt32BE(index, 0)
  place.writeUInt32BE(size, 4)
  return toBase64url(Buffer.concat([place, ...path]))
}

/** Seals a batch: one signature over the Merkle root of its records, and for each record, in order, the headers to send with it. The batch may span topics. */
export async function sealBatch(messages: readonly SealableMessage[], { alg, kid, key }: SigningKey, { now }: { now: () => Date }): Promise<SealHeaders[]> {
  if (messages.length === 0) return []
  if (messages.length > SEAL_LIMITS.leaves) throw Object.assign(new Error('too many records for one seal'), { code: 'SEAL_TOO_LARGE', safe: true })
  const levels = merkleLevels(messages.map(message => hashTagged(taggedLeaf(message))))
  const size = messages.length
  const payload = { root: toBase64url(levels.at(-1)![0]!), size, iat: Math.floor(now().getTime() / 1000) }
  const jws = await new CompactSign(Buffer.from(JSON.stringify(payload))).setProtectedHeader({ alg, kid, typ: SEAL_TYPE }).sign(key)
  return messages.map((_, index) => ({ 'delta-seal': jws, 'delta-seal-path': encodePath(index, size, pathInLevels(levels, index)) }))
}

/** Gives the records of a batch that was sealed before, all of them and in the same order, the headers that they had. Throws SEAL_PATH where they are not what was sealed. */
export function sealAgain(messages: readonly SealableMessage[], jws: string): SealHeaders[] {
  const levels = merkleLevels(messages.map(message => hashTagged(taggedLeaf(message))))
  const { root } = JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString()) as { root: string }
  if (root !== toBase64url(levels.at(-1)![0]!)) throw Object.assign(new Error('these are not the records that were sealed'), { code: 'SEAL_PATH', safe: true })
  return messages.map((_, index) => ({ 'delta-seal': jws, 'delta-seal-path': encodePath(index, messages.length, pathInLevels(levels, index)) }))
}

/** The id of the key that made a seal, as the seal names it; it is not verified. */
export const kidOfSeal = (jws: string): string => String(decodeProtectedHeader(jws).kid)
