import type { KafkaHandle } from './open-kafka.ts'

/** Deletes the named topics with all they hold; a name that is not there is passed over. */
export async function deleteTopics({ client }: KafkaHandle, names: readonly string[]): Promise<void> {
  const admin = client.admin()
  await admin.connect()
  try {
    const known = new Set(await admin.listTopics())
    const topics = names.filter(name => known.has(name))
    if (topics.length > 0) await admin.deleteTopics({ topics, timeout: 10_000 })
  } finally {
    await admin.disconnect()
  }
}
