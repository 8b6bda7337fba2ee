import { beginEpochAfter, type ListTables, readLog } from '@delta/list'
import { sealBatch, type SigningKey } from '@delta/seal'
import type { Store } from '@delta/store'
import { cloudEventHeaders, keepPublishing, type KafkaHandle, type Numbered, readNewest, type StreamLog, type Topic, topicFor } from '@delta/stream'
import { sql } from 'kysely'
import { writeCursor } from './cursor.ts'
import { changeItem } from './feed-item.ts'

/** What publishing the log needs. */
export interface PublishLogParts {
  readonly store: Store<ListTables>
  readonly kafka: KafkaHandle
  readonly topics: readonly Topic[]
  readonly key: () => SigningKey
  readonly log: StreamLog
  readonly now: () => Date
}

/** The log on its way to Kafka. */
export interface LogPublisher {
  /** Says that there is something new. */
  wake(): void
  failing(): string | null
  stop(): Promise<void>
}

/** Begins another epoch where Kafka has been told more of the log than the database knows: it has been restored to an earlier state. True when it did. */
export async function checkEpoch({ store, kafka, topics }: Pick<PublishLogParts, 'store' | 'kafka' | 'topics'>): Promise<boolean> {
  const newest = await readNewest(kafka, topicFor(topics, 'list-change', null).name, 0)
  const told = newest?.value && (JSON.parse(newest.value.toString()) as { epoch: number; seq: number })
  return told ? beginEpochAfter(store.db, told) : false
}

/** The lock of whoever publishes the log. */
export const LOG_LOCK = 'list-log-publisher'

/** The log as an outbox: its changes as they are published, by its own numbers. */
export function createLogOutbox({ store, topics }: Pick<PublishLogParts, 'store' | 'topics'>) {
  const topic = topicFor(topics, 'list-change', null)
  const numbered = (row: Awaited<ReturnType<typeof readLog>>[number]): Numbered => {
    const cursor = { epoch: row.epoch, seq: row.seq, extra: 0 }
    const event = {
      id: writeCursor(cursor),
      source: 'urn:delta:feed',
      type: topic.type,
      subject: row.subject_id,
      time: row.at,
      dataschema: topic.schema,
    }
    const headers = { ...cloudEventHeaders(event), 'delta-version': String(row.version) }
    return { topic: topic.name, partition: 0, key: row.record_id, headers, value: changeItem({ cursor, row }).json, seq: row.seq }
  }
  return {
    topic: topic.name,
    /** The changes after a number, in order, at most `limit`. */
    after: async (seq: number, limit: number): Promise<Numbered[]> => (await readLog(store.db, seq, limit)).map(numbered),
    /** The last number that the broker has acknowledged. */
    sent: async (): Promise<number> => (await sql<{ seq: number }>`select seq from list_log_sent`.execute(store.db)).rows[0]!.seq,
    /** Notes what the broker has acknowledged; the number never falls. */
    markSent: async (seq: number): Promise<void> => void (await sql`update list_log_sent set seq = greatest(seq, ${seq})`.execute(store.db)),
    /** Lets what follows `seq` be sent again. The caller holds the lock. */
    sendAgain: async (seq: number): Promise<void> => void (await sql`update list_log_sent set seq = least(seq, ${seq})`.execute(store.db)),
  }
}

/** Publishes every change of the log to `delta.list-changes.v1`, in order; of several processes one does, and another takes over when it goes. */
export function publishLog({ store, kafka, topics, key, log, now }: PublishLogParts): LogPublisher {
  const changes = createLogOutbox({ store, topics })
  const outbox = {
    // What is under way is never behind what has been acknowledged.
    unsent: async (limit: number, [underWay]: readonly { seq: number }[] = []) => changes.after(underWay?.seq ?? (await changes.sent()), limit),
    markSent: async ([lane]: readonly { seq: number }[]) => {
      if (lane) await changes.markSent(lane.seq)
    },
  }
  return keepPublishing({ pool: store.pool, lock: LOG_LOCK, parts: { kafka, outbox, seal: messages => sealBatch(messages, key(), { now }), log } })
}
