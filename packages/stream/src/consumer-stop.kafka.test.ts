import { afterAll, beforeAll, expect, test } from 'vitest'
import { createConsumer } from './consumer.ts'
import { createTopics } from './create-topics.ts'
import { openKafka } from './open-kafka.ts'
import { openCuttableKafka, randomName, silentLog, testBroker, until } from './testing.ts'

const broker = testBroker(process.env.DELTA_TEST_KAFKA)
const kafka = openKafka({ brokers: [broker], clientId: 'test-consumer-stop', log: silentLog })
const admin = kafka.client.admin()
beforeAll(() => admin.connect())
afterAll(() => admin.disconnect())

/** Runs a consumer, and stops it at the so-manieth thing that its client does (connects, asks, complains): while it joins for the first time, or since its topic is gone, which then is made anew. Tells whether a successor reads all of it. */
async function leavesAll(step: number, since: 'start' | 'gone'): Promise<boolean> {
  const topic = randomName('test.ended')
  const groupId = randomName('test-ended')
  const make = (): Promise<void> => createTopics(admin, [{ topic, numPartitions: 2 }])
  await make()
  let steps = since === 'start' ? 0 : -Infinity
  let remade: Promise<void> | undefined
  const stopped = Promise.withResolvers<void>()
  const { kafka: watched } = openCuttableKafka(broker, () => {
    if (++steps !== step) return
    if (since === 'gone') remade = make()
    stopped.resolve(consumer.stop())
  })
  const consumer = createConsumer({ kafka: watched, groupId, topics: [topic], log: silentLog, onBatch: async () => undefined })
  await consumer.start()
  if (since === 'gone') {
    await admin.deleteTopics({ topics: [topic] })
    steps = 0
  }
  await stopped.promise
  const seen = new Set<number>()
  const successor = createConsumer({ kafka, groupId, topics: [topic], log: silentLog, onBatch: async (_topic, partition) => void seen.add(partition) })
  await successor.start()
  // A client of its own: one that has sent to a topic looks for it ever after.
  const producer = kafka.client.producer()
  await Promise.all([producer.connect(), remade])
  await producer.send({ topic, messages: [0, 1].map(partition => ({ value: 'v', partition })) })
  const all = await until(() => seen.size === 2, 5_000).then(
    () => true,
    () => false,
  )
  await Promise.all([successor.stop(), producer.disconnect()])
  await admin.deleteTopics({ topics: [topic] })
  return all
}

const EVERY_STEP = Array.from({ length: 10 }, (_, n) => n + 1)
test.each([...EVERY_STEP.map(step => ['start', step] as const), ...EVERY_STEP.map(step => ['gone', step * 4] as const)])(
  'whoever is stopped on its way into the group holds none of its partitions afterwards (%s, step %i)',
  async (since, step) => {
    expect(await leavesAll(step, since)).toBe(true)
  },
)
