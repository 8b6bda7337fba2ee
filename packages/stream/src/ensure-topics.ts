import { createTopics } from './create-topics.ts'
import type { KafkaHandle } from './open-kafka.ts'
import { distinctTopics, type Topic } from './topics.ts'

const WEEK = 7 * 24 * 60 * 60 * 1_000

/** Makes the topics that are not there yet. A compacted topic keeps every version for at least seven days, any other topic everything for that long. Existing topics are left as they are; a different number of partitions is an error, because it would break the order of subjects. */
export async function ensureTopics(
  { client }: KafkaHandle,
  declared: readonly Topic[],
  { replication }: { replication: number },
): Promise<{ created: string[] }> {
  const topics = distinctTopics(declared)
  const admin = client.admin()
  await admin.connect()
  try {
    const known = new Set(await admin.listTopics())
    const missing = topics.filter(topic => !known.has(topic.name))
    await createTopics(
      admin,
      missing.map(({ name, partitions, cleanup }) => ({
        topic: name,
        numPartitions: partitions,
        replicationFactor: replication,
        configEntries: [
          { name: 'cleanup.policy', value: cleanup },
          // When a record came is the broker's to say: a revoked key must not claim an earlier time.
          { name: 'message.timestamp.type', value: 'LogAppendTime' },
          // Whatever a producer compresses with, readers need one codec only.
          { name: 'compression.type', value: 'zstd' },
          ...(cleanup === 'compact'
            ? [
                { name: 'min.compaction.lag.ms', value: String(WEEK) },
                { name: 'delete.retention.ms', value: String(WEEK) },
              ]
            : [{ name: 'retention.ms', value: String(WEEK) }]),
          ...(replication >= 3 ? [{ name: 'min.insync.replicas', value: '2' }] : []),
        ],
      })),
    )
    const { topics: found } = await admin.fetchTopicMetadata({ topics: topics.map(topic => topic.name) })
    for (const { name, partitions } of topics) {
      if (found.find(one => one.name === name)?.partitions.length !== partitions) {
        throw Object.assign(new Error(`topic ${name} does not have ${partitions} partitions`), { code: 'TOPIC_PARTITIONS', safe: true })
      }
    }
    return { created: missing.map(topic => topic.name) }
  } finally {
    await admin.disconnect()
  }
}
