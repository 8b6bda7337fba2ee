import { randomUUID } from 'node:crypto'
import type { Admin } from 'kafkajs'
import { received, type ReceivedMessage } from './consumer.ts'
import type { KafkaHandle } from './open-kafka.ts'

const PATIENCE = 20_000

/** The newest record of a partition; null where it holds none. Waits for a broker that is away only so long as the client does. */
export async function readNewest({ client }: KafkaHandle, topic: string, partition: number): Promise<ReceivedMessage | null> {
  const admin = client.admin()
  await admin.connect()
  const groupId = `delta-newest-${randomUUID()}`
  const newest = await newestOffset(admin, { groupId, topic, partition }).finally(() => admin.disconnect())
  if (newest === null) return null
  const consumer = client.consumer({ groupId, allowAutoTopicCreation: false, maxWaitTimeInMs: 250 })
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
    return await found.promise
  } finally {
    clearTimeout(late)
    await consumer.disconnect()
  }
}

/** The offset of the newest record, from which the group is made to read; null where there is none. */
async function newestOffset(admin: Admin, { groupId, topic, partition }: { groupId: string; topic: string; partition: number }): Promise<bigint | null> {
  const place = (await admin.fetchTopicOffsets(topic)).find(one => one.partition === partition)
  if (!place || place.high === place.low) return null
  const offset = BigInt(place.high) - 1n
  await admin.setOffsets({ groupId, topic, partitions: [{ partition, offset: offset.toString() }] })
  return offset
}
