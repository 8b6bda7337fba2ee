import { setTimeout as sleep } from 'node:timers/promises'
import type { Catalogue, Province } from '@delta/model'
import type { ProvinceMapping } from '@delta/mapping'
import { sealBatch, type SigningKey } from '@delta/seal'
import { type ChangeReader, SourceError } from '@delta/source'
import { holdLock, type Store } from '@delta/store'
import {
  createBell,
  createOutbox,
  createPublisher,
  type KafkaHandle,
  type Publisher,
  type PublisherPoint,
  type RecordValidator,
  sealOnce,
  type SealStands,
  type StreamLog,
  type Topic,
} from '@delta/stream'
import { checkShapes } from './check-shapes.ts'
import { type CommitPoint, createCommitter } from './commit-batch.ts'
import { counts } from './counts.ts'
import { readCursor } from './cursors.ts'
import { FencedError, raiseFence } from './fence.ts'
import { createBatchMapper } from './map-batch.ts'
import { heldCounts } from './held.ts'
import { identityGuardOf } from './identity/identity-guard.ts'
import { createMetrics } from './metrics.ts'
import { fits, joined, newestOf, type Read } from './joined.ts'
import { createJustTaken } from './just-taken.ts'
import { createReadAgain } from './read-again.ts'
import { createOwnFirst } from './own-first.ts'
import { createMessageMaker } from './statement.ts'
import { returning } from './readers.ts'
import { createSources, nameOf } from './sources.ts'
import type { Inward } from './inward/run-inward.ts'
import type { AdapterTables } from './tables.ts'
import { createTracing } from './tracing.ts'
import { createVolumeGuard, volumeBounds } from './volume/volume-guard.ts'

/** Where an adapter can be killed: after reading, inside and right before the commit, after it, after the source was told; and in the publisher. */
export type AdapterPoint = 'after-read' | CommitPoint | 'after-commit' | 'after-settled' | PublisherPoint

/** What an adapter is made of. */
export interface AdapterParts {
  readonly province: Province
  readonly mapping: ProvinceMapping
  readonly readers: readonly ChangeReader[]
  /** The adapter's own database, migrated. */
  readonly store: Store<AdapterTables>
  readonly kafka: KafkaHandle
  readonly keys: { readonly seal: () => SigningKey; readonly record: Uint8Array; readonly pseudonym: Uint8Array }
  readonly catalogue: Catalogue
  readonly topics: readonly Topic[]
  readonly validate: RecordValidator
  readonly log: StreamLog
  readonly now: () => Date
  /** Whether a seal given before may still be sent; all may where not given. */
  readonly stands?: SealStands
  /** The way inward; without it, what other provinces publish goes nowhere. */
  readonly inward?: Inward
  /** Named points that a test may break at. */
  readonly at?: (point: AdapterPoint) => void
}

/** The program that all four provinces run: source rows to ledger and outbox, outbox to Kafka. */
export interface Adapter {
  /** Runs until stopped. Rejects when it cannot go on: the source's shape is not the declared one, or a point of a test broke it. */
  run(): Promise<void>
  /** Conditions of readiness by name: each gives a short reason while it does not hold. */
  readonly checks: Readonly<Record<'instance' | 'source' | 'store' | 'kafka' | 'inward', () => string | undefined>>
  stop(): Promise<void>
}

const IDLE = 100
const FIRST_PAUSE = 200
const LONGEST_PAUSE = 5_000
const EXPIRE_EVERY = 1_000
const EXPIRE_AT_ONCE = 1_000

/** Makes an adapter; `run` lets it run. One instance writes at a time; a second one waits. */
export function createAdapter({
  province,
  mapping,
  readers,
  store: { db, pool },
  kafka,
  keys,
  catalogue,
  topics,
  validate,
  log,
  now,
  inward,
  stands,
  at = () => undefined,
}: AdapterParts): Adapter {
  const outbox = createOutbox(db)
  const returns = returning(mapping)
  const justTaken = createJustTaken(returns, () => performance.now())
  const tracing = createTracing()
  const committer = createCommitter({
    db,
    province,
    outbox,
    at,
    messages: createMessageMaker({ province, topics, validate }),
    returns,
    guard: createVolumeGuard(volumeBounds(catalogue, province)),
    identity: identityGuardOf(mapping, catalogue),
    traceOf: tracing.of,
  })
  const map = createBatchMapper({
    mapping,
    catalogue,
    keys,
    now,
    onBroken: (dataset, error) => log.error({ dataset, error }, 'a row broke the mapping; it is rejected'),
  })
  const metrics = createMetrics(province, { counts: () => counts(db), held: () => heldCounts(db), backlog: outbox.backlog }, now)
  const bell = createBell()
  const stopping = new AbortController()
  const sources = createSources(readers, metrics, log)
  let instance: string | undefined = 'is starting'
  let storeFailure: string | undefined
  let publisher: Publisher | undefined
  let expireAt = 0

  const again = createReadAgain({
    db,
    readers,
    cursor: name => readCursor(db, name),
    commit: async (reader, batch, epoch) => {
      justTaken.forget()
      await tracing.during(reader.name, 0, () => committer.commit(epoch, map(batch)))
    },
  })

  /** Commits what was read, together; how many rows and refused files it had. */
  const take = async (read: readonly Read[], epoch: number): Promise<number> => {
    if (read.length === 0) return 0
    const batch = joined(read.map(one => one.batch))
    const mapped = map({ ...batch, rows: justTaken.without(batch.rows) })
    const result = await tracing.during(read.map(one => one.reader.name).join(' '), batch.rows.length, () => committer.commit(epoch, mapped))
    storeFailure = undefined
    justTaken.note(batch.rows)
    at('after-commit')
    for (const one of read) await sources.ask(one.reader, () => one.batch.settled())
    at('after-settled')
    for (const one of read) metrics.polled(one.reader.name, newestOf(one.batch.rows))
    metrics.committed(result)
    await again.count(batch, result.published)
    if (result.published > 0) publisher?.wake()
    return batch.rows.length + batch.refused.length
  }

  const expire = async (epoch: number): Promise<number> => {
    if (performance.now() < expireAt) return 0
    expireAt = performance.now() + EXPIRE_EVERY
    if (!(await committer.due(now()))) return 0
    const expired = await tracing.during('held', 0, () => committer.expire(epoch, now(), EXPIRE_AT_ONCE))
    const released = await tracing.during('released', 0, () => committer.release(epoch, EXPIRE_AT_ONCE))
    for (const result of [expired, released]) metrics.committed(result)
    const published = expired.published + released.published
    if (published > 0) {
      expireAt = 0
      publisher?.wake()
    }
    return published
  }

  /** Reads all sources once. What several of them have is one transaction, unless it is much: each costs the same, however little it holds. */
  const round = async (epoch: number): Promise<number> => {
    let moved = await expire(epoch)
    await again.look(epoch)
    let read: Read[] = []
    for (const reader of readers) {
      if (!sources.due(reader) || stopping.signal.aborted) continue
      const batch = await sources.ask(reader, () => reader.next(name => readCursor(db, name)))
      if (!batch) continue
      at('after-read')
      if (!again.underWay() && fits(read, batch)) read.push({ reader, batch })
      else {
        moved += await take(read, epoch)
        read = []
        moved += await take([{ reader, batch }], epoch)
      }
    }
    return moved + (await take(read, epoch))
  }

  const ownFirst = createOwnFirst()
  const work = async (epoch: number, lost: () => boolean): Promise<void> => {
    let listens = false
    while (!stopping.signal.aborted && !lost()) {
      const moved = await round(epoch)
      if (ownFirst.noted(moved, performance.now()) && !listens) {
        listens = true
        inward?.start(epoch, () => publisher?.wake())
      }
      if (moved === 0) await bell.wait(IDLE)
    }
  }

  /** Holds the province for as long as it can, and works. */
  const term = async (): Promise<void> => {
    instance = 'waits for another instance to end'
    const lock = await holdLock(pool, adapterLock(province), stopping.signal)
    let lost = false
    void lock.lost.then(() => {
      lost = true
    })
    try {
      const epoch = await raiseFence(db)
      // Others may have written since this one held the province last.
      justTaken.forget()
      instance = undefined
      storeFailure = undefined
      publisher = createPublisher({ kafka, outbox, log, at, seal: sealOnce(db, messages => sealBatch(messages, keys.seal(), { now }), stands) })
      publisher.start()
      await work(epoch, () => lost)
    } finally {
      instance = 'does not hold the province'
      await inward?.stop()
      await publisher?.stop()
      publisher = undefined
      await lock.release()
    }
  }

  const shapesFit = async (): Promise<void> => {
    for (let pause = FIRST_PAUSE; !stopping.signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        return await checkShapes(mapping, readers)
      } catch (error) {
        if (!(error instanceof SourceError && error.canRetry)) throw error
        sources.failed(error.code)
        log.warn({ error }, 'a source does not answer yet')
        await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined)
      }
    }
  }

  const hints = readers.map(reader => reader.onHint(bell.ring))
  let running: Promise<void> | undefined
  const run = async (): Promise<void> => {
    await shapesFit()
    for (let pause = FIRST_PAUSE; !stopping.signal.aborted;) {
      const began = performance.now()
      try {
        await term()
      } catch (error) {
        if (stopping.signal.aborted) return
        if ((error as { code?: unknown }).code === KILLED) throw error
        if (!(error instanceof FencedError)) storeFailure = nameOf(error)
        if (performance.now() - began > LONGEST_PAUSE) pause = FIRST_PAUSE
        log.warn({ error, pause }, 'the adapter begins again')
        await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined)
        pause = Math.min(pause * 2, LONGEST_PAUSE)
      }
    }
  }

  return {
    run: () => (running ??= run()),
    checks: {
      instance: () => instance,
      source: sources.failing,
      store: () => storeFailure,
      kafka: () => publisher?.failing() ?? undefined,
      inward: () => inward?.failing(),
    },
    stop: async () => {
      stopping.abort()
      bell.ring()
      for (const forget of hints) forget()
      await running?.catch(() => undefined)
      metrics.stop()
      await Promise.all(readers.map(reader => reader.close()))
    },
  }
}

/** The lock in the adapter's database that the instance which reads and publishes holds. */
export const adapterLock = (province: Province): string => `adapter ${province}`

/** The code of an error by which a test ends an adapter as a kill would. */
export const KILLED = 'ADAPTER_KILLED'
