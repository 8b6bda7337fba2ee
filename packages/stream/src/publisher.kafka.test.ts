import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sql } from 'kysely'
import { createKeyring, generateKey, openSealed, publicOf, sealBatch, type SealableMessage, signingKey, type SigningKey } from '@delta/seal'
import { migrate } from '@delta/store'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { openKafka } from './open-kafka.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { outboxMigrations, type OutboxTables } from './outbox-tables.ts'
import { createPublisher, type PublisherParts, type PublisherPoint } from './publisher.ts'
import { openCuttableKafka, randomName, readUntil, silentLog, testBroker, until, withTopics } from './testing.ts'
import type { ReceivedMessage } from './received-message.ts'

const now = () => new Date()
const broker = testBroker(process.env.DELTA_TEST_KAFKA)
const kafka = openKafka({ brokers: [broker], clientId: 'test-publisher', log: silentLog })
const topics = Array.from({ length: 8 }, (_, n) => ({ topic: randomName(`test.publisher.${n}`), partitions: 2 }))
let database: TestDatabase<OutboxTables>
let outbox: Outbox
let made: { remove(): Promise<void> }
let key: SigningKey
let topic: string

beforeAll(async () => {
  database = await createTestDatabase<OutboxTables>(process.env.DELTA_TEST_POSTGRES)
  await migrate(database.db, outboxMigrations)
  outbox = createOutbox(database.db)
  made = await withTopics(kafka, topics)
  key = signingKey(await generateKey())
})
afterAll(async () => {
  await made.remove()
  await database.drop()
})
beforeEach(async () => {
  await sql`truncate outbox, outbox_head, outbox_sent`.execute(database.db)
  topic = topics.pop()!.topic
})

const seal = (messages: readonly SealableMessage[]) => sealBatch(messages, key, { now })
const publisherOf = (over: Partial<PublisherParts> = {}) => createPublisher({ kafka, outbox, seal, log: silentLog, ...over })
const append = (from: number, count: number, size = 100) =>
  database.db.transaction().execute(trx =>
    outbox.append(
      trx,
      Array.from({ length: count }, (_, n) => ({
        topic,
        partition: (from + n) % 2,
        key: `k${from + n}`,
        headers: { ce_id: `${from + n}` },
        value: 'v'.repeat(size),
      })),
    ),
  )

const seqsOf = (messages: readonly ReceivedMessage[], partition: number) =>
  messages.filter(one => one.partition === partition).map(one => Number(one.headers['delta-seq']))
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1)
const complete = (count: number) => (messages: readonly ReceivedMessage[]) => [0, 1].every(partition => new Set(seqsOf(messages, partition)).size === count)

/** What a reader that drops every number it has already passed is left with. */
const filtered = (seqs: readonly number[]): number[] => seqs.filter((seq, at) => seqs.slice(0, at).every(earlier => earlier < seq))

test('every record arrives once, in order, with a seal that opens', async () => {
  const publisher = publisherOf()
  await append(0, 3_000)
  publisher.start()
  await append(3_000, 40)
  publisher.wake()
  const read = await readUntil(kafka, [topic], complete(1_520))
  await publisher.stop()
  expect(seqsOf(read, 0)).toEqual(upTo(1_520))
  expect(seqsOf(read, 1)).toEqual(upTo(1_520))
  const keyring = createKeyring({
    issuedAt: '2026-01-01T00:00:00Z',
    expiresAt: '2099-01-01T00:00:00Z',
    participants: [{ province: '310000', name: '上海', keys: [{ jwk: { ...publicOfKey(), kid: key.kid }, validFrom: '2020-01-01T00:00:00Z', validTo: null }] }],
  })
  for (const one of read) expect(await openSealed(one, keyring, { now })).toEqual({ province: '310000', kid: key.kid })
  expect(await openSealed({ ...read[0]!, headers: { ...read[0]!.headers, 'delta-seq': '9' } }, keyring, { now })).toEqual({ error: 'SEAL_PATH' })
  expect(await outbox.backlog()).toEqual({ count: 0, since: null })
})

const publicOfKey = () => publicOf({ ...key.key.export({ format: 'jwk' }), alg: key.alg, kid: key.kid } as never)

test.each(['before-send', 'after-ack', 'after-mark'] as const)('killed %s again and again, it loses and reorders nothing', async point => {
  let kills = 0
  const at = (reached: PublisherPoint) => {
    if (reached === point && kills < 4) {
      kills++
      throw new Error('killed')
    }
  }
  const publisher = publisherOf({ at })
  await append(0, 2_400)
  publisher.start()
  const read = await readUntil(kafka, [topic], complete(1_200))
  await publisher.stop()
  expect(kills).toBe(point === 'after-mark' ? kills : 4)
  for (const partition of [0, 1]) expect(filtered(seqsOf(read, partition))).toEqual(upTo(1_200))
  expect(await outbox.backlog()).toEqual({ count: 0, since: null })
})

test('a broker that goes away and comes back finds everything still there, in order', async () => {
  const { kafka: cuttable, cut, mend } = openCuttableKafka(broker)
  let sent = 0
  const publisher = publisherOf({
    kafka: cuttable,
    onSent: count => {
      sent += count
    },
  })
  publisher.start()
  let from = 0
  for (let round = 0; round < 3; round++) {
    await append(from, 1_000)
    publisher.wake()
    from += 1_000
    const before = sent
    await until(() => sent > before)
    cut()
    await append(from, 400)
    from += 400
    publisher.wake()
    await until(() => publisher.failing() !== null)
    mend()
    await until(() => publisher.failing() === null)
  }
  const read = await readUntil(kafka, [topic], complete(from / 2))
  await publisher.stop()
  for (const partition of [0, 1]) expect(filtered(seqsOf(read, partition))).toEqual(upTo(from / 2))
})

test('brokers that go while nothing is sent are noticed, and their return too', async () => {
  const { kafka: cuttable, cut, mend } = openCuttableKafka(broker)
  const publisher = publisherOf({ kafka: cuttable })
  publisher.start()
  await append(0, 2)
  publisher.wake()
  await until(async () => (await outbox.backlog()).count === 0)
  expect(publisher.failing()).toBeNull()
  cut()
  await until(() => publisher.failing() !== null)
  mend()
  await until(() => publisher.failing() === null)
  await publisher.stop()
})

test('records too large to travel together go one after another', async () => {
  const publisher = publisherOf()
  await append(0, 8, 500_000)
  publisher.start()
  const read = await readUntil(kafka, [topic], complete(4))
  await publisher.stop()
  expect(seqsOf(read, 0)).toEqual(upTo(4))
})
