import { CompactSign } from 'jose'
import { expect, test } from 'vitest'
import { type Checkpoint, readCheckpoint, signCheckpoint } from './checkpoint.ts'
import { generateKey, type PrivateJwk, type PublicJwk, publicOf, SEAL_ALGORITHMS, signingKey } from './key.ts'

const hash = (fill: number) => Buffer.alloc(32, fill).toString('base64url')
const checkpoint: Checkpoint = {
  epoch: 1,
  size: 2 ** 40,
  root: hash(1),
  digest: hash(2),
  cells: { '310000/BLACK': hash(3), '310000/RED': hash(4), '330000/WATCH': hash(5) },
  at: '2026-11-23T04:00:00.000Z',
}
const ring =
  (...keys: PublicJwk[]) =>
  (kid: string) =>
    keys.find(key => key.kid === kid) ?? null

const signed = async (jwk: PrivateJwk, payload: unknown, header: object = {}) =>
  new CompactSign(Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)))
    .setProtectedHeader({ alg: jwk.alg, kid: jwk.kid, typ: 'delta-checkpoint+jws', ...header })
    .sign(signingKey(jwk).key)

test.each(SEAL_ALGORITHMS)('a checkpoint signed with %s is read back, whatever the order of its cells', async alg => {
  const jwk = await generateKey(alg)
  const { cells } = checkpoint
  const jws = await signCheckpoint({ ...checkpoint, cells: Object.fromEntries(Object.entries(cells).toReversed()) }, signingKey(jwk))
  const read = await readCheckpoint(`${jws}\n`, ring(publicOf(jwk)))
  expect(read).toEqual({ checkpoint })
  expect('checkpoint' in read && Object.keys(read.checkpoint.cells)).toEqual(Object.keys(cells))
  expect(JSON.parse(Buffer.from(jws.split('.')[0]!, 'base64url').toString())).toEqual({ alg, kid: jwk.kid, typ: 'delta-checkpoint+jws' })
})

test('no checkpoint with one bit changed is read', async () => {
  const jwk = await generateKey()
  const jws = await signCheckpoint(checkpoint, signingKey(jwk))
  for (let bit = 0; bit < jws.length * 8; bit += 3) {
    const bytes = Buffer.from(jws, 'latin1')
    bytes[bit >> 3]! ^= 1 << (bit & 7)
    expect(await readCheckpoint(bytes.toString('latin1'), () => publicOf(jwk))).toHaveProperty('error')
  }
})

test('a foreign key, another algorithm, a header with more and another type are refused', async () => {
  const [jwk, other, es256] = await Promise.all([generateKey(), generateKey(), generateKey('ES256')])
  const jws = await signCheckpoint(checkpoint, signingKey(jwk))
  expect(await readCheckpoint(jws, ring(publicOf(other)))).toEqual({ error: 'CHECKPOINT_KEY_UNKNOWN' })
  expect(await readCheckpoint(jws, () => ({ ...publicOf(jwk), crv: 'P-256' }))).toEqual({ error: 'CHECKPOINT_KEY_UNKNOWN' })
  expect(await readCheckpoint(jws, () => publicOf(other))).toEqual({ error: 'CHECKPOINT_SIGNATURE' })
  expect(await readCheckpoint(jws, () => publicOf(es256))).toEqual({ error: 'CHECKPOINT_SIGNATURE' })
  const keys = ring(publicOf(jwk))
  expect(await readCheckpoint(await signed(jwk, checkpoint), keys)).toEqual({ checkpoint })
  for (const header of [{ typ: 'delta-directory+jws' }, { jwk: publicOf(jwk) }, { typ: undefined }])
    expect(await readCheckpoint(await signed(jwk, checkpoint, header), keys)).toEqual({ error: 'CHECKPOINT_MALFORMED' })
})

test('what is no checkpoint is neither read nor signed', async () => {
  const jwk = await generateKey()
  const bad = [
    { ...checkpoint, epoch: -1 },
    { ...checkpoint, size: 1.5 },
    { ...checkpoint, size: '5' },
    { ...checkpoint, root: hash(1).slice(1) },
    { ...checkpoint, digest: `${hash(2)}=` },
    { ...checkpoint, cells: null },
    { ...checkpoint, cells: { '310000': hash(3) } },
    { ...checkpoint, cells: { '310000/RED': 'short' } },
    { ...checkpoint, at: '2026-11-23' },
    null,
    [],
  ]
  for (const one of bad) {
    expect(await readCheckpoint(await signed(jwk, one), ring(publicOf(jwk)))).toEqual({ error: 'CHECKPOINT_MALFORMED' })
    await expect(signCheckpoint(one as Checkpoint, signingKey(jwk))).rejects.toMatchObject({ code: 'CHECKPOINT_MALFORMED' })
  }
  expect(await readCheckpoint(await signed(jwk, 'no JSON'), ring(publicOf(jwk)))).toEqual({ error: 'CHECKPOINT_MALFORMED' })
  for (const text of ['', 'a.b', 'a.b.c.d', 'x'.repeat(1_000_000)])
    expect(await readCheckpoint(text, ring(publicOf(jwk)))).toEqual({ error: 'CHECKPOINT_MALFORMED' })
})

test('members that are not a checkpoint’s are neither signed nor read', async () => {
  const jwk = await generateKey()
  const more = { ...checkpoint, note: 'x' }
  expect(await readCheckpoint(await signed(jwk, more), ring(publicOf(jwk)))).toEqual({ checkpoint })
  expect(await signCheckpoint(more, signingKey(jwk))).toBe(await signCheckpoint(checkpoint, signingKey(jwk)))
})
