import { catalogueRows } from '@delta/catalogue'
import { createKeyring, generateKey, openSealed, publicOf, signingKey } from '@delta/seal'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { createConsumer, createRecordValidator, ensureTopics, openKafka, type OutboxTables, readTopics, type ReceivedMessage } from '@delta/stream'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publishCatalogue } from './publish-catalogue.ts'

const schema = fileURLToPath(new URL('../../../schema', import.meta.url))
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const name = `test.${randomUUID()}.delta.catalogue.v1`
const topics = readTopics(schema).map(topic => (topic.record === 'catalogue-row' ? { ...topic, name } : topic))
const kafka = openKafka({ brokers: [process.env['DELTA_TEST_KAFKA']!], clientId: 'test', log })
let store: TestDatabase<OutboxTables>
beforeAll(async () => {
  store = await createTestDatabase<OutboxTables>(process.env['DELTA_TEST_POSTGRES'])
  await ensureTopics(
    kafka,
    topics.filter(topic => topic.name === name),
    { replication: 1 },
  )
})
afterAll(() => store?.drop())

test('the catalogue is published once, row by row and sealed; then only what changed, and a tombstone for what is gone', async () => {
  const jwk = await generateKey()
  const parts = { store, kafka, key: signingKey(jwk), topics, log, now: () => new Date(), patience: 15_000 }
  const rows = catalogueRows()
  expect(await publishCatalogue(rows, parts)).toBe(rows.length)
  expect(await publishCatalogue(rows, parts)).toBe(0)
  const [first, second, ...others] = rows
  expect(await publishCatalogue([{ ...first!, hash: '0'.repeat(64) }, ...others], parts)).toBe(2)

  const received: ReceivedMessage[] = []
  const all = Promise.withResolvers<void>()
  const consumer = createConsumer({
    kafka,
    groupId: randomUUID(),
    topics: [name],
    log,
    onBatch: async (_topic, _partition, messages) => {
      received.push(...messages)
      if (received.length >= rows.length + 2) all.resolve()
    },
  })
  await consumer.start()
  await all.promise
  await consumer.stop()
  expect(received).toHaveLength(rows.length + 2)
  expect(new Set(received.slice(0, rows.length).map(({ key }) => key))).toEqual(new Set(rows.map(({ table, key }) => `${table}/${key}`)))
  expect(received.find(({ value }) => value === null)?.key).toBe(`${second!.table}/${second!.key}`)
  const validate = createRecordValidator(schema)
  expect(
    received.filter(({ value }) => value !== null && validate(topics.find(topic => topic.name === name)!.schema, JSON.parse(String(value))) !== null),
  ).toEqual([])
  const keyring = createKeyring({
    issuedAt: '',
    expiresAt: '2999-01-01T00:00:00Z',
    participants: [{ province: '310000', name: 'keeper', keys: [{ jwk: publicOf(jwk), validFrom: '2000-01-01T00:00:00Z', validTo: null }] }],
  })
  for (const message of [received[0]!, received.at(-1)!, received.at(-2)!])
    expect(await openSealed(message, keyring, { now: () => new Date() })).toMatchObject({ kid: jwk.kid })
  expect(await openSealed({ ...received[0]!, key: 'units/forged' }, keyring, { now: () => new Date() })).toHaveProperty('error')
})
