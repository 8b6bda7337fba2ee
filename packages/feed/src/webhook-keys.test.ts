import { createPublicKey, randomBytes, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { createWebhookVault, makeWebhookKey, signWebhook } from './webhook-keys.ts'

const message = { id: 'wh_0-1_1-1_2', timestamp: 1_700_000_000, body: '{"type":"list.changes","说":"明"}' }

const accepts = (publicKey: string, signature: string, { id, timestamp, body }: typeof message): boolean => {
  const x = Buffer.from(publicKey.slice('whpk_'.length), 'base64').toString('base64url')
  const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } })
  return verify(null, Buffer.from(`${id}.${timestamp}.${body}`), key, Buffer.from(signature.slice('v1a,'.length), 'base64'))
}

test('an ed25519 signature is verified by the public key alone, over id, time and body', () => {
  const key = makeWebhookKey('ED25519')
  expect(key.secret).toMatch(/^whsk_[A-Za-z0-9+/]{86}==$/)
  expect(key.public).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/)
  const signature = signWebhook(key.secret, message)
  expect(signature).toMatch(/^v1a,[A-Za-z0-9+/]{86}==$/)
  expect(accepts(key.public!, signature, message)).toBe(true)
  expect(accepts(makeWebhookKey('ED25519').public!, signature, message)).toBe(false)
  for (const other of [
    { ...message, id: 'wh_0-1_1-1_3' },
    { ...message, timestamp: 1_700_000_001 },
    { ...message, body: `${message.body} ` },
  ])
    expect(accepts(key.public!, signature, other)).toBe(false)
})

test('an HMAC signature is the one of the Standard Webhooks libraries', () => {
  const example = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' }
  expect(signWebhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', example)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  expect(makeWebhookKey('HMAC')).toEqual({ secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/), public: null })
})

test('a vault gives back what it sealed, and only about the same thing', () => {
  const vault = createWebhookVault(randomBytes(32))
  const sealed = vault.seal('whsk_secret', 'wh_1/1')
  expect(sealed.includes('secret')).toBe(false)
  expect(vault.open(sealed, 'wh_1/1')).toBe('whsk_secret')
  expect(vault.seal('whsk_secret', 'wh_1/1').equals(sealed)).toBe(false)
  expect(() => vault.open(sealed, 'wh_2/1')).toThrow()
  expect(() => createWebhookVault(randomBytes(32)).open(sealed, 'wh_1/1')).toThrow()
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed)
    changed[at]! ^= 1
    expect(() => vault.open(changed, 'wh_1/1')).toThrow()
  }
})
