import type { Catalogue } from '@delta/model'
import { sealBatch, type SigningKey } from '@delta/seal'
import { listenTo, type Store } from '@delta/store'
import { createOutbox, keepPublishing, repeat, sealOnce, type KafkaHandle, type SealStands, type StreamLog, type Topic } from '@delta/stream'
import { type Kysely, sql } from 'kysely'
import { createFollower } from './follow-log.ts'
import type { ReadLog } from './log-change.ts'
import { createWorkMessages } from './messages.ts'
import { createMeters } from './meters.ts'
import type { SupervisionTables } from './tables.ts'

/** What the supervision's worker is made of. */
export interface SupervisionParts {
  /** Opened with SUPERVISION_PATH, migrated; one connection listens, one holds the publisher's lock, one follows. */
  readonly store: Store<SupervisionTables>
  readonly kafka: KafkaHandle
  readonly topics: readonly Topic[]
  readonly catalogue: Catalogue
  readonly readLog: ReadLog
  /** The supervision's own key, as it is now. */
  readonly key: () => SigningKey
  /** Whether a seal given before may still be sent; all may where not given. */
  readonly stands?: SealStands
  readonly log: StreamLog
  readonly now: () => Date
}

/** A worker that follows the region's log and sends work orders to the provinces. */
export interface Supervision {
  /** Says that something new waits to be sent. */
  wake(): void
  /** The conditions of readiness by name; each gives a short reason where it does not hold. */
  readonly checks: Readonly<Record<'orders' | 'kafka', () => string | undefined>>
  stop(): Promise<void>
}

/** The lock of whoever publishes the outbox. */
export const SUPERVISION_LOCK = 'supervision-publisher'

const LOOK_EVERY = 500
/** Changes that come within so many milliseconds are followed together. */
const REST = 200

async function behind(db: Kysely<SupervisionTables>): Promise<number> {
  const { rows } = await sql<{ count: number }>`select head.seq - log_cursor.seq as count from list_log_head head, log_cursor`.execute(db)
  return rows[0]!.count
}

/** Runs the worker. Any number may run side by side: one follows the log at a time, and one sends. */
export function runSupervision({ store, kafka, topics, catalogue, readLog, key, stands, log, now }: SupervisionParts): Supervision {
  const outbox = createOutbox(store.db)
  const messages = createWorkMessages(topics)
  const follower = createFollower({ db: store.db, catalogue, readLog, outbox, messages, now })
  const meters = createMeters(async () => ({ changes: await behind(store.db), records: (await outbox.backlog()).count }))
  const publisher = keepPublishing({
    pool: store.pool,
    lock: SUPERVISION_LOCK,
    parts: { kafka, outbox, seal: sealOnce(store.db, batch => sealBatch(batch, key(), { now }), stands), log },
  })

  const turn = async (): Promise<boolean> => {
    const followed = await follower.follow()
    const reviewed = await follower.review()
    if (followed.changes + reviewed.changes === 0) return false
    meters.followed({ changes: followed.changes, raised: followed.raised + reviewed.raised, lifted: followed.lifted + reviewed.lifted })
    publisher.wake()
    return true
  }
  const following = repeat('work orders', LOOK_EVERY, log, turn, { rest: REST })
  const listening = listenTo(store.pool, 'list_log', following.ring)
  return {
    wake: publisher.wake,
    checks: { orders: () => following.failing() ?? undefined, kafka: () => publisher.failing() ?? undefined },
    stop: async () => {
      await listening.stop()
      await following.stop()
      await publisher.stop()
    },
  }
}
