import { hash } from 'node:crypto'
import { CompactSign, compactVerify } from 'jose'
import { SEAL_ALGORITHMS, type SealAlgorithm, type SigningKey } from './key.ts'
import type { Keyring } from './keyring.ts'
import { isCanonicalJws, jwsHeaderWith } from './strict-jws.ts'

/** The `typ` of a pushed batch's JWS. */
const PUSH_TYPE = 'delta-push+jws'

/** What an idempotency key may be: it is told in coordinates, so it names a batch and nothing else. */
const IDEMPOTENCY_KEY = /^[A-Za-z0-9._-]{8,64}$/

/** A batch whose signature is good. `digest` (SHA-256 of the payload, base64url) tells batches apart: the same batch may be signed again with another key. */
export interface OpenedPush {
  readonly province: string
  readonly kid: string
  readonly idempotencyKey: string
  readonly payload: Uint8Array
  readonly digest: string
}

/** Why a pushed batch is not opened: not a canonical JWS of exactly {alg, kid, typ, idempotencyKey}; no such push key in the directory; the key is not valid now; the signature is not good; the directory itself has expired. */
export type PushError = 'PUSH_MALFORMED' | 'PUSH_KEY_UNKNOWN' | 'PUSH_KEY_VALIDITY' | 'PUSH_SIGNATURE' | 'DIRECTORY_EXPIRED'

/** Signs a batch to be pushed: compact JWS, the idempotency key in its protected header. */
export async function signPush(payload: Uint8Array, { idempotencyKey, key }: { idempotencyKey: string; key: SigningKey }): Promise<string> {
  return new CompactSign(payload).setProtectedHeader({ alg: key.alg, kid: key.kid, typ: PUSH_TYPE, idempotencyKey }).sign(key.key)
}

/** Opens a pushed batch with the push keys of the participant directory. The key must be valid now: the receiver's clock counts, not what the sender says. */
export async function openPush(jws: string, keyring: Keyring, { now }: { now: () => Date }): Promise<OpenedPush | { error: PushError }> {
  const at = now().getTime()
  if (keyring.expires <= at) return { error: 'DIRECTORY_EXPIRED' }
  const header = isCanonicalJws(jws) ? jwsHeaderWith(jws, ['idempotencyKey']) : null
  if (header?.typ !== PUSH_TYPE || !IDEMPOTENCY_KEY.test(header['idempotencyKey']!)) return { error: 'PUSH_MALFORMED' }
  const key = SEAL_ALGORITHMS.includes(header.alg as SealAlgorithm) ? keyring.findPush(header.kid) : null
  if (key?.alg !== header.alg) return { error: 'PUSH_KEY_UNKNOWN' }
  if (at < key.validFrom || at > key.validTo) return { error: 'PUSH_KEY_VALIDITY' }
  const payload = await compactVerify(jws, key.key, { algorithms: [key.alg] }).then(
    result => result.payload,
    () => null,
  )
  if (!payload) return { error: 'PUSH_SIGNATURE' }
  return { province: key.province, kid: key.kid, idempotencyKey: header['idempotencyKey']!, payload, digest: hash('sha256', payload, 'base64url') }
}
