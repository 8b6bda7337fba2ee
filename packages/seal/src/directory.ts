import { CompactSign, compactVerify } from 'jose'
import { isInstant } from './instant.ts'
import type { PublicJwk, SigningKey } from './key.ts'
import { verifyingKey } from './key.ts'
import { SEAL_LIMITS } from './seal-error.ts'
import { isCanonicalJws, jwsHeader } from './strict-jws.ts'

/** A participant's key and the time in which it may seal (UTC instants; `validTo` null is open). */
export interface DirectoryKey {
  readonly jwk: PublicJwk
  readonly validFrom: string
  readonly validTo: string | null
  /** Since when the key is not its owner's alone: what reached a topic later is refused, whatever sealing time it claims. */
  readonly revokedAt?: string
}

/** Who takes part in the exchange. `province` is the GB/T 2260 code for which a participant publishes. */
export interface Participant {
  readonly province: string
  readonly name: string
  readonly keys: readonly DirectoryKey[]
  /** The keys with which its platform signs what it pushes. They seal nothing, and the others push nothing. */
  readonly pushKeys?: readonly DirectoryKey[]
}

/** The participants of the exchange as signed by the directory's keeper. */
export interface Directory {
  readonly issuedAt: string
  readonly expiresAt: string
  readonly participants: readonly Participant[]
  /** The keys with which the gateway signs the checkpoints of its log. They seal nothing: no keyring holds them. */
  readonly logKeys?: readonly DirectoryKey[]
}

/** Why a directory is refused. */
export type DirectoryError = 'DIRECTORY_TOO_LARGE' | 'DIRECTORY_MALFORMED' | 'DIRECTORY_SIGNATURE' | 'DIRECTORY_EXPIRED'

const TYPE = 'delta-directory+jws'
const SKEW = 300_000

/** Signs a directory as compact JWS: what `/.well-known/delta/directory` serves. */
export async function signDirectory(directory: Directory, key: SigningKey): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(directory))).setProtectedHeader({ alg: key.alg, kid: key.kid, typ: TYPE }).sign(key.key)
}

const isKey = (value: unknown): value is DirectoryKey => {
  const { jwk, validFrom, validTo, revokedAt } = (value ?? {}) as Partial<DirectoryKey>
  return (
    jwk != null &&
    verifyingKey(jwk) !== null &&
    isInstant(validFrom) &&
    (validTo === null || isInstant(validTo)) &&
    (revokedAt === undefined || isInstant(revokedAt))
  )
}

const keysOf = (one: Participant | null): DirectoryKey[] => [one?.keys, one?.pushKeys].flatMap(keys => (Array.isArray(keys) ? (keys as DirectoryKey[]) : []))

const isDirectory = (value: unknown): value is Directory => {
  const { issuedAt, expiresAt, participants, logKeys = [] } = (value ?? {}) as Partial<Directory>
  if (!isInstant(issuedAt) || !isInstant(expiresAt) || !Array.isArray(participants) || !Array.isArray(logKeys)) return false
  const listed = [...(participants as Participant[]).flatMap(keysOf), ...(logKeys as DirectoryKey[])]
  return (
    new Set(listed.map(one => one?.jwk?.kid)).size === listed.length &&
    logKeys.every(isKey) &&
    (participants as Participant[]).every(
      one =>
        typeof one?.province === 'string' &&
        typeof one.name === 'string' &&
        Array.isArray(one.keys) &&
        Array.isArray(one.pushKeys ?? []) &&
        keysOf(one).every(isKey),
    )
  )
}

/** Reads a signed directory with the keeper's public key, known beforehand. Refuses one that is expired, issued later than now, or in which two keys share an id, whoever holds them. */
export async function readDirectory(
  jws: string,
  keeper: PublicJwk,
  { now }: { now: () => Date },
): Promise<{ directory: Directory } | { error: DirectoryError }> {
  if (jws.length > SEAL_LIMITS.directory) return { error: 'DIRECTORY_TOO_LARGE' }
  const text = jws.trim()
  const header = isCanonicalJws(text) ? jwsHeader(text) : null
  const key = verifyingKey(keeper)
  if (!header || header.typ !== TYPE || !key) return { error: 'DIRECTORY_MALFORMED' }
  if (header.alg !== keeper.alg || header.kid !== keeper.kid) return { error: 'DIRECTORY_SIGNATURE' }
  const payload = await compactVerify(text, key, { algorithms: [keeper.alg] }).then(
    result => result.payload,
    () => null,
  )
  if (!payload) return { error: 'DIRECTORY_SIGNATURE' }
  const directory = parse(payload)
  if (!isDirectory(directory)) return { error: 'DIRECTORY_MALFORMED' }
  const today = now().getTime()
  if (Date.parse(directory.expiresAt) <= today || Date.parse(directory.issuedAt) > today + SKEW) return { error: 'DIRECTORY_EXPIRED' }
  return { directory }
}

const parse = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(bytes).toString())
  } catch {
    return null
  }
}
