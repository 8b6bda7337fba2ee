import type { Province } from '@delta/model'
import { sealBatch, type SigningKey } from '@delta/seal'
import { holdLock, type Store } from '@delta/store'
import {
  createBell,
  createOutbox,
  createPublisher,
  type KafkaHandle,
  type OutboxSeal,
  type Publisher,
  sealOnce,
  type SealStands,
  type StreamLog,
  type Topic,
} from '@delta/stream'
import { createDesk, type DeskParts, type RepairDesk } from './desk.ts'
import { lapseOnce } from './lapse.ts'
import { createMeters } from './meters.ts'
import type { RepairTables } from './tables.ts'

/** What the program of repair is made of. */
export interface RepairParts extends Omit<DeskParts, 'db' | 'outbox' | 'onAppended'> {
  readonly store: Store<RepairTables>
  readonly kafka: KafkaHandle
  readonly topics: readonly Topic[]
  /** Each province's own key for what the desk publishes in its name. */
  readonly seals: Readonly<Record<Province, () => SigningKey>>
  /** Whether a seal given before may still be sent; all may where not given. */
  readonly stands?: SealStands
  readonly log: StreamLog
  /** Milliseconds between two looks for what time has repaired. */
  readonly lapseEvery?: number
}

/** The program of repair: the desk, and what goes on by itself. */
export interface RepairProgram {
  readonly desk: RepairDesk
  /** Conditions of readiness by name. */
  readonly checks: Readonly<Record<'kafka' | 'lapse', () => string | undefined>>
  stop(): Promise<void>
}

/** The lock of whoever publishes the outbox and lets time repair. */
export const REPAIR_LOCK = 'repair'

const RETRY = 1_000

const nameOf = (error: unknown): string => String((error as { code?: unknown })?.code ?? 'failed')

/** Seals records of one topic in the name of its province. */
const sealByProvince =
  (topics: readonly Topic[], seals: RepairParts['seals'], now: () => Date): OutboxSeal =>
  messages => {
    const province = topics.find(({ name }) => name === messages[0]!.topic)?.province ?? null
    if (province === null) throw Object.assign(new Error('a topic that is no province’s'), { code: 'TOPIC_UNKNOWN', safe: true })
    return sealBatch(messages, seals[province](), { now })
  }

/** Runs it: publishes the outbox and lets time repair, of several processes one at a time; the desk answers in each. The store needs `REPAIR_SETTINGS` and `migrateRepair`. */
export function runRepair(parts: RepairParts): RepairProgram {
  const { store, kafka, topics, seals, stands, log, now, lapseEvery = 60_000 } = parts
  const { db } = store
  const outbox = createOutbox(db)
  const stopping = new AbortController()
  const bell = createBell()
  let publisher: Publisher | null = null
  let publishing: string | null = null
  let lapsing: string | null = null
  const desk = createDesk({ ...parts, db, outbox, onAppended: () => publisher?.wake() })
  const meters = createMeters({ db, backlog: outbox.backlog, now })

  const lapseAll = async (): Promise<void> => {
    try {
      let all = 0
      for (let some = -1; some !== 0 && !stopping.signal.aborted; all += some) some = await lapseOnce(db, { ...parts, desk })
      lapsing = null
      if (all > 0) log.info({ items: all }, 'time has repaired')
    } catch (error) {
      lapsing = nameOf(error)
      log.warn({ error }, 'the lapse of time is tried again')
    }
  }

  const turn = async (): Promise<void> => {
    // Who waits for another to end has neither to publish nor to look: what failed before is the other's now.
    const hold = await holdLock(store.pool, REPAIR_LOCK, stopping.signal, () => (publishing = lapsing = null))
    const ended = new AbortController()
    const end = (): void => {
      ended.abort()
      bell.ring()
    }
    void hold.lost.then(end)
    try {
      publisher = createPublisher({ kafka, outbox, seal: sealOnce(db, sealByProvince(topics, seals, now), stands), log })
      publisher.start()
      while (!stopping.signal.aborted && !ended.signal.aborted) {
        await lapseAll()
        await bell.wait(lapsing === null ? lapseEvery : Math.min(RETRY, lapseEvery))
      }
    } finally {
      await publisher?.stop()
      publisher = null
      await hold.release()
    }
  }

  const running = (async () => {
    while (!stopping.signal.aborted) {
      await turn().catch((error: unknown) => {
        if (!stopping.signal.aborted) publishing = nameOf(error)
      })
      if (!stopping.signal.aborted) await new Promise(resolve => setTimeout(resolve, RETRY))
    }
  })()

  return {
    desk,
    checks: { kafka: () => publishing ?? publisher?.failing() ?? undefined, lapse: () => lapsing ?? undefined },
    stop: async () => {
      stopping.abort()
      bell.ring()
      await running
      meters.stop()
    },
  }
}
