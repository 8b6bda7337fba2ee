import { randomBytes } from 'node:crypto'
import { CompactSign } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { createKeyring, type Keyring } from './keyring.ts'
import { generateKey, type PrivateJwk, publicOf, signingKey } from './key.ts'
import { leafBytes, SEALED_HEADERS, type SealableMessage } from './leaf.ts'
import { hashLeaf } from './merkle.ts'
import { openSealed, openSealedLeaf } from './open-sealed.ts'
import { sealBatch } from './seal-batch.ts'
import { SEAL_LIMITS } from './seal-error.ts'

const now = () => new Date('2026-11-23T04:00:00Z')
const valid = { validFrom: '2026-01-01T00:00:00Z', validTo: '2027-01-01T00:00:00Z' }
const directoryOf = (...keys: [string, PrivateJwk, { validFrom: string; validTo: string | null }][]) => ({
  issuedAt: '2026-11-01T00:00:00Z',
  expiresAt: '2026-12-01T00:00:00Z',
  participants: keys.map(([province, jwk, period]) => ({ province, name: province, keys: [{ jwk: publicOf(jwk), ...period }] })),
})

const message = (n: number): SealableMessage => ({
  topic: 'delta.list.sh.v1',
  key: `record-${n}`,
  headers: Object.fromEntries(SEALED_HEADERS.map(name => [name, `${name} of ${n}`])),
  value: Buffer.from(JSON.stringify({ n, text: '名单' })),
})

type Sealed = SealableMessage & { headers: Record<string, string> }

const sealed = async (size: number, jwk: PrivateJwk, clock = now): Promise<Sealed[]> => {
  const messages = Array.from({ length: size }, (_, n) => message(n))
  const headers = await sealBatch(messages, signingKey(jwk), { now: clock })
  return messages.map((one, n) => ({ ...one, headers: { ...one.headers, ...headers[n], traceparent: 'free' } }) as Sealed)
}

const flip = (bytes: Buffer, bit: number): Buffer => {
  const changed = Buffer.from(bytes)
  changed[bit >> 3]! ^= 1 << (bit & 7)
  return changed
}

const flippedTexts = (text: string): string[] =>
  Array.from({ length: Buffer.byteLength(text) * 8 }, (_, bit) => flip(Buffer.from(text, 'latin1'), bit).toString('latin1'))

describe.each(['Ed25519', 'ES256'] as const)('sealed with %s', alg => {
  let jwk: PrivateJwk
  let keyring: Keyring
  beforeAll(async () => {
    jwk = await generateKey(alg)
    keyring = createKeyring(directoryOf(['310000', jwk, valid]))
  })
  const open = (one: SealableMessage) => openSealed(one, keyring, { now })

  test.each([1, 2, 5, 500])('a batch of %i opens, each record on its own', async size => {
    for (const one of await sealed(size, jwk)) expect(await open(one)).toEqual({ province: '310000', kid: jwk.kid })
  })

  test('any one changed bit of topic, key, a covered header or the value is refused as SEAL_PATH', async () => {
    const one = (await sealed(3, jwk))[1]!
    const changes: SealableMessage[] = [
      ...flippedTexts(one.topic).map(topic => ({ ...one, topic })),
      ...flippedTexts(one.key).map(key => ({ ...one, key })),
      ...SEALED_HEADERS.flatMap(name => flippedTexts(one.headers[name]!).map(text => ({ ...one, headers: { ...one.headers, [name]: text } }))),
      ...Array.from({ length: one.value!.length * 8 }, (_, bit) => ({ ...one, value: flip(one.value as Buffer, bit) })),
      ...SEALED_HEADERS.map(name => ({ ...one, headers: { ...one.headers, [name]: undefined } })),
      { ...one, value: null },
      { ...one, value: Buffer.alloc(0) },
    ]
    for (const change of changes) expect(await open(change)).toEqual({ error: 'SEAL_PATH' })
  })

  test('any one changed bit of the path is refused as SEAL_PATH', async () => {
    const one = (await sealed(5, jwk))[2]!
    for (const path of flippedTexts(one.headers['delta-seal-path']!)) {
      expect(await open({ ...one, headers: { ...one.headers, 'delta-seal-path': path } })).toEqual({ error: 'SEAL_PATH' })
    }
  })

  test('any one changed bit of the signed text is refused, whatever it turns into', async () => {
    const one = (await sealed(2, jwk))[0]!
    for (const jws of flippedTexts(one.headers['delta-seal']!)) {
      const result = await open({ ...one, headers: { ...one.headers, 'delta-seal': jws } })
      expect(['SEAL_MALFORMED', 'SEAL_HEADER', 'SEAL_ALG', 'SEAL_KEY_UNKNOWN', 'SEAL_SIGNATURE']).toContain('error' in result ? result.error : 'opened')
    }
  })

  test('a part moved from one field to its neighbour is refused', async () => {
    const one = (await sealed(2, jwk))[0]!
    expect(await open({ ...one, topic: one.topic.slice(0, -1), key: one.topic.at(-1)! + one.key })).toEqual({ error: 'SEAL_PATH' })
  })

  test('a seal of another batch is refused', async () => {
    const [a, b] = [await sealed(2, jwk), await sealed(3, jwk)]
    expect(await open({ ...a[0]!, headers: { ...a[0]!.headers, 'delta-seal': b[0]!.headers['delta-seal']! } })).toEqual({ error: 'SEAL_PATH' })
  })
})

describe('who sealed', () => {
  const resealed = async (header: Record<string, unknown>, payload: unknown, jwk: PrivateJwk): Promise<Sealed> => {
    const one = (await sealed(1, jwk))[0]!
    const jws = await new CompactSign(Buffer.from(JSON.stringify(payload))).setProtectedHeader(header as { alg: string }).sign(signingKey(jwk).key)
    return { ...one, headers: { ...one.headers, 'delta-seal': jws } }
  }

  test('an unknown key, another participant, a key outside its validity and an expired directory are refused', async () => {
    const [shanghai, jiangsu, old, stranger] = await Promise.all([generateKey(), generateKey(), generateKey(), generateKey()])
    const keyring = createKeyring(
      directoryOf(['310000', shanghai, valid], ['320000', jiangsu, valid], ['330000', old, { validFrom: valid.validFrom, validTo: '2026-11-01T00:00:00Z' }]),
    )
    const open = async (jwk: PrivateJwk, more = {}, clock = now) => openSealed((await sealed(1, jwk, clock))[0]!, keyring, { now, ...more })
    expect(await open(shanghai, { province: '310000' })).toEqual({ province: '310000', kid: shanghai.kid })
    expect(await open(jiangsu, { province: '310000' })).toEqual({ error: 'SEAL_KEY_PARTICIPANT' })
    expect(await open(stranger)).toEqual({ error: 'SEAL_KEY_UNKNOWN' })
    expect(await open(old)).toEqual({ error: 'SEAL_KEY_VALIDITY' })
    expect(await open(old, {}, () => new Date('2026-10-31T23:59:59Z'))).toEqual({ province: '330000', kid: old.kid })
    expect(await open(shanghai, {}, () => new Date('2025-12-31T23:59:59Z'))).toEqual({ error: 'SEAL_KEY_VALIDITY' })
    expect(await open(shanghai, {}, () => new Date('2026-11-23T04:06:00Z'))).toEqual({ error: 'SEAL_FUTURE' })
    expect(await open(shanghai, { now: () => new Date('2026-12-01T00:00:00Z') })).toEqual({ error: 'DIRECTORY_EXPIRED' })
  })

  test('a key brought by the message itself, another type, algorithm or member is never looked at', async () => {
    const [known, attacker] = await Promise.all([generateKey(), generateKey()])
    const keyring = createKeyring(directoryOf(['310000', known, valid]))
    const header = { alg: 'Ed25519', kid: known.kid, typ: 'delta-seal+jws' }
    const payload = { root: randomBytes(32).toString('base64url'), size: 1, iat: now().getTime() / 1000 }
    const refused = async (over: object, jwk = attacker, body: unknown = payload) =>
      openSealed(await resealed({ ...header, ...over }, body, jwk), keyring, { now })
    expect(await refused({})).toEqual({ error: 'SEAL_SIGNATURE' })
    expect(await refused({ jwk: publicOf(attacker) })).toEqual({ error: 'SEAL_HEADER' })
    expect(await refused({ jku: 'https://attacker.example/keys' })).toEqual({ error: 'SEAL_HEADER' })
    expect(await refused({ x5u: 'https://attacker.example/cert' })).toEqual({ error: 'SEAL_HEADER' })
    expect(await refused({ typ: 'JWT' }, known)).toEqual({ error: 'SEAL_HEADER' })
    expect(await refused({ alg: 'EdDSA' }, known)).toEqual({ error: 'SEAL_ALG' })
    for (const body of [null, [], 'text', {}, { ...payload, size: 0 }, { ...payload, size: 1e9 }, { ...payload, iat: '1' }, { ...payload, root: 'short' }]) {
      expect(await refused({}, known, body)).toEqual({ error: 'SEAL_MALFORMED' })
    }
    const unsigned = `${Buffer.from(JSON.stringify({ ...header, alg: 'none' })).toString('base64url')}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.`
    const one = (await sealed(1, known))[0]!
    expect(await openSealed({ ...one, headers: { ...one.headers, 'delta-seal': unsigned } }, keyring, { now })).toEqual({ error: 'SEAL_MALFORMED' })
  })

  test('what is missing or too large is refused before it is parsed', async () => {
    const jwk = await generateKey()
    const keyring = createKeyring(directoryOf(['310000', jwk, valid]))
    const one = (await sealed(1, jwk))[0]!
    const open = (over: Partial<Sealed>, headers = {}) => openSealed({ ...one, ...over, headers: { ...one.headers, ...headers } }, keyring, { now })
    expect(await open({}, { 'delta-seal': undefined })).toEqual({ error: 'SEAL_MISSING' })
    expect(await open({}, { 'delta-seal-path': undefined })).toEqual({ error: 'SEAL_MISSING' })
    expect(await open({}, { 'delta-seal': 'a'.repeat(SEAL_LIMITS.jws + 1) })).toEqual({ error: 'SEAL_TOO_LARGE' })
    expect(await open({}, { 'delta-seal-path': 'a'.repeat(SEAL_LIMITS.path + 1) })).toEqual({ error: 'SEAL_TOO_LARGE' })
    expect(await open({}, { ce_id: 'a'.repeat(SEAL_LIMITS.header + 1) })).toEqual({ error: 'SEAL_TOO_LARGE' })
    expect(await open({ value: Buffer.alloc(SEAL_LIMITS.value + 1) })).toEqual({ error: 'SEAL_TOO_LARGE' })
  })

  test('a signature is verified once a batch: after the first, a record costs at most 50 µs of processor time', async () => {
    const jwk = await generateKey()
    const keyring = createKeyring(directoryOf(['310000', jwk, valid]))
    const batch = (await sealed(500, jwk)).map(one => ({ ...one, value: randomBytes(480) })).map((one, n) => ({ one, n }))
    const resealedBatch = await sealBatch(
      batch.map(({ one }) => one),
      signingKey(jwk),
      { now },
    )
    const messages = batch.map(({ one, n }) => ({ ...one, headers: { ...one.headers, ...resealedBatch[n] } }))
    const run = async () => {
      // Of this thread alone: other work on the machine is none of its cost.
      const start = process.threadCpuUsage()
      for (const one of messages) expect(await openSealed(one, keyring, { now })).not.toHaveProperty('error')
      const { user, system } = process.threadCpuUsage(start)
      return (user + system) / messages.length
    }
    const rounds = []
    for (let round = 0; round < 8; round++) rounds.push(await run())
    expect(Math.min(...rounds)).toBeLessThan(50)
  })
})

test('a record that is not shown is proved by the hash of its leaf, and another hash is not', async () => {
  const jwk = await generateKey()
  const keyring = createKeyring(directoryOf(['310000', jwk, valid]))
  const [first, second] = await sealed(3, jwk)
  const leafOf = (one: Sealed) => hashLeaf(leafBytes(one))
  expect(await openSealedLeaf({ leaf: leafOf(first!), headers: first!.headers }, keyring, { now })).toEqual({ province: '310000', kid: jwk.kid })
  expect(await openSealedLeaf({ leaf: leafOf(second!), headers: first!.headers }, keyring, { now })).toEqual({ error: 'SEAL_PATH' })
  expect(await openSealedLeaf({ leaf: Buffer.alloc(31), headers: first!.headers }, keyring, { now })).toEqual({ error: 'SEAL_PATH' })
  expect(await openSealedLeaf({ leaf: leafOf(first!), headers: {} }, keyring, { now })).toEqual({ error: 'SEAL_MISSING' })
})
