import { createCipheriv, createDecipheriv, createHmac, createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { WebhookSigning } from './webhook-tables.ts'

/** A key of an endpoint as text: `whsk_`/`whpk_` (ed25519: seed and public key, public key) or `whsec_` (HMAC), base64. */
export interface WebhookKey {
  readonly secret: string
  /** Null where the secret is shared. */
  readonly public: string | null
}

const SECRET_BYTES = 32
const SEED_BYTES = 32

const base64 = (...parts: readonly (Buffer | string)[]): string =>
  Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part, 'base64url') : part))).toString('base64')

/** Makes a key. */
export function makeWebhookKey(signing: WebhookSigning): WebhookKey {
  if (signing === 'HMAC') return { secret: `whsec_${base64(randomBytes(SECRET_BYTES))}`, public: null }
  const { d, x } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as { d: string; x: string }
  return { secret: `whsk_${base64(d, x)}`, public: `whpk_${base64(x)}` }
}

/** The signature of a message by one key, as `webhook-signature` writes it. */
export function signWebhook(secret: string, { id, timestamp, body }: { id: string; timestamp: number; body: string }): string {
  const content = Buffer.from(`${id}.${timestamp}.${body}`)
  const bytes = Buffer.from(secret.slice(secret.indexOf('_') + 1), 'base64')
  if (secret.startsWith('whsec_')) return `v1,${createHmac('sha256', bytes).update(content).digest('base64')}`
  const [d, x] = [bytes.subarray(0, SEED_BYTES), bytes.subarray(SEED_BYTES)].map(half => half.toString('base64url'))
  const key = createPrivateKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', d, x } })
  return `v1a,${sign(null, content, key).toString('base64')}`
}

/** Keeps secrets so that the database alone does not tell them (AES-256-GCM). */
export interface WebhookVault {
  /** Encrypts a secret; `about` must be given again to read it. */
  seal(secret: string, about: string): Buffer
  /** Throws where it was not sealed by this vault, or about something else. */
  open(sealed: Buffer, about: string): string
}

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Makes a vault with a key of 32 bytes. */
export function createWebhookVault(key: Uint8Array): WebhookVault {
  return {
    seal: (secret, about) => {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about))
      return Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()])
    },
    open: (sealed, about) => {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(about))
        .setAuthTag(sealed.subarray(-TAG_BYTES))
      return decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
    },
  }
}
