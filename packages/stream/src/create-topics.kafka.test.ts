import { expect, test } from 'vitest'
import { openKafka } from './open-kafka.ts'
import { randomName, silentLog, testBroker, withTopics } from './testing.ts'

const kafka = openKafka({ brokers: [testBroker(process.env.DELTA_TEST_KAFKA)], clientId: 'test-create-topics', log: silentLog })
const PARTITIONS = 40

test('a topic that has been made takes records at once, in every partition', async () => {
  const sent: unknown[] = []
  for (let round = 0; round < 5; round += 1) {
    const topic = randomName('test.new')
    const producer = kafka.client.producer({
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition!,
      retry: { retries: 0 },
    })
    await producer.connect()
    const made = await withTopics(kafka, [{ topic, partitions: PARTITIONS }])
    const messages = Array.from({ length: PARTITIONS }, (_, partition) => ({ key: 'k', value: 'v', partition }))
    sent.push(
      await producer.send({ topic, acks: -1, messages }).then(
        () => 'taken',
        (error: unknown) => String(error),
      ),
    )
    await producer.disconnect()
    await made.remove()
  }
  expect(sent).toEqual(Array.from({ length: 5 }, () => 'taken'))
})
