import { randomUUID } from 'node:crypto'
import type { KafkaHandle } from './open-kafka.ts'
import { received, type ReceivedMessage } from './received-message.ts'

const PATIENCE = 20_000

/** The newest record of a partition; null where it holds none. Waits for a broker that is away only so long as the client does. */
export async function readNewest(kafka: KafkaHandle, topic: string, partition: number): Promise<ReceivedMessage | null> {
  const newest = await newestOffset(kafka, topic, partition)
  if (newest === null) return null
  const consumer = kafka.client.consumer({ groupId: `delta-newest-${randomUUID()}`, allowAutoTopicCreation: false, maxWaitTimeInMs: 250 })
  const found = Promise.withResolvers<ReceivedMessage>()
  const late = setTimeout(() => found.reject(Object.assign(new Error('the newest record does not come'), { code: 'KAFKA_SILENT', safe: true })), PATIENCE)
  // Whenever it has joined, before it asks for the first record: a place told later is told while records from elsewhere are on their way.
  consumer.on(consumer.events.GROUP_JOIN, () => consumer.seek({ topic, partition, offset: newest.toString() }))
  try {
    await consumer.connect()
    await consumer.subscribe({ topics: [topic], fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition: from, message }) => {
        if (from === partition && BigInt(message.offset) >= newest) found.resolve(received(topic, partition, message))
      },
    })
    return await found.promise
  } finally {
    clearTimeout(late)
    await consumer.disconnect()
  }
}

async function newestOffset({ client }: KafkaHandle, topic: string, partition: number): Promise<bigint | null> {
  const admin = client.admin()
  await admin.connect()
  const offsets = await admin.fetchTopicOffsets(topic).finally(() => admin.disconnect())
  const place = offsets.find(one => one.partition === partition)
  return !place || place.high === place.low ? null : BigInt(place.high) - 1n
}
