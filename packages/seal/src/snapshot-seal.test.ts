import { expect, test } from 'vitest'
import { signCheckpoint } from './checkpoint.ts'
import { generateKey, type PublicJwk, publicOf, SEAL_ALGORITHMS, signingKey } from './key.ts'
import { sealSnapshot, verifySnapshotSeal } from './snapshot-seal.ts'

const head = '{"seq":7,"filter":{"province":["310000"]},"at":"2026-11-23T04:00:00.000Z"}'
const ring =
  (...keys: PublicJwk[]) =>
  (kid: string) =>
    keys.find(key => key.kid === kid) ?? null

test.each(SEAL_ALGORITHMS)('a seal with %s holds for its snapshot, and for no other; no changed bit of either goes unnoticed', async alg => {
  const jwk = await generateKey(alg)
  const seal = await sealSnapshot(head, signingKey(jwk))
  expect(seal).toMatch(/^[\w-]+\.\.[\w-]+$/)
  expect(await verifySnapshotSeal(seal, head, ring(publicOf(jwk)))).toBe(null)
  for (const [place, text] of [seal, head].entries()) {
    for (let bit = 0; bit < text.length * 8; bit += 5) {
      const bytes = Buffer.from(text, 'latin1')
      bytes[bit >> 3]! ^= 1 << (bit & 7)
      const changed = bytes.toString('latin1')
      expect(await verifySnapshotSeal(place === 0 ? changed : seal, place === 1 ? changed : head, () => publicOf(jwk))).not.toBe(null)
    }
  }
})

test('a foreign key, another type and what is no seal are refused', async () => {
  const [jwk, other] = await Promise.all([generateKey(), generateKey()])
  const seal = await sealSnapshot(head, signingKey(jwk))
  const keys = ring(publicOf(jwk))
  expect(await verifySnapshotSeal(seal, head, ring(publicOf(other)))).toBe('SNAPSHOT_SEAL_KEY_UNKNOWN')
  expect(await verifySnapshotSeal(seal, head, () => publicOf(other))).toBe('SNAPSHOT_SEAL_SIGNATURE')
  const hash = Buffer.alloc(32).toString('base64url')
  const jws = await signCheckpoint({ epoch: 1, size: 7, root: hash, digest: hash, cells: {}, at: '2026-11-23T04:00:00Z' }, signingKey(jwk))
  const [header, payload, signature] = jws.split('.') as [string, string, string]
  expect(await verifySnapshotSeal(`${header}..${signature}`, Buffer.from(payload, 'base64url').toString(), keys)).toBe('SNAPSHOT_SEAL_MALFORMED')
  for (const bad of ['', '..', jws, seal.replace('..', '.'), `${seal}=`, `${seal}\n`, 'a'.repeat(2_000)])
    expect(await verifySnapshotSeal(bad, head, keys)).toBe('SNAPSHOT_SEAL_MALFORMED')
  expect(await verifySnapshotSeal(seal, '', keys)).toBe('SNAPSHOT_SEAL_MALFORMED')
})
