import { importJWK, type JWK, SignJWT } from 'jose'

/** Name of the local issuer, its audience and its kind of token. */
export const LOCAL_ISSUER = { issuer: 'delta-local', audience: 'delta', type: 'at+jwt', algorithms: ['Ed25519', 'EdDSA'] } as const

/** What a token is made of. */
export interface TokenRequest {
  /** The local issuer's private key (var/keys/issuer.jwk). */
  readonly key: JWK
  readonly role: string
  /** `sub`; the role where none is given. */
  readonly subject?: string
  /** Seconds from now until it expires; 12 hours unless told. */
  readonly expiresIn?: number
  readonly now: () => Date
}

/** Makes an access token of the local issuer for a role (demonstration and development; elsewhere an OpenID Connect issuer does this). */
export async function issueToken({ key, role, subject, expiresIn = 43_200, now }: TokenRequest): Promise<string> {
  const alg = key.alg ?? (key.kty === 'OKP' ? 'Ed25519' : 'ES256')
  const time = Math.floor(now().getTime() / 1_000)
  return new SignJWT({ role })
    .setProtectedHeader({ alg, typ: LOCAL_ISSUER.type, ...(key.kid ? { kid: key.kid } : {}) })
    .setIssuer(LOCAL_ISSUER.issuer)
    .setAudience(LOCAL_ISSUER.audience)
    .setSubject(subject ?? role)
    .setIssuedAt(time)
    .setExpirationTime(time + expiresIn)
    .sign(await importJWK(key, alg))
}
