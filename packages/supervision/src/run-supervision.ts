import type { Catalogue } from '@delta/model'
import { sealBatch, type SigningKey } from '@delta/seal'
import { listenTo, type Store } from '@delta/store'
import { createBell, createOutbox, keepPublishing, type KafkaHandle, type StreamLog, type Topic } from '@delta/stream'
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
  /** The supervision's own key. */
  readonly key: SigningKey
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

const LOOK_EVERY = 500
const FIRST_PAUSE = 200
const LONGEST_PAUSE = 5_000

async function behind(db: Kysely<SupervisionTables>): Promise<number> {
  const { rows } = await sql<{ count: number }>`select head.seq - log_cursor.seq as count from list_log_head head, log_cursor`.execute(db)
  return rows[0]!.count
}

/** Runs the worker. Any number may run side by side: one follows the log at a time, and one sends. */
export function runSupervision({ store, kafka, topics, catalogue, readLog, key, log, now }: SupervisionParts): Supervision {
  const outbox = createOutbox(store.db)
  const messages = createWorkMessages(topics)
  const follower = createFollower({ db: store.db, catalogue, readLog, outbox, messages, now })
  const meters = createMeters(async () => ({ changes: await behind(store.db), records: (await outbox.backlog()).count }))
  const bell = createBell()
  let stopping = false
  let failure: string | null = null
  const publisher = keepPublishing({
    pool: store.pool,
    lock: 'supervision-publisher',
    parts: { kafka, outbox, seal: batch => sealBatch(batch, key, { now }), log },
  })

  const turn = async (): Promise<boolean> => {
    const followed = await follower.follow()
    failure = null
    if (followed.changes === 0) return false
    meters.followed(followed)
    publisher.wake()
    return true
  }
  const run = async (): Promise<void> => {
    for (let pause = FIRST_PAUSE; !stopping;) {
      try {
        const more = await turn()
        pause = FIRST_PAUSE
        if (!more && !stopping) await bell.wait(LOOK_EVERY)
      } catch (error) {
        failure = String((error as { code?: unknown }).code ?? 'failed')
        log.warn({ error, pause }, 'the log is followed again after a pause')
        if (!stopping) await bell.wait(pause)
        pause = Math.min(pause * 2, LONGEST_PAUSE)
      }
    }
  }
  const listening = listenTo(store.pool, 'list_log', bell.ring)
  const running = run()
  return {
    wake: publisher.wake,
    checks: { orders: () => failure ?? undefined, kafka: () => publisher.failing() ?? undefined },
    stop: async () => {
      stopping = true
      bell.ring()
      await running
      await listening.stop()
      await publisher.stop()
    },
  }
}
