import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKeyring, generateKey, openSealed, type PrivateJwk, publicOf, sealBatch, SEALED_HEADERS, signingKey } from '@delta/seal'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { keepDirectory, keptDirectory, keyIn } from './key-folder.ts'
import { revokeKey, rotateKey } from './rotate-key.ts'

let folder: string
let clock: number
const now = () => new Date(clock)
const province = '310000'
const current = () => JSON.parse(readFileSync(join(folder, `${province}.jwk`), 'utf8')) as PrivateJwk
const listed = async () => (await keptDirectory(folder))!.participants[0]!
const message = { topic: 't', key: 'k', headers: Object.fromEntries(SEALED_HEADERS.map(name => [name, name])), value: Buffer.from('{}') }

/** Sealed with a key at a time: what opening says, at `receivedAt` on a topic. */
const opened = async (jwk: PrivateJwk, sealedAt: number, receivedAt?: number) => {
  const [seal] = await sealBatch([message], signingKey(jwk), { now: () => new Date(sealedAt) })
  const keyring = createKeyring((await keptDirectory(folder))!)
  const result = await openSealed({ ...message, headers: { ...message.headers, ...seal! } }, keyring, { now, province, receivedAt })
  return 'error' in result ? result.error : 'opens'
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'delta-rotate-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  clock = Date.parse('2026-11-30T05:00:00.700Z')
  const validity = { validFrom: '2026-01-01T00:00:00Z', validTo: null }
  const [seal, push] = [await keyIn(join(folder, `${province}.jwk`)), await keyIn(join(folder, `push-${province}.jwk`))]
  const participants = [{ province, name: '上海市', keys: [{ jwk: publicOf(seal), ...validity }], pushKeys: [{ jwk: publicOf(push), ...validity }] }]
  await keepDirectory(folder, { participants }, now)
})

test('a rotated key is followed by one that is valid at once, and is itself valid for ten minutes more; history stays', async () => {
  const first = current()
  const { before, kid } = await rotateKey({ folder, now }, province)
  expect([before, kid]).toEqual([first.kid, current().kid])
  expect(await opened(first, clock)).toBe('opens')
  expect(await opened(current(), clock)).toBe('opens')
  clock += 599_000
  expect(await opened(first, clock)).toBe('opens')
  clock += 2_000
  expect(await opened(first, clock)).toBe('SEAL_KEY_VALIDITY')
  expect(await opened(first, clock - 10_000)).toBe('opens')
  await rotateKey({ folder, now }, province)
  expect((await listed()).keys.map(key => key.validTo === null)).toEqual([false, false, true])
  expect((await listed()).pushKeys).toHaveLength(1)
})

test('what a revoked key signs later is refused, also where it claims an earlier time; what it signed before stays valid, and its owner goes on', async () => {
  const first = current()
  const { revoked, kid } = await revokeKey({ folder, now }, province)
  expect([revoked, kid]).toEqual([first.kid, current().kid])
  expect(current().kid).not.toBe(first.kid)
  const [at, before] = [clock, clock - 60_000]
  clock += 30_000
  expect(await opened(first, at + 2_000)).toBe('SEAL_KEY_VALIDITY')
  expect(await opened(first, before)).toBe('opens')
  expect(await opened(first, before, before + 100)).toBe('opens')
  expect(await opened(first, before, at + 5_000)).toBe('opens')
  expect(await opened(first, before, at + 5_001)).toBe('SEAL_KEY_VALIDITY')
  expect(await opened(current(), clock)).toBe('opens')
  await revokeKey({ folder, now }, province, first.kid)
  expect((await listed()).keys).toHaveLength(2)
  expect((await listed()).keys[0]!.revokedAt).toBe(new Date(at).toISOString())
})

test('a push key is rotated and revoked like any other', async () => {
  const { before } = await rotateKey({ folder, now }, province, 'push')
  await revokeKey({ folder, now }, province, before)
  const { keys, pushKeys } = await listed()
  expect([keys.length, pushKeys!.map(key => [key.jwk.kid === before, key.revokedAt !== undefined])]).toEqual([
    1,
    [
      [true, true],
      [false, false],
    ],
  ])
})

test('the supervision’s key and the log’s are rotated and revoked as a province’s: each file and each list is its own', async () => {
  const [region, log] = [await keyIn(join(folder, 'supervision.jwk')), await keyIn(join(folder, 'log.jwk'))]
  const validity = { validFrom: '2026-01-01T00:00:00Z', validTo: null }
  const { issuedAt: _at, expiresAt: _end, participants } = (await keptDirectory(folder))!
  const supervision = { province: 'region', name: '长三角区域联合监管', keys: [{ jwk: publicOf(region), ...validity }] }
  await keepDirectory(folder, { participants: [...participants, supervision], logKeys: [{ jwk: publicOf(log), ...validity }] }, now)
  const stands = async () => {
    const { participants: all, logKeys } = (await keptDirectory(folder))!
    return [all[1]!.keys, logKeys!].map(keys => keys.map(key => [key.jwk.kid, key.revokedAt !== undefined]))
  }
  const inFile = (name: string) => (JSON.parse(readFileSync(join(folder, name), 'utf8')) as PrivateJwk).kid

  expect(await rotateKey({ folder, now }, 'region')).toEqual({ before: region.kid, kid: inFile('supervision.jwk') })
  expect(await rotateKey({ folder, now }, 'log')).toEqual({ before: log.kid, kid: inFile('log.jwk') })
  const [ofRegion, ofLog] = [inFile('supervision.jwk'), inFile('log.jwk')]
  expect(await revokeKey({ folder, now }, 'region', ofRegion)).toEqual({ revoked: ofRegion, kid: inFile('supervision.jwk') })
  expect(await revokeKey({ folder, now }, 'log')).toEqual({ revoked: ofLog, kid: inFile('log.jwk') })
  expect(await stands()).toEqual([
    [
      [region.kid, false],
      [ofRegion, true],
      [inFile('supervision.jwk'), false],
    ],
    [
      [log.kid, false],
      [ofLog, true],
      [inFile('log.jwk'), false],
    ],
  ])
  expect((await keptDirectory(folder))!.participants[0]).toEqual(participants[0])
  await expect(rotateKey({ folder, now }, 'log', 'push')).rejects.toMatchObject({ code: 'NO_KEY' })
})

test('the only key of an owner whose key this folder does not hold is not revoked; with another beside it, it is', async () => {
  const first = current()
  rmSync(join(folder, `${province}.jwk`))
  // The repair desk's key is no successor of the adapter's.
  const repair = await keyIn(join(folder, `repair-${province}.jwk`))
  const list = async (...keys: readonly PrivateJwk[]) => {
    const validity = { validFrom: '2026-01-01T00:00:00Z', validTo: null }
    await keepDirectory(folder, { participants: [{ province, name: '上海市', keys: keys.map(jwk => ({ jwk: publicOf(jwk), ...validity })) }] }, now)
  }
  await list(first, repair)
  await expect(revokeKey({ folder, now }, province, first.kid)).rejects.toMatchObject({ code: 'ONLY_KEY' })
  expect((await listed()).keys.some(key => key.revokedAt !== undefined)).toBe(false)
  await list(first, repair, await generateKey())
  expect(await revokeKey({ folder, now }, province, first.kid)).toEqual({ revoked: first.kid, kid: null })
  expect((await listed()).keys.map(key => key.revokedAt !== undefined)).toEqual([true, false, false])
})

test('who or what there is not is said, and nothing is made', async () => {
  const files = readdirSync(folder)
  await expect(rotateKey({ folder, now }, '../x')).rejects.toMatchObject({ code: 'NO_PARTICIPANT' })
  await expect(rotateKey({ folder, now }, province, 'repair')).rejects.toMatchObject({ code: 'NO_KEY' })
  await expect(revokeKey({ folder, now }, province, 'other')).rejects.toMatchObject({ code: 'NO_KEY' })
  await expect(rotateKey({ folder: join(folder, 'none'), now }, province)).rejects.toMatchObject({ code: 'NO_DIRECTORY' })
  expect(readdirSync(folder)).toEqual(files)
})
