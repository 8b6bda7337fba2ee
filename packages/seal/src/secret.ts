import { hash, randomBytes } from 'node:crypto'
import { fromBase64url } from './base64url.ts'

const SECRET_BYTES = 32

/** Makes a 256-bit secret as base64url text: what `var/keys/record-<p>.key` and `pseudonym.key` hold. */
export function generateSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url')
}

/** Reads a secret that `generateSecret` made (surrounding white space is allowed). Throws, without quoting it, where it is not one. */
export function readSecret(text: string): Uint8Array {
  const bytes = fromBase64url(text.trim())
  if (bytes?.length !== SECRET_BYTES) throw Object.assign(new Error('not a secret of 32 bytes in base64url'), { code: 'SECRET_MALFORMED', safe: true })
  return bytes
}

const BLOCK = 64
const pads = new WeakMap<Uint8Array, { inner: Buffer; outer: Buffer }>()

const padsOf = (key: Uint8Array): { inner: Buffer; outer: Buffer } => {
  const known = pads.get(key)
  if (known) return known
  const block = Buffer.alloc(BLOCK)
  block.set(key.length > BLOCK ? hash('sha256', key, 'buffer') : key)
  const made = { inner: Buffer.from(block.map(byte => byte ^ 0x36)), outer: Buffer.concat([block.map(byte => byte ^ 0x5c), Buffer.alloc(32)]) }
  pads.set(key, made)
  return made
}

/** HMAC-SHA-256 (RFC 2104) as base64url from two one-shot hashes: `createHmac` costs ten times as much here, and every source row needs several. */
export function hmacText(key: Uint8Array, text: string): string {
  const { inner, outer } = padsOf(key)
  const size = Buffer.byteLength(text)
  const message = Buffer.allocUnsafe(BLOCK + size)
  message.set(inner)
  message.write(text, BLOCK)
  outer.write(hash('sha256', message, 'binary'), BLOCK, 'latin1')
  return hash('sha256', outer, 'base64url')
}

/** A record's id: base64url(HMAC-SHA-256(the province's record key, JSON of the parts)), 43 characters. The parts are [province, product, dataset, ...business key]. */
export function recordIdOf(key: Uint8Array, parts: readonly string[]): string {
  return hmacText(key, JSON.stringify(parts))
}

/** A person's pseudonym: `NP:` and base64url(HMAC-SHA-256(the regional pseudonym key, idType:number)). The same person has the same one in all four provinces. */
export function pseudonymOf(key: Uint8Array, idType: string, number: string): string {
  return `NP:${hmacText(key, `${idType}:${number}`)}`
}
