import { randomUUID } from 'node:crypto'
import { received, type ReceivedMessage } from './consumer.ts'
import type { KafkaHandle } from './open-kafka.ts'

const PATIENCE = 20_000

/** The newest record of a partition; null where it holds none. Waits for a broker that is away only so long as the client does. */
export async function readNewest({ client }: KafkaHandle, topic: string, partition: number): Promise<ReceivedMessage | null> {
  const admin = client.admin()
  await admin.connect()
  const offsets = await admin.fetchTopicOffsets(topic).finally(() => admin.disconnect())
  const place = offsets.find(one => one.partition === partition)
  if (!place || place.high === place.low) return null
  const newest = BigInt(place.high) - 1n
  const consumer = client.consumer({ groupId: `delta-newest-${randomUUID()}`, allowAutoTopicCreation: false, maxWaitTimeInMs: 250 })
  const found = Promise.withResolvers<ReceivedMessage>()
  const late = setTimeout(() => found.reject(Object.assign(new Error('the newest record does not come'), { code: 'KAFKA_SILENT', safe: true })), PATIENCE)
  try {
    await consumer.connect()
    await consumer.subscribe({ topics: [topic], fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ message }) => {
        if (BigInt(message.offset) >= newest) found.resolve(received(topic, partition, message))
      },
    })
    consumer.seek({ topic, partition, offset: newest.toString() })
    return await found.promise
  } finally {
    clearTimeout(late)
    await consumer.disconnect()
  }
}
