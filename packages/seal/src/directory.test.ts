import { createHmac, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { type Directory, readDirectory, signDirectory } from './directory.ts'
import { generateKey, publicOf, signingKey } from './key.ts'
import { createKeyring } from './keyring.ts'
import { generateSecret, hmacText, pseudonymOf, readSecret, recordIdOf } from './secret.ts'

const now = () => new Date('2026-11-23T04:00:00Z')
const period = { validFrom: '2026-01-01T00:00:00Z', validTo: null }

test('a signed directory is read back; a changed, expired, foreign or ambiguous one is refused', async () => {
  const [keeper, other, province] = await Promise.all([generateKey(), generateKey(), generateKey('ES256')])
  const key = { jwk: publicOf(province), ...period }
  const directory: Directory = {
    issuedAt: '2026-11-01T00:00:00Z',
    expiresAt: '2026-12-01T00:00:00Z',
    participants: [{ province: '310000', name: '上海', keys: [key] }],
  }
  const read = async (one: object, signer = keeper, clock = now) =>
    readDirectory(await signDirectory(one as Directory, signingKey(signer)), publicOf(keeper), { now: clock })
  expect(await read(directory)).toEqual({ directory })
  expect(await read(directory, other)).toEqual({ error: 'DIRECTORY_SIGNATURE' })
  expect(await read(directory, { ...other, kid: keeper.kid })).toEqual({ error: 'DIRECTORY_SIGNATURE' })
  expect(await read(directory, keeper, () => new Date('2026-12-01T00:00:00Z'))).toEqual({ error: 'DIRECTORY_EXPIRED' })
  expect(await read(directory, keeper, () => new Date('2026-10-01T00:00:00Z'))).toEqual({ error: 'DIRECTORY_EXPIRED' })
  expect(await read({ ...directory, participants: [...directory.participants, { province: '320000', name: '江苏', keys: [key] }] })).toEqual({
    error: 'DIRECTORY_MALFORMED',
  })
  expect(await read({ ...directory, participants: [{ province: '310000', name: '上海', keys: [{ ...key, jwk: { ...key.jwk, alg: 'Ed25519' } }] }] })).toEqual({
    error: 'DIRECTORY_MALFORMED',
  })
  expect(await read({ ...directory, expiresAt: 'soon' })).toEqual({ error: 'DIRECTORY_MALFORMED' })
  const jws = await signDirectory(directory, signingKey(keeper))
  expect(await readDirectory(`${jws.slice(0, 60)}A${jws.slice(61)}`, publicOf(keeper), { now })).toHaveProperty('error')
  expect(await readDirectory('', publicOf(keeper), { now })).toEqual({ error: 'DIRECTORY_MALFORMED' })
  expect(await readDirectory('x'.repeat(2_000_000), publicOf(keeper), { now })).toEqual({ error: 'DIRECTORY_TOO_LARGE' })
})

test('the log’s keys are listed beside the participants’, are validated as theirs are, and seal nothing', async () => {
  const [keeper, province, log] = await Promise.all([generateKey(), generateKey('ES256'), generateKey()])
  const directory: Directory = {
    issuedAt: '2026-11-01T00:00:00Z',
    expiresAt: '2026-12-01T00:00:00Z',
    participants: [{ province: '310000', name: '上海', keys: [{ jwk: publicOf(province), ...period }] }],
    logKeys: [{ jwk: publicOf(log), ...period }],
  }
  const read = async (one: object) => readDirectory(await signDirectory(one as Directory, signingKey(keeper)), publicOf(keeper), { now })
  expect(await read(directory)).toEqual({ directory })
  const keyring = createKeyring(directory)
  expect(keyring.find(province.kid)?.province).toBe('310000')
  expect(keyring.find(log.kid)).toBeNull()
  const [key] = directory.logKeys!
  for (const logKeys of [
    null,
    {},
    [null],
    [{ ...key, validFrom: 'soon' }],
    [{ ...key, jwk: { ...key!.jwk, crv: 'P-256' } }],
    [key, key],
    [{ ...key, jwk: { ...key!.jwk, kid: province.kid } }],
  ])
    expect(await read({ ...directory, logKeys })).toEqual({ error: 'DIRECTORY_MALFORMED' })
})

test('a public key names no private member', async () => {
  expect(publicOf(await generateKey())).not.toHaveProperty('d')
  expect(publicOf(await generateKey('ES256'))).not.toHaveProperty('d')
})

test('a secret is 32 bytes and never quoted in its error', () => {
  const text = generateSecret()
  expect(readSecret(`${text}\n`)).toHaveLength(32)
  expect(() => readSecret('hunter2')).toThrow(/32 bytes/)
  expect(() => readSecret('hunter2')).not.toThrow(/hunter2/)
})

test('record ids and pseudonyms are keyed, stable and of the wire form', () => {
  const key = readSecret(Buffer.alloc(32, 7).toString('base64url'))
  expect(recordIdOf(key, ['310000', 'LIST', 'list', 'B05', '91310000MA1FL0000X'])).toMatch(/^[\w-]{43}$/)
  expect(recordIdOf(key, ['a', 'bc'])).not.toBe(recordIdOf(key, ['ab', 'c']))
  expect(pseudonymOf(key, 'RIC', '110101199003079982')).toBe(pseudonymOf(key, 'RIC', '110101199003079982'))
  expect(pseudonymOf(key, 'RIC', '110101199003079982')).toMatch(/^NP:[\w-]{43}$/)
  expect(pseudonymOf(readSecret(generateSecret()), 'RIC', '110101199003079982')).not.toBe(pseudonymOf(key, 'RIC', '110101199003079982'))
})

test('the HMAC is the one of node:crypto, for keys and texts of all lengths', () => {
  for (const length of [0, 1, 32, 63, 64, 65, 200]) {
    const key = randomBytes(length)
    for (const text of ['', 'a', '徽'.repeat(length), 'x'.repeat(1000)])
      expect(hmacText(key, text)).toBe(createHmac('sha256', key).update(text).digest('base64url'))
  }
})
