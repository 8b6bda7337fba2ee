import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ReadModelTables } from '@delta/projection'
import { auditReadModel, copySchema, createWorld, draftOf, idOf, recordsOf, SUBJECTS, type World } from '@delta/projection/testing'
import { generateKey, publicOf, sealBatch, signDirectory, signingKey } from '@delta/seal'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { openKafka } from '@delta/stream'
import { randomName, silentLog, testBroker, until, withTopics } from '@delta/stream/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'

const broker = testBroker(process.env.DELTA_TEST_KAFKA)
const kafka = openKafka({ brokers: [broker], clientId: 'test-projector', log: silentLog })
const folder = mkdtempSync(join(tmpdir(), 'delta-projector-'))
const schema = join(folder, 'schema')
const keys = join(folder, 'keys')
const producer = kafka.client.producer({
  createPartitioner:
    () =>
    ({ message }) =>
      message.partition!,
})
let base: TestDatabase<ReadModelTables>
let world: World
let made: { remove(): Promise<void> }
let child: ChildProcess | undefined

beforeAll(async () => {
  copySchema(schema, randomName('test.projector'))
  world = await createWorld(schema)
  mkdirSync(keys)
  const keeper = await generateKey()
  const participants = Object.entries(world.keys).map(([province, jwk]) => ({
    province,
    name: province,
    keys: [{ jwk: publicOf(jwk), validFrom: '2020-01-01T00:00:00Z', validTo: null }],
  }))
  writeFileSync(
    join(keys, 'directory.jws'),
    await signDirectory({ issuedAt: '2020-01-01T00:00:00Z', expiresAt: '2100-01-01T00:00:00Z', participants }, signingKey(keeper)),
  )
  writeFileSync(join(keys, 'directory.pub.jwk'), JSON.stringify(publicOf(keeper)))
  made = await withTopics(
    kafka,
    [...world.topics.values()].map(({ name, partitions }) => ({ topic: name, partitions })),
  )
  base = await createTestDatabase(process.env.DELTA_TEST_POSTGRES)
  await producer.connect()
}, 60_000)
afterAll(async () => {
  child?.kill('SIGKILL')
  await producer.disconnect()
  await made?.remove()
  await base?.drop()
  rmSync(folder, { recursive: true })
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

async function startProjector(over: Record<string, string> = {}) {
  const port = await freePort()
  child = spawn(process.execPath, [fileURLToPath(new URL('main.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DELTA_PORT: String(port), DELTA_STORE_URL: base.url, DELTA_KAFKA: broker, DELTA_KEYS: keys, DELTA_SCHEMA: schema, ...over },
  })
  child.stdout!.resume()
  const ready = async () => (await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null))?.status === 200
  return { process: child, ready, port }
}

const numbers = new Map<string, number>()
async function send(from: number, count: number): Promise<void> {
  const drafts = Array.from({ length: count }, (_, n) => {
    const [at, version] = [(from + n) % 60, Math.floor((from + n) / 60) + 1]
    const record = recordsOf(world).entry('310000', SUBJECTS[at % SUBJECTS.length]!, 'B05', {
      recordId: idOf('e', at),
      version,
      recordedAt: new Date().toISOString(),
      op: version % 3 === 0 ? 'revoke' : 'upsert',
    })
    const draft = draftOf(world.topicOf('list-entry', '310000'), record, 0)
    numbers.set(`${draft.partition}`, (numbers.get(`${draft.partition}`) ?? 0) + 1)
    draft.headers['delta-seq'] = String(numbers.get(`${draft.partition}`))
    return draft
  })
  const seals = await sealBatch(drafts, signingKey(world.keys['310000']), { now: () => new Date() })
  const messages = drafts.map(({ key, value, headers, partition }, n) => ({ key, value, partition, headers: { ...headers, ...seals[n] } }))
  await producer.send({ topic: drafts[0]!.topic, acks: -1, messages })
}

test('killed at any moment while records come, it loses, doubles and miscounts nothing; it stops when told to', async () => {
  const first = await startProjector()
  await until(first.ready, 60_000)
  let running = first.process
  let sent = 0
  const changes = async () => (await base.pool.query<{ n: number }>('select count(*) as n from list_change')).rows[0]!.n
  for (const round of [1, 2, 3]) {
    for (let batch = 0; batch < 10; batch++, sent += 20) await send(sent, 20)
    await until(async () => (await changes()) > (round - 1) * 200, 60_000)
    running.kill('SIGKILL')
    await once(running, 'exit')
    await send(sent, 20)
    sent += 20
    running = (await startProjector()).process
  }
  await until(async () => (await changes()) >= sent, 60_000)
  expect(await changes()).toBe(sent)
  expect(await auditReadModel(base.db)).toEqual([])
  expect((await base.pool.query('select from quarantine')).rowCount).toBe(0)
  expect((await base.pool.query('select from list_entry')).rowCount).toBe(60)
  running.kill('SIGTERM')
  expect(await once(running, 'exit')).toEqual([0, null])
}, 180_000)

test('without keys that can be trusted it is not ready, and takes nothing', async () => {
  await send(660, 5)
  const before = (await base.pool.query('select from list_change')).rowCount
  const { process: running, port } = await startProjector({ DELTA_KEYS: join(folder, 'none') })
  const failing = async () =>
    (
      (await fetch(`http://127.0.0.1:${port}/health/ready`)
        .then(answer => answer.json() as Promise<{ failing?: Record<string, string> }>)
        .catch(() => ({}))) as { failing?: Record<string, string> }
    ).failing
  await until(async () => (await failing())?.progress === 'ENOENT', 60_000)
  expect(await failing()).toMatchObject({ keys: 'ENOENT', progress: 'ENOENT' })
  expect((await base.pool.query('select from list_change')).rowCount).toBe(before)
  running.kill('SIGTERM')
  await once(running, 'exit')
}, 90_000)
