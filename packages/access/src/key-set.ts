import { readFileSync, statSync } from 'node:fs'
import { createLocalJWKSet, createRemoteJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'

const LOOK_AGAIN_MS = 2_000

/** Public keys of a local issuer, read from a JWKS file; a changed file counts within two seconds. */
export function fileKeySet(file: string, now: () => Date): JWTVerifyGetKey {
  let read = { at: -Infinity, changed: -1, keys: createLocalJWKSet({ keys: [] }) }
  return (header, token) => {
    const time = now().getTime()
    if (time - read.at >= LOOK_AGAIN_MS) {
      const changed = statSync(file).mtimeMs
      const keys = changed === read.changed ? read.keys : createLocalJWKSet(JSON.parse(readFileSync(file, 'utf8')) as JSONWebKeySet)
      read = { at: time, changed, keys }
    }
    return read.keys(header, token)
  }
}

/** Public keys of any OpenID Connect issuer, found through its discovery document at the first token; fetched again when an unknown key id comes. */
export function issuerKeySet(issuer: string): JWTVerifyGetKey {
  let found: Promise<JWTVerifyGetKey> | null = null
  const discover = async (): Promise<JWTVerifyGetKey> => {
    const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, { redirect: 'error', signal: AbortSignal.timeout(5_000) })
    if (!response.ok) throw Object.assign(new Error('the issuer has no discovery document'), { code: 'EISSUER' })
    const document = (await response.json()) as { issuer?: string; jwks_uri?: string }
    if (document.issuer !== issuer || !document.jwks_uri) throw Object.assign(new Error('the discovery document is of another issuer'), { code: 'EISSUER' })
    return createRemoteJWKSet(new URL(document.jwks_uri), { cooldownDuration: 5_000 })
  }
  return async (header, token) => {
    found ??= discover().catch((error: unknown) => {
      found = null
      throw error
    })
    return (await found)(header, token)
  }
}
