import { randomUUID } from 'node:crypto'
import { createConsumer } from './consumer.ts'
import type { StreamLog } from './log.ts'
import type { KafkaHandle } from './open-kafka.ts'
import type { ReceivedMessage } from './received-message.ts'

/** Reads topics from their beginning to where they end now; `take` gets each partition's records in order. Resolves when all have been taken. */
export async function readThrough(
  kafka: KafkaHandle,
  topics: readonly string[],
  { take, log }: { take: (message: ReceivedMessage) => void; log: StreamLog },
): Promise<void> {
  const admin = kafka.client.admin()
  await admin.connect()
  const groupId = `delta-read-through-${randomUUID()}`
  try {
    const ends = new Map<string, number>()
    for (const topic of topics)
      for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) if (low !== high) ends.set(`${topic} ${partition}`, Number(high))
    if (ends.size === 0) return
    const done = Promise.withResolvers<void>()
    const consumer = createConsumer({
      kafka,
      groupId,
      topics,
      log,
      onCrash: done.reject,
      onBatch: async (topic, partition, messages) => {
        const lane = `${topic} ${partition}`
        for (const message of messages) {
          if (Number(message.offset) < (ends.get(lane) ?? 0)) take(message)
        }
        if (Number(messages.at(-1)!.offset) + 1 >= (ends.get(lane) ?? Infinity)) ends.delete(lane)
        if (ends.size === 0) done.resolve()
      },
    })
    await consumer.start()
    await done.promise.finally(() => consumer.stop())
    await admin.deleteGroups([groupId])
  } finally {
    await admin.disconnect()
  }
}
