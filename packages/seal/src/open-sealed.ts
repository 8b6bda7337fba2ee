import { compactVerify } from 'jose'
import { fromBase64url } from './base64url.ts'
import { SEAL_ALGORITHMS, type SealAlgorithm } from './key.ts'
import type { Keyring, VerifiedSeal } from './keyring.ts'
import { SEALED_HEADERS, type SealableMessage, taggedLeaf } from './leaf.ts'
import { hashTagged, verifyPath } from './merkle.ts'
import { SEAL_TYPE } from './seal-batch.ts'
import { SEAL_LIMITS, SEAL_SKEW, type SealError } from './seal-error.ts'
import { isCanonicalJws, jwsHeader } from './strict-jws.ts'

/** Who sealed a record. */
export interface Opened {
  readonly province: string
  readonly kid: string
}

/** What opening needs beside the keys: the clock and, where only one participant may have sealed the record, its province. */
export interface OpenOptions {
  readonly now: () => Date
  readonly province?: string
  /** When the record reached its topic by the broker's clock (milliseconds), where that is known. */
  readonly receivedAt?: number | undefined
}

/** How long after a key's revocation what was under way may still arrive, in milliseconds. */
const UNDER_WAY = 5_000

/**
 * Opens a record's seal: who sealed it, or why it is refused. A batch's signature is verified once and remembered in the keyring; a record after that costs its hashes only.
 * It says nothing on whether that participant may publish this record: compare `province` with the topic's and the record's.
 */
export async function openSealed(message: SealableMessage, keyring: Keyring, options: OpenOptions): Promise<Opened | { error: SealError }> {
  const { 'delta-seal': jws, 'delta-seal-path': path } = message.headers
  if (!jws || !path) return { error: 'SEAL_MISSING' }
  if (tooLarge(message, jws, path)) return { error: 'SEAL_TOO_LARGE' }
  return openLeaf(() => hashTagged(taggedLeaf(message)), jws, path, keyring, options)
}

/** Opens the seal of a record that is not shown, only its leaf's hash (32 bytes): who sealed a record with exactly this hash, or why it is refused. */
export async function openSealedLeaf(
  { leaf, headers }: { readonly leaf: Buffer; readonly headers: Readonly<Record<string, string | undefined>> },
  keyring: Keyring,
  options: OpenOptions,
): Promise<Opened | { error: SealError }> {
  const { 'delta-seal': jws, 'delta-seal-path': path } = headers
  if (!jws || !path) return { error: 'SEAL_MISSING' }
  if (jws.length > SEAL_LIMITS.jws || path.length > SEAL_LIMITS.path) return { error: 'SEAL_TOO_LARGE' }
  return leaf.length === 32 ? openLeaf(() => leaf, jws, path, keyring, options) : { error: 'SEAL_PATH' }
}

const openLeaf = async (
  leaf: () => Buffer,
  jws: string,
  path: string,
  keyring: Keyring,
  { now, province, receivedAt }: OpenOptions,
): Promise<Opened | { error: SealError }> => {
  const at = now().getTime()
  if (keyring.expires <= at) return { error: 'DIRECTORY_EXPIRED' }
  const seal = keyring.recall(jws) ?? (await verifySeal(jws, keyring, at))
  if ('error' in seal) return seal
  if (province !== undefined && province !== seal.province) return { error: 'SEAL_KEY_PARTICIPANT' }
  if (receivedAt !== undefined && receivedAt > seal.revokedAt + UNDER_WAY) return { error: 'SEAL_KEY_VALIDITY' }
  return leadsToRoot(leaf, path, seal) ? { province: seal.province, kid: seal.kid } : { error: 'SEAL_PATH' }
}

const tooLarge = ({ topic, key, headers, value }: SealableMessage, jws: string, path: string): boolean =>
  jws.length > SEAL_LIMITS.jws ||
  path.length > SEAL_LIMITS.path ||
  topic.length > SEAL_LIMITS.key ||
  key.length > SEAL_LIMITS.key ||
  (value?.length ?? 0) > SEAL_LIMITS.value ||
  SEALED_HEADERS.some(name => (headers[name]?.length ?? 0) > SEAL_LIMITS.header)

const verifySeal = async (jws: string, keyring: Keyring, at: number): Promise<VerifiedSeal | { error: SealError }> => {
  if (!isCanonicalJws(jws)) return { error: 'SEAL_MALFORMED' }
  const header = jwsHeader(jws)
  if (header?.typ !== SEAL_TYPE) return { error: 'SEAL_HEADER' }
  if (!SEAL_ALGORITHMS.includes(header.alg as SealAlgorithm)) return { error: 'SEAL_ALG' }
  const key = keyring.find(header.kid)
  if (!key) return { error: 'SEAL_KEY_UNKNOWN' }
  if (key.alg !== header.alg) return { error: 'SEAL_ALG' }
  const payload = await compactVerify(jws, key.key, { algorithms: [key.alg] }).then(
    result => readPayload(result.payload),
    () => 'forged' as const,
  )
  if (payload === 'forged') return { error: 'SEAL_SIGNATURE' }
  if (!payload) return { error: 'SEAL_MALFORMED' }
  const sealedAt = payload.iat * 1000
  if (sealedAt > at + SEAL_SKEW * 1000) return { error: 'SEAL_FUTURE' }
  if (sealedAt < key.validFrom || sealedAt > key.validTo) return { error: 'SEAL_KEY_VALIDITY' }
  const seal = { province: key.province, kid: key.kid, root: payload.root, size: payload.size, revokedAt: key.revokedAt }
  keyring.remember(jws, seal)
  return seal
}

const readPayload = (bytes: Uint8Array): { root: Buffer; size: number; iat: number } | null => {
  try {
    const { root, size, iat } = JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>
    const rootBytes = typeof root === 'string' ? fromBase64url(root) : null
    const whole = Number.isSafeInteger(size) && Number.isSafeInteger(iat) && (size as number) >= 1 && (size as number) <= SEAL_LIMITS.leaves
    return whole && rootBytes?.length === 32 ? { root: rootBytes, size: size as number, iat: iat as number } : null
  } catch {
    return null
  }
}

const leadsToRoot = (leaf: () => Buffer, path: string, { root, size }: VerifiedSeal): boolean => {
  const bytes = fromBase64url(path)
  if (!bytes || bytes.length < 8 || bytes.length % 32 !== 8 || bytes.length > 8 + 32 * SEAL_LIMITS.depth || bytes.readUInt32BE(4) !== size) return false
  const siblings: Buffer[] = []
  for (let from = 8; from < bytes.length; from += 32) siblings.push(bytes.subarray(from, from + 32))
  return verifyPath(leaf(), bytes.readUInt32BE(0), size, siblings, root)
}
