import { setTimeout } from 'node:timers/promises'
import { catalogueRows } from '@delta/catalogue'
import { createLogOutbox } from '@delta/feed'
import { publishCatalogue } from '@delta/operator'
import type { SigningKey } from '@delta/seal'
import { deleteTopics, distinctTopics, ensureTopics, restartReaders, type StreamLog } from '@delta/stream'
import { compareTopics, type TopicDifference } from './compare-topics.ts'
import { publishedBy, whileQuiet } from './hold-pipe.ts'
import type { Pipe } from './pipe.ts'

/** What rebuilding Kafka needs beside the pipe. */
export interface RebuildKafkaParts {
  readonly pipe: Pipe
  /** Of each topic. */
  readonly replication: number
  /** The directory keeper's key, by which the catalogue is sealed. */
  readonly key: SigningKey
  readonly log: StreamLog
  readonly now: () => Date
  readonly say: (progress: string) => void
}

const LOOK_EVERY = 500
const PATIENCE = 60_000

/** How many records wait to be sent, in all outboxes and the log. */
async function waiting(pipe: Pipe): Promise<number> {
  const counts = await Promise.all(pipe.outboxes.map(async ({ outbox }) => (await outbox.backlog()).count))
  const log = createLogOutbox({ store: pipe.log.store, topics: pipe.topics })
  const sent = await log.sent()
  const { rows } = await pipe.log.store.pool.query<{ seq: number }>('select seq from list_log_head')
  return counts.reduce((sum, count) => sum + count, 0) + Math.max(0, rows[0]!.seq - sent)
}

/** Waits until everything has been sent that waits now; gives up where nothing gets through for a minute. */
async function untilSent(pipe: Pipe, say: (progress: string) => void): Promise<void> {
  let least = Infinity
  for (let since = performance.now(); ; await setTimeout(LOOK_EVERY)) {
    const count = await waiting(pipe)
    say(`${count.toLocaleString('en')} records to be published`)
    if (count === 0) return
    if (count < least) since = performance.now()
    least = Math.min(least, count)
    if (performance.now() - since > PATIENCE)
      throw Object.assign(new Error(`nothing is published: ${count} records wait`), { code: 'REPLAY_STUCK', safe: true })
  }
}

/**
 * Makes every topic anew, empty, and lets the outboxes be published again from their first number: the same numbers, keys, values and seals. Whoever publishes is
 * quiet only while the topics are made; readers begin again and drop what they have. Gives the partitions that differ from their outbox in the end; it may be run again at any time.
 */
export async function rebuildKafka({ pipe, replication, key, log, now, say }: RebuildKafkaParts): Promise<TopicDifference[]> {
  const { kafka, outboxes } = pipe
  const topics = distinctTopics(pipe.topics)
  say('waits until nobody publishes')
  await whileQuiet(publishedBy(pipe), async () => {
    say(`makes ${topics.length} topics anew`)
    await deleteTopics(
      kafka,
      topics.map(topic => topic.name),
    )
    await ensureTopics(kafka, topics, { replication })
    for (const { outbox } of outboxes) await outbox.sendAgain((await outbox.heads()).map(lane => ({ ...lane, seq: 0 })))
    await createLogOutbox({ store: pipe.log.store, topics: pipe.topics }).sendAgain(0)
    const groups = await restartReaders(kafka, topics)
    say(`${groups.length} groups of readers begin again`)
  })
  const catalogue = outboxes.find(one => one.lock === null)!
  await publishCatalogue(catalogueRows(), { store: catalogue.store, kafka, key, topics: pipe.topics, log, now, patience: PATIENCE })
  await untilSent(pipe, say)
  say('compares the topics with the outboxes')
  return compareTopics(pipe, log)
}
