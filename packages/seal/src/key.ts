import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose'

/** The algorithms that a seal may use: Ed25519 (RFC 9864, the default) and ES256. SM2 would be a third. */
export const SEAL_ALGORITHMS = ['Ed25519', 'ES256'] as const

/** One of the listed algorithms. */
export type SealAlgorithm = (typeof SEAL_ALGORITHMS)[number]

/** A public key as JWK (RFC 7517), with its algorithm and id. */
export interface PublicJwk {
  readonly kty: 'OKP' | 'EC'
  readonly crv: 'Ed25519' | 'P-256'
  readonly x: string
  readonly y?: string
  readonly alg: SealAlgorithm
  readonly kid: string
}

/** A private key as JWK: what `var/keys/<province>.jwk` holds. */
export interface PrivateJwk extends PublicJwk {
  readonly d: string
}

/** A private key ready to sign with. */
export interface SigningKey {
  readonly alg: SealAlgorithm
  readonly kid: string
  readonly key: KeyObject
}

/** Makes a new private key; its kid is the thumbprint of its public half (RFC 7638), so two keys never share one. */
export async function generateKey(alg: SealAlgorithm = 'Ed25519'): Promise<PrivateJwk> {
  const { privateKey } = alg === 'Ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = privateKey.export({ format: 'jwk' })
  return { ...jwk, alg, kid: await calculateJwkThumbprint(jwk) } as PrivateJwk
}

/** The public half of a private key, named member by member so that nothing private can travel with it. */
export function publicOf({ kty, crv, x, y, alg, kid }: PublicJwk): PublicJwk {
  return { kty, crv, x, ...(y === undefined ? {} : { y }), alg, kid }
}

const CURVE: Readonly<Record<SealAlgorithm, string>> = { Ed25519: 'Ed25519', ES256: 'P-256' }

const fitting = (jwk: PublicJwk): boolean => CURVE[jwk.alg] === jwk.crv && typeof jwk.kid === 'string' && jwk.kid !== ''

/** Opens a private key from its JWK. Throws where algorithm and curve do not fit each other. */
export function signingKey(jwk: PrivateJwk): SigningKey {
  if (!fitting(jwk)) throw Object.assign(new Error('not a private key of a listed algorithm'), { code: 'SEAL_ALG', safe: true })
  return { alg: jwk.alg, kid: jwk.kid, key: createPrivateKey({ key: { ...jwk }, format: 'jwk' }) }
}

/** Opens a public key from its JWK; null where algorithm and curve do not fit each other or the key is not one. */
export function verifyingKey(jwk: PublicJwk): KeyObject | null {
  try {
    return fitting(jwk) ? createPublicKey({ key: { ...publicOf(jwk) }, format: 'jwk' }) : null
  } catch {
    return null
  }
}
