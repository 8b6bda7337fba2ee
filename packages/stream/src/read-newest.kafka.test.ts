import { afterAll, beforeAll, expect, test } from 'vitest'
import { openKafka } from './open-kafka.ts'
import { readNewest } from './read-newest.ts'
import { randomName, silentLog, testBroker, withTopics } from './testing.ts'

const kafka = openKafka({ brokers: [testBroker(process.env.DELTA_TEST_KAFKA)], clientId: 'test-newest', log: silentLog })
const topic = randomName('test.newest')
let made: { remove(): Promise<void> }

beforeAll(async () => {
  made = await withTopics(kafka, [{ topic, partitions: 3 }])
})
afterAll(() => made?.remove())

test("the newest record of one partition, whatever the others hold; null of an empty one; and no fetch's longest wait goes by", async () => {
  const producer = kafka.client.producer({
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition!,
  })
  await producer.connect()
  const messages = (partition: number, count: number) => Array.from({ length: count }, (_, n) => ({ key: 'k', value: `${partition}-${n}`, partition }))
  await producer.send({ topic, acks: -1, messages: [...messages(0, 2_000), ...messages(1, 3)] })
  await producer.disconnect()
  const begun = performance.now()
  expect((await readNewest(kafka, topic, 0))?.value?.toString()).toBe('0-1999')
  expect((await readNewest(kafka, topic, 1))?.value?.toString()).toBe('1-2')
  expect(await readNewest(kafka, topic, 2)).toBeNull()
  expect(performance.now() - begun).toBeLessThan(5_000)
})
