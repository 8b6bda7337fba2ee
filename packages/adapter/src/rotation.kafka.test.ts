import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepDirectory, keyIn, revokeKey, rotateKey } from '@delta/operator'
import { openSealed, type PrivateJwk, publicOf, sealBatch, signingKey } from '@delta/seal'
import { createConsumer } from '@delta/stream'
import { randomName, silentLog, testBroker, until } from '@delta/stream/testing'
import { createKeys, ownKey } from '@delta/wire'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AdapterBench, createBench } from './testing-adapter.ts'

const broker = testBroker(process.env.DELTA_TEST_KAFKA)
const folder = mkdtempSync(join(tmpdir(), 'delta-rotation-'))
const now = () => new Date()
const province = '310000'
const file = join(folder, `${province}.jwk`)
let bench: AdapterBench

beforeAll(async () => {
  bench = await createBench(broker, process.env.DELTA_TEST_POSTGRES)
  const jwk = publicOf(await keyIn(file))
  const participants = [{ province, name: '上海市', keys: [{ jwk, validFrom: new Date(Date.now() - 60_000).toISOString(), validTo: null }] }]
  await keepDirectory(folder, { participants }, now)
})
afterAll(async () => {
  await bench.remove()
  rmSync(folder, { recursive: true })
})

test('keys rotated and revoked under load: no valid record is refused, and none of a revoked key accepted after five seconds', async () => {
  const adapter = bench.adapter({ keys: { seal: ownKey(file), record: new Uint8Array(32), pseudonym: new Uint8Array(32) } })
  adapter.run().catch(() => undefined)
  const known = createKeys(folder, { now })
  const outcomes = new Map<string, number>()
  const kids = new Set<string>()
  const topic = bench.topics.find(one => one.record === 'list-entry' && one.province === province)!.name
  /** As the projector opens: an unknown key is looked up once more. */
  const open = async (message: Parameters<typeof openSealed>[0] & { readonly receivedAt?: number }) => {
    const options = { now, province, receivedAt: message.receivedAt }
    const first = await openSealed(message, await known(), options)
    return 'error' in first && first.error === 'SEAL_KEY_UNKNOWN' ? openSealed(message, await known(true), options) : first
  }
  const consumer = createConsumer({
    kafka: bench.kafka,
    groupId: randomName('test.rotation'),
    topics: [topic],
    log: silentLog,
    onBatch: async (_topic, _partition, messages) => {
      for (const message of messages) {
        const opened = await open(message)
        if ('kid' in opened) kids.add(opened.kid)
        const outcome = 'error' in opened ? opened.error : 'opens'
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      }
    },
  })
  await consumer.start()
  let stated = 0
  let done = false
  const load = (async () => {
    for (; !done; stated++) await bench.state({ [`rotated-${stated}`]: `name ${stated}` })
  })()
  const stolen: { jwk: PrivateJwk; since: number }[] = []
  for (let n = 0; n < 8; n++) {
    // Each key is in use before the next one comes.
    const used = JSON.parse(await readFile(file, 'utf8')) as PrivateJwk
    await until(() => kids.has(used.kid))
    if (n % 2 === 0) await rotateKey({ folder, now }, province)
    else {
      stolen.push({ jwk: used, since: Date.now() })
      await revokeKey({ folder, now }, province)
    }
  }
  done = true
  await load
  await until(() => [...outcomes.values()].reduce((sum, count) => sum + count, 0) >= stated)
  expect(Object.fromEntries(outcomes)).toEqual({ opens: stated })
  expect(kids.size).toBeGreaterThanOrEqual(8)
  for (const { jwk, since } of stolen) {
    const forged = async (sealedAt: number) => {
      const message = { topic, key: 'k', headers: {}, value: Buffer.from('{}') }
      const [seal] = await sealBatch([message], signingKey(jwk), { now: () => new Date(sealedAt) })
      return { ...message, headers: { ...seal! }, receivedAt: Math.max(Date.now(), since + 7_000) }
    }
    await until(async () => 'error' in (await open(await forged(Date.now()))), 5_000)
    expect(await open(await forged(since - 1_000))).toEqual({ error: 'SEAL_KEY_VALIDITY' })
  }
  await consumer.stop()
  await adapter.stop()
}, 60_000)
