import { setTimeout } from 'node:timers/promises'
import type { Admin, ITopicConfig } from 'kafkajs'

/** Answers that a broker gives for a while about a topic that it has just made. */
const NOT_YET = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE'])
const WITHIN = 30_000

/** Makes topics, and waits until every partition has a leader. The client's own wait gives up when a broker does not know the topic yet; this one does not, for 30 s. */
export async function createTopics(admin: Admin, topics: ITopicConfig[]): Promise<void> {
  if (topics.length === 0) return
  await admin.createTopics({ waitForLeaders: false, topics })
  for (const end = performance.now() + WITHIN; ; await setTimeout(50)) {
    const missing = await withoutLeader(admin, topics)
    if (missing === undefined) return
    if (performance.now() > end) throw missing
  }
}

async function withoutLeader(admin: Admin, topics: readonly ITopicConfig[]): Promise<Error | undefined> {
  try {
    const { topics: found } = await admin.fetchTopicMetadata({ topics: topics.map(one => one.topic) })
    const waiting = found.find(one => one.partitions.length === 0 || one.partitions.some(partition => partition.leader < 0))
    return waiting && Object.assign(new Error(`topic ${waiting.name} has no leader`), { code: 'TOPIC_WITHOUT_LEADER', safe: true })
  } catch (error) {
    if (error instanceof Error && 'type' in error && NOT_YET.has(String(error.type))) return error
    throw error
  }
}
