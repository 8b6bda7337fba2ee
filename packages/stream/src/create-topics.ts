import { setTimeout } from 'node:timers/promises'
import type { Admin, ITopicConfig } from 'kafkajs'

/** Answers that a broker gives for a while about a topic that it has just made. */
const NOT_YET = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE', 'NOT_LEADER_FOR_PARTITION'])
const WITHIN = 30_000

/** Makes topics, and waits until every partition's leader serves it. The client's own wait gives up when a broker does not know the topic yet; this one does not, for 30 s. */
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
    if (waiting) return Object.assign(new Error(`topic ${waiting.name} has no leader`), { code: 'TOPIC_WITHOUT_LEADER', safe: true })
    // Metadata name a leader before it has heard of it: only its own answer tells. Until then it refuses its share of a batch, which a plain producer then sends again whole.
    for (const { topic } of topics) await admin.fetchTopicOffsets(topic)
    return undefined
  } catch (error) {
    if (error instanceof Error && NOT_YET.has(typeOf(error))) return error
    throw error
  }
}

/** The protocol's name of an error, also where the client has wrapped it. */
const typeOf = (error: Error): string => ('type' in error ? String(error.type) : error.cause instanceof Error ? typeOf(error.cause) : '')
