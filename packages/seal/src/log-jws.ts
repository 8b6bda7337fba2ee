import { compactVerify } from 'jose'
import { type PublicJwk, verifyingKey } from './key.ts'
import { isCanonicalJws, jwsHeader } from './strict-jws.ts'

/** Finds a key that may sign what the log says (`logKeys` of the participant directory) by its kid. */
export type LogKeys = (kid: string) => PublicJwk | null

/** The payload of a compact JWS of the log's, of exactly {alg, kid, typ}: verified, or why it is not. */
export async function openLogJws(
  text: string,
  typ: string,
  keys: LogKeys,
): Promise<{ payload: Uint8Array } | { error: 'MALFORMED' | 'KEY_UNKNOWN' | 'SIGNATURE' }> {
  const header = isCanonicalJws(text) ? jwsHeader(text) : null
  if (header?.typ !== typ) return { error: 'MALFORMED' }
  const jwk = keys(header.kid)
  const key = jwk && verifyingKey(jwk)
  if (!key) return { error: 'KEY_UNKNOWN' }
  return compactVerify(text, key, { algorithms: [jwk.alg] }).then(
    ({ payload }) => ({ payload }),
    () => ({ error: 'SIGNATURE' }),
  )
}
