import { catalogueRows } from '@delta/catalogue'
import { createLogOutbox } from '@delta/feed'
import { publishCatalogue } from '@delta/operator'
import type { SigningKey } from '@delta/seal'
import { deleteTopics, distinctTopics, ensureTopics, restartReaders, type StreamLog } from '@delta/stream'
import { compareTopics, type TopicDifference } from './compare-topics.ts'
import { publishedBy, whileQuiet } from './hold-pipe.ts'
import type { Pipe } from './pipe.ts'
import { countUnsent, untilSent } from './until-sent.ts'

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

const PATIENCE = 60_000

/** The last numbers that the outboxes and the log have given by now, and how many of the records up to them have not been sent. */
async function promisedNow({ outboxes, log, topics }: Pipe): Promise<() => Promise<number>> {
  const promised = await Promise.all(outboxes.map(async ({ outbox }) => ({ outbox, heads: await outbox.heads() })))
  const { rows } = await log.store.pool.query<{ seq: number }>('select seq from list_log_head')
  const logged = createLogOutbox({ store: log.store, topics })
  return async () => {
    let count = Math.max(0, rows[0]!.seq - (await logged.sent()))
    for (const { outbox, heads } of promised) count += await countUnsent(outbox, heads)
    return count
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
  await untilSent(await promisedNow(pipe), count => say(`${count.toLocaleString('en')} records to be published`))
  say('compares the topics with the outboxes')
  return compareTopics(pipe, log)
}
