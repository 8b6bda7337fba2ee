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
export const jwsHeader = (text: string): StrictHeader | null => jwsHeaderWith(text, [])

/** The same where a kind of JWS has more members, each a text, and all of them required. */
export function jwsHeaderWith(text: string, more: readonly string[]): (StrictHeader & Readonly<Record<string, string>>) | null {
  try {
    const header = JSON.parse(Buffer.from(text.slice(0, text.indexOf('.')), 'base64url').toString()) as Record<string, unknown>
    const names = ['alg', 'kid', 'typ', ...more]
    return Object.keys(header).length === names.length && names.every(name => Object.hasOwn(header, name) && typeof header[name] === 'string')
      ? (header as unknown as StrictHeader & Readonly<Record<string, string>>)
      : null
  } catch {
    return null
  }
}
