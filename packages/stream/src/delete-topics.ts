import { setTimeout } from 'node:timers/promises'
import type { KafkaHandle } from './open-kafka.ts'

const WITHIN = 30_000

/** Deletes the named topics with all they hold, and waits until they are gone, 30 s at most; a name that is not there is passed over. */
export async function deleteTopics({ client }: KafkaHandle, names: readonly string[]): Promise<void> {
  const admin = client.admin()
  await admin.connect()
  const standing = async (): Promise<string[]> => {
    const known = new Set(await admin.listTopics())
    return names.filter(name => known.has(name))
  }
  try {
    const topics = await standing()
    if (topics.length === 0) return
    await admin.deleteTopics({ topics, timeout: 10_000 })
    for (const end = performance.now() + WITHIN; (await standing()).length > 0; await setTimeout(100)) {
      if (performance.now() > end) throw Object.assign(new Error('topics are not deleted'), { code: 'TOPIC_STANDS', safe: true })
    }
  } finally {
    await admin.disconnect()
  }
}
