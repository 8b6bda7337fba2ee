import { fromBase64url } from './base64url.ts'

/** A JWS header of exactly {alg, kid, typ}. */
export interface StrictHeader {
  readonly alg: string
  readonly kid: string
  readonly typ: string
}

/** Whether a text is three canonical base64url parts, so that it has one spelling only. */
export function isCanonicalJws(text: string): boolean {
  const parts = text.split('.', 4)
  return parts.length === 3 && parts.every(part => part !== '' && fromBase64url(part) !== null)
}

/** The protected header of a canonical JWS; null unless it is exactly {alg, kid, typ}: keys named by the message itself (jwk, jku, x5u, x5c) and crit are never looked at. */
export function jwsHeader(text: string): StrictHeader | null {
  try {
    const header = JSON.parse(Buffer.from(text.slice(0, text.indexOf('.')), 'base64url').toString()) as Record<string, unknown>
    const names = Object.keys(header)
    return names.length === 3 && typeof header.alg === 'string' && typeof header.kid === 'string' && typeof header.typ === 'string'
      ? (header as unknown as StrictHeader)
      : null
  } catch {
    return null
  }
}
