import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateKey, type PrivateJwk, publicOf, signDirectory, signingKey } from '@delta/seal'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { createKeys, daysLeft } from './keys.ts'

let folder: string
let keeper: PrivateJwk
let clock: Date
const now = () => clock
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'delta-keys-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  keeper = await generateKey()
  clock = new Date('2026-11-20T00:00:00Z')
  writeFileSync(join(folder, 'directory.pub.jwk'), JSON.stringify(publicOf(keeper)))
})
const write = async (jwk: PrivateJwk, expiresAt = '2027-01-01T00:00:00Z', signer = keeper) => {
  const participants = [{ province: '310000', name: '上海', keys: [{ jwk: publicOf(jwk), validFrom: '2026-01-01T00:00:00Z', validTo: null }] }]
  writeFileSync(join(folder, 'directory.jws'), await signDirectory({ issuedAt: '2026-11-01T00:00:00Z', expiresAt, participants }, signingKey(signer)))
}

test('a key that comes later is found at once when a record names it, and a withdrawn one is gone half a second later', async () => {
  const [first, second] = [await generateKey(), await generateKey()]
  await write(first)
  const keys = createKeys(folder, { now })
  expect((await keys()).find(first.kid)).not.toBeNull()
  await write(second)
  expect((await keys()).find(second.kid)).toBeNull()
  const found = await keys(true)
  expect(found.find(second.kid)).not.toBeNull()
  expect(await keys(true)).toBe(found)
  await write(first)
  clock = new Date(clock.getTime() + 499)
  expect((await keys()).find(second.kid)).not.toBeNull()
  clock = new Date(clock.getTime() + 1)
  expect((await keys()).find(second.kid)).toBeNull()
})

test('a key that two records name at the same moment is found for both', async () => {
  const [first, second] = [await generateKey(), await generateKey()]
  await write(first)
  const keys = createKeys(folder, { now })
  await keys()
  await write(second)
  const found = await Promise.all([keys(true), keys(true), keys(true)])
  expect(found.map(one => one.find(second.kid)?.kid)).toEqual([second.kid, second.kid, second.kid])
})

test('a directory that is spoilt does not replace a good one, until that expires', async () => {
  const [key, stranger] = [await generateKey(), await generateKey()]
  await write(key, '2026-12-01T00:00:00Z')
  const keys = createKeys(folder, { now })
  await keys()
  await write(stranger, '2027-01-01T00:00:00Z', stranger)
  clock = new Date('2026-11-30T00:00:00Z')
  expect((await keys()).find(key.kid)).not.toBeNull()
  clock = new Date('2026-12-01T00:00:00Z')
  await expect(keys()).rejects.toMatchObject({ code: 'DIRECTORY_SIGNATURE' })
})

test('the days that are left of a directory are counted down; none are where there is none, or it has expired', async () => {
  expect(await daysLeft(createKeys(folder, { now }), now)).toBe(0)
  await write(await generateKey(), '2026-12-20T12:00:00Z')
  const keys = createKeys(folder, { now })
  expect(await daysLeft(keys, now)).toBe(30.5)
  clock = new Date('2026-12-20T12:00:01Z')
  expect(await daysLeft(keys, now)).toBe(0)
})

test('without a directory there are no keys', async () => {
  await expect(createKeys(folder, { now })()).rejects.toMatchObject({ code: 'ENOENT' })
})
