import { createHash } from 'node:crypto'
import { jwtVerify, type JWTVerifyGetKey } from 'jose'
import { Refusal } from './refusal.ts'
import { parseRole, type Role } from './role.ts'

/** Who a verified token speaks for. */
export interface Principal {
  /** The token's `sub`. */
  readonly id: string
  readonly role: Role
}

/** What tokens are held against. */
export interface TokenRules {
  readonly keys: JWTVerifyGetKey
  readonly issuer: string
  readonly audience: string
  readonly algorithms: readonly string[]
  /** The header's `typ`: RFC 9068 says `at+jwt`. */
  readonly type: string
  /** Name of the claim that carries the role. */
  readonly roleClaim: string
  /** Oldest token accepted, in seconds after `iat`. */
  readonly maxAge: number
  readonly now: () => Date
}

const LONGEST_TOKEN = 8_192
const BEARER = /^Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i
const REMEMBERED_MS = 5_000
const REMEMBERED = 1_000

const noToken = () => new Refusal('UNAUTHENTICATED', 'A bearer token is required: Authorization: Bearer <token>.')
const badToken = () => new Refusal('UNAUTHENTICATED', 'The bearer token is not valid here.')

/**
 * Verifies `Authorization` headers: signature by an allowed algorithm and a known key, typ, iss, aud, exp, iat, age and role, else `Refusal`.
 * A verified token is remembered for five seconds (never beyond its exp), so a withdrawn key is dead within that time.
 */
export function createVerifier(rules: TokenRules): (authorization: string | null | undefined) => Promise<Principal> {
  const remembered = new Map<string, { principal: Principal; until: number }>()

  const check = async (token: string): Promise<{ principal: Principal; expires: number }> => {
    const { payload } = await jwtVerify(token, rules.keys, {
      algorithms: [...rules.algorithms],
      typ: rules.type,
      issuer: rules.issuer,
      audience: rules.audience,
      requiredClaims: ['exp', 'iat', 'sub'],
      maxTokenAge: rules.maxAge,
      clockTolerance: 5,
      currentDate: rules.now(),
    })
    const claim = payload[rules.roleClaim]
    const role = typeof claim === 'string' ? parseRole(claim) : null
    if (!role || !payload.sub || !Number.isSafeInteger(payload.exp)) throw badToken()
    return { principal: { id: payload.sub, role }, expires: payload.exp! * 1_000 }
  }

  return async authorization => {
    if (!authorization) throw noToken()
    const token = authorization.length > LONGEST_TOKEN ? undefined : BEARER.exec(authorization)?.[1]
    if (!token || authorization.endsWith('\n')) throw badToken()
    const digest = createHash('sha256').update(token).digest('base64url')
    const time = rules.now().getTime()
    const known = remembered.get(digest)
    if (known && known.until > time) return known.principal
    remembered.delete(digest)
    const { principal, expires } = await check(token).catch((error: unknown) => {
      if (error instanceof Refusal || !isUnreachable(error)) throw badToken()
      throw error
    })
    if (remembered.size >= REMEMBERED) remembered.delete(remembered.keys().next().value!)
    remembered.set(digest, { principal, until: Math.min(expires, time + REMEMBERED_MS) })
    return principal
  }
}

/** A key set that cannot be fetched is our fault, not the caller's: it must not read as a bad token. */
const isUnreachable = (error: unknown): boolean => {
  const code = (error as { code?: string }).code ?? ''
  return (
    code === 'ERR_JWKS_TIMEOUT' ||
    code === 'ERR_JOSE_GENERIC' ||
    code === 'ERR_JWKS_INVALID' ||
    (code.startsWith('E') && !code.startsWith('ERR_')) ||
    (error instanceof TypeError && error.message === 'fetch failed')
  )
}
