import { createServer } from 'node:http'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Province } from '@delta/model'
import { startTelemetry } from '@delta/service'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { openKafka } from '@delta/stream'
import { randomName, silentLog, testBroker, until, withTopics } from '@delta/stream/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Projection, runProjection } from './run-projection.ts'
import type { ReadModelTables } from './tables.ts'
import { auditReadModel } from './testing/audit.ts'
import { recordsOf, SUBJECTS } from './testing/records.ts'
import { copySchema, createWorld, type Draft, draftOf, idOf, type World } from './testing/world.ts'
import { sealBatch, signingKey } from '@delta/seal'

const kafka = openKafka({ brokers: [testBroker(process.env.DELTA_TEST_KAFKA)], clientId: 'test-projection', log: silentLog })
const folder = mkdtempSync(join(tmpdir(), 'delta-schema-'))
const producer = kafka.client.producer({
  createPartitioner:
    () =>
    ({ message }) =>
      message.partition!,
})
let base: TestDatabase<ReadModelTables>
let world: World
let made: { remove(): Promise<void> }
let clock = () => new Date()
const now = () => clock()
beforeAll(async () => {
  copySchema(folder, randomName('test.projection'))
  world = await createWorld(folder)
  made = await withTopics(
    kafka,
    [...world.topics.values()].map(({ name, partitions }) => ({ topic: name, partitions })),
  )
  base = await createTestDatabase(process.env.DELTA_TEST_POSTGRES, 6)
  await producer.connect()
}, 60_000)
afterAll(async () => {
  await producer.disconnect()
  await made?.remove()
  await base?.drop()
  rmSync(folder, { recursive: true })
})

const numbers = new Map<string, number>()
const numbered = (draft: Draft): Draft => {
  const lane = `${draft.topic} ${draft.partition}`
  numbers.set(lane, (numbers.get(lane) ?? 0) + 1)
  draft.headers['delta-seq'] = String(numbers.get(lane))
  return draft
}
const send = async (province: Province, drafts: readonly Draft[], headers: Record<string, string> = {}) => {
  const seals = await sealBatch(drafts, signingKey(world.keys[province]), { now })
  const all = drafts.map((draft, n) => ({ ...draft, headers: { ...draft.headers, ...seals[n], ...headers } }))
  await producer.sendBatch({
    acks: -1,
    topicMessages: [...Map.groupBy(all, draft => draft.topic)].map(([topic, messages]) => ({
      topic,
      messages: messages.map(({ key, value, headers: own, partition }) => ({ key, value, headers: own, partition })),
    })),
  })
}
const start = (): Promise<Projection> =>
  runProjection({
    db: base.db,
    kafka,
    catalogue: world.catalogue,
    law: world.law,
    keys: async () => world.keyring,
    schemaDir: folder,
    log: silentLog,
    now,
    sweepEvery: 100,
    fail: error => {
      throw error
    },
  })
const entries = (province: Province, from: number, count: number) =>
  Array.from({ length: count }, (_, n) => {
    const subject = SUBJECTS[(from + n) % SUBJECTS.length]!
    return numbered(
      draftOf(
        world.topicOf('list-entry', province),
        recordsOf(world).entry(province, subject, 'B05', { recordId: idOf('e', province, from + n), recordedAt: new Date().toISOString(), to: '2026-12-31' }),
        0,
      ),
    )
  })
const held = async () => (await base.pool.query<{ n: number }>('select count(*) as n from list_entry')).rows[0]!.n

test('records of all provinces reach the read model; metrics and traces tell it; a day that passes is noticed', async () => {
  const spans: string[] = []
  const collector = createServer((request, response) => {
    request
      .setEncoding('utf8')
      .on('data', chunk => spans.push(chunk as string))
      .on('end', () => response.end('{}'))
  }).listen(0)
  const telemetry = startTelemetry({ name: 'test', endpoint: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`, sampleRatio: 1 })
  const page = createServer((request, response) => telemetry.metrics(request, response)).listen(0)
  await once(page, 'listening')
  const projection = await start()
  const first = entries('310000', 0, 40)
  await send('310000', first, { traceparent: `00-${'4'.repeat(32)}-${'7'.repeat(16)}-01` })
  await send('310000', first)
  await send('330000', entries('330000', 0, 40))
  await send(
    '330000',
    entries('330000', 40, 1).map(draft => ({ ...draft, value: Buffer.from('{}') })),
  )
  await until(async () => (await held()) === 80 && (await base.pool.query('select from quarantine')).rowCount === 1)
  await until(async () =>
    (await fetch(`http://127.0.0.1:${(page.address() as AddressInfo).port}`).then(answer => answer.text())).includes('delta_projection_duplicates'),
  )
  const metrics = await fetch(`http://127.0.0.1:${(page.address() as AddressInfo).port}`).then(answer => answer.text())
  const total = (name: string) =>
    [...metrics.matchAll(new RegExp(`^${name}(?:_total)?\\{([^}]*)\\} (\\S+)`, 'gm'))].reduce((sum, match) => sum + Number(match[2]), 0)
  expect(total('delta_projection_applied')).toBe(80)
  expect(total('delta_projection_duplicates')).toBe(40)
  expect(metrics).toMatch(/delta_projection_quarantined_total\{[^}]*reason="SCHEMA"[^}]*\} 1/)
  expect(metrics).toMatch(/^delta_directory_days(\{[^}]*\})? \d{2,}/m)
  expect(metrics).toMatch(/delta_projection_delay_count\{[^}]*\} \d+/)
  expect(metrics).toMatch(/delta_projection_lag\{[^}]*topic="[^"]+"[^}]*\} 0/)
  for (const [name, check] of Object.entries(projection.checks)) expect([name, await check()]).toEqual([name, undefined])

  clock = () => new Date('2027-01-01T00:00:00+08:00')
  await until(async () => (await base.pool.query(`select from list_entry where status <> 'EXPIRED'`)).rowCount === 0)
  clock = () => new Date()
  expect(await auditReadModel(base.db)).toEqual([])
  await projection.stop()
  await telemetry.stop()
  expect(spans.join('')).toContain('"name":"project"')
  expect(spans.join('')).toContain('4'.repeat(32))
  page.close()
  collector.close()
}, 60_000)

test('after a stop the next one goes on where the last transaction ended', async () => {
  await send('330000', entries('330000', 41, 20))
  const projection = await start()
  await until(async () => (await held()) === 100)
  await projection.stop()
  const positions = await base.db.selectFrom('projection_position').select(['topic', 'partition', 'seq']).execute()
  expect(Object.fromEntries(positions.map(({ topic, partition, seq }) => [`${topic} ${partition}`, seq]))).toEqual(Object.fromEntries(numbers))
}, 60_000)
