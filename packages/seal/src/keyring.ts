import type { KeyObject } from 'node:crypto'
import type { Directory, DirectoryKey } from './directory.ts'
import { type SealAlgorithm, verifyingKey } from './key.ts'

/** A participant's key as the keyring holds it; times in milliseconds. */
export interface KeyringKey {
  readonly province: string
  readonly kid: string
  readonly alg: SealAlgorithm
  readonly key: KeyObject
  readonly validFrom: number
  readonly validTo: number
  /** Infinite where it is not revoked. */
  readonly revokedAt: number
}

/** A batch's signature once verified. */
export interface VerifiedSeal {
  readonly province: string
  readonly kid: string
  readonly root: Buffer
  readonly size: number
  readonly revokedAt: number
}

/** The keys that seals are opened with, and the signatures already verified with them. A new directory makes a new keyring, so what a withdrawn key signed is verified again. */
export interface Keyring {
  readonly expires: number
  find(kid: string): KeyringKey | null
  /** A key that signs what a participant's platform pushes; none of these seals a record. */
  findPush(kid: string): KeyringKey | null
  recall(jws: string): VerifiedSeal | undefined
  remember(jws: string, seal: VerifiedSeal): void
}

const REMEMBERED = 4_096

/** Makes a keyring from a directory that `readDirectory` has accepted. Keys that cannot be opened are left out. */
export function createKeyring(directory: Directory): Keyring {
  const keys = new Map<string, KeyringKey>()
  const pushKeys = new Map<string, KeyringKey>()
  for (const { province, keys: sealing, pushKeys: pushing = [] } of directory.participants) {
    for (const one of sealing) open(keys, province, one)
    for (const one of pushing) open(pushKeys, province, one)
  }
  const verified = new Map<string, VerifiedSeal>()
  return {
    expires: Date.parse(directory.expiresAt),
    find: kid => keys.get(kid) ?? null,
    findPush: kid => pushKeys.get(kid) ?? null,
    recall: jws => {
      const seal = verified.get(jws)
      if (seal) {
        verified.delete(jws)
        verified.set(jws, seal)
      }
      return seal
    },
    remember: (jws, seal) => {
      verified.set(jws, seal)
      if (verified.size > REMEMBERED) verified.delete(verified.keys().next().value!)
    },
  }
}

function open(keys: Map<string, KeyringKey>, province: string, { jwk, validFrom, validTo, revokedAt }: DirectoryKey): void {
  const key = verifyingKey(jwk)
  if (!key) return
  keys.set(jwk.kid, {
    province,
    kid: jwk.kid,
    alg: jwk.alg,
    key,
    validFrom: Date.parse(validFrom),
    validTo: validTo === null ? Infinity : Date.parse(validTo),
    revokedAt: revokedAt === undefined ? Infinity : Date.parse(revokedAt),
  })
}
