import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { createConsumer, ensureTopics, kafkaOptions, openKafka, readTopics } from '@delta/stream'
import { silentLog, until } from '@delta/stream/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { outputs } from './outputs.ts'
import { type SecureBroker, startSecureBroker } from './testing.ts'

const users = Object.fromEntries(['adapter-sh', 'projector', 'operator'].map(name => [name, randomBytes(12).toString('hex')]))
const topics = readTopics(fileURLToPath(new URL('../../schema', import.meta.url))).filter(({ name }) => /^delta\.list\.(sh|js)\.v1$/.test(name))
let broker: SecureBroker

const as = (user: string, password = users[user]!) =>
  openKafka({
    ...kafkaOptions({ DELTA_KAFKA: [broker.address], DELTA_KAFKA_CA: broker.authority, DELTA_KAFKA_USER: user, DELTA_KAFKA_PASSWORD: password }),
    clientId: 'test-acls',
    log: silentLog,
  })

interface Refusal {
  readonly type?: string
  readonly name: string
  readonly cause?: Refusal
}
const nameOf = ({ type, name, cause }: Refusal): string => type ?? (cause ? nameOf(cause) : name)

/** What becomes of one record: 'written', or the name of the refusal. */
async function write(kafka: ReturnType<typeof openKafka>, topic: string): Promise<string> {
  const producer = kafka.client.producer({ allowAutoTopicCreation: false })
  try {
    await producer.connect()
    await producer.send({ topic, acks: -1, messages: [{ key: 'k', value: 'v' }] })
    return 'written'
  } catch (error) {
    return nameOf(error as Refusal)
  } finally {
    await producer.disconnect()
  }
}

beforeAll(async () => {
  broker = await startSecureBroker(users)
  const lines = outputs()
    ['acls.sh']!.split('\n')
    .filter(line => /^grant .*User:(adapter-sh |projector |operator .*Create)/.test(line))
  await broker.grant(lines)
  await until(() =>
    ensureTopics(as('operator'), topics, { replication: 1 }).then(
      () => true,
      () => false,
    ),
  )
}, 90_000)
afterAll(() => broker?.stop())

test('a province writes its own topics and no other province’s', async () => {
  expect(await write(as('adapter-sh'), 'delta.list.sh.v1')).toBe('written')
  expect(await write(as('adapter-sh'), 'delta.list.js.v1')).toBe('TOPIC_AUTHORIZATION_FAILED')
}, 30_000)

test('the projector reads what provinces write and cannot write; an adapter cannot read', async () => {
  expect(await write(as('projector'), 'delta.list.sh.v1')).toBe('TOPIC_AUTHORIZATION_FAILED')
  const read: string[] = []
  const reader = (user: string, groupId: string) =>
    createConsumer({
      kafka: as(user),
      groupId,
      topics: topics.map(({ name }) => name),
      log: silentLog,
      onCrash: error => read.push(nameOf(error as Refusal)),
      onBatch: async (topic, _partition, messages) => {
        read.push(...messages.map(({ value }) => `${topic}: ${value?.toString()}`))
      },
    })
  const projector = reader('projector', 'delta-projector-test')
  await projector.start()
  await until(() => read.length > 0)
  await projector.stop()
  expect(read).toEqual(['delta.list.sh.v1: v'])

  const consumer = as('adapter-sh').client.consumer({ groupId: 'delta-projector-test', retry: { retries: 0, restartOnFailure: async () => false } })
  await consumer.connect()
  const crashed = new Promise<string>(resolve => consumer.on('consumer.crash', ({ payload }) => resolve(nameOf(payload.error as Refusal))))
  await consumer.subscribe({ topics: ['delta.list.sh.v1'] })
  await consumer.run({ eachMessage: async () => {} })
  // To whom a group is closed it has no coordinator, although the projector has just had one.
  expect(await crashed).toBe('KafkaJSGroupCoordinatorNotFound')
  await consumer.disconnect()
}, 30_000)

test('who is unknown, has a wrong password, comes without TLS or without a name is refused', async () => {
  const without = (settings: { DELTA_KAFKA_CA?: string }) =>
    openKafka({ ...kafkaOptions({ DELTA_KAFKA: [broker.address], ...settings }), clientId: 'test-acls', log: silentLog })
  expect(await write(as('adapter-xx', 'x'), 'delta.list.sh.v1')).toBe('KafkaJSSASLAuthenticationError')
  expect(await write(as('adapter-sh', 'x'), 'delta.list.sh.v1')).toBe('KafkaJSSASLAuthenticationError')
  expect(await write(without({ DELTA_KAFKA_CA: broker.authority }), 'delta.list.sh.v1')).not.toBe('written')
  expect(await write(without({}), 'delta.list.sh.v1')).not.toBe('written')
}, 30_000)
