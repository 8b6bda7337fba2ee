import { setTimeout as sleep } from 'node:timers/promises'
import type { Catalogue, Province } from '@delta/model'
import type { Delivery } from '@delta/mapping'
import { type Consumer, createBell, createConsumer, createOutbox, type KafkaHandle, type RecordValidator, type StreamLog, type Topic } from '@delta/stream'
import { createEntitlement, type Keys, type ProjectedTopic } from '@delta/wire'
import type { Kysely } from 'kysely'
import { shortOf } from '@delta/model'
import type { AdapterTables } from '../tables.ts'
import { type AnswerPoint, createAnswerer } from './answer.ts'
import { deliver, type DeliverPoint } from './deliver.ts'
import { INWARD_KINDS } from './inward-item.ts'
import { createInwardMetrics } from './inward-metrics.ts'
import type { Platform } from './platform.ts'
import { receive } from './receive.ts'
import { nameOf } from '../sources.ts'

/** Where the way inward can be killed. */
export type InwardPoint = DeliverPoint | AnswerPoint

/** What the way inward is made of. */
export interface InwardParts {
  readonly province: Province
  readonly db: Kysely<AdapterTables>
  readonly kafka: KafkaHandle
  readonly topics: readonly Topic[]
  readonly delivery: Delivery
  readonly platform: Platform
  readonly catalogue: Catalogue
  readonly keys: Keys
  /** The province's record key: receipts have ids of its own. */
  readonly recordKey: Uint8Array
  readonly validate: RecordValidator
  readonly log: StreamLog
  readonly now: () => Date
  readonly at?: (point: InwardPoint) => void
}

/** What other provinces publish about this one's subjects, into its platform, and the answers. */
export interface Inward {
  /** Begins for the instance that holds the province under `epoch`; `wake` is called when the outbox has something new. Goes on until stopped, whatever is away meanwhile. */
  start(epoch: number, wake: () => void): void
  /** Why nothing gets through at the moment; undefined when all is well. */
  failing(): string | undefined
  stop(): Promise<void>
}

const FIRST_PAUSE = 200
const LONGEST_PAUSE = 5_000
const IDLE = 1_000
const GATHER = { bytes: 65_536, ms: 500 }

/** The topics that a province reads inward: the others' of every kind that it receives, and of its own the archive, which tells whose home it is. */
const inwardTopics = (topics: readonly Topic[], province: Province): ReadonlyMap<string, ProjectedTopic> =>
  new Map(
    topics
      .filter(
        (topic): topic is ProjectedTopic =>
          topic.province !== null && INWARD_KINDS.includes(topic.record as never) && (topic.province !== province || topic.record === 'archive-item'),
      )
      .map(topic => [topic.name, topic]),
  )

/** Makes the way inward of a province. One batch is under way at a time: a record and what decides whether it is ours never pass each other. */
export function createInward({
  province,
  db,
  kafka,
  topics,
  delivery,
  platform,
  catalogue,
  keys,
  recordKey,
  validate,
  log,
  now,
  at = () => undefined,
}: InwardParts): Inward {
  const wanted = inwardTopics(topics, province)
  const metrics = createInwardMetrics(province)
  const answer = createAnswerer({ province, db, outbox: createOutbox(db), ledger: platform.ledger, recordKey, catalogue, topics, validate, at })
  const entitled = createEntitlement(catalogue)
  const deliverParts = { platform, delivery, catalogue, at }
  const onForged = (topic: string, reason: string): void => {
    metrics.forged(reason)
    log.error({ topic, reason }, 'a record that nobody may have said is not delivered')
  }
  let failure: string | undefined
  let work: { readonly stopping: AbortController; readonly done: Promise<void>; consumer: Consumer | undefined } | undefined

  const take = async (topic: string, messages: Parameters<Parameters<typeof createConsumer>[0]['onBatch']>[2], ring: () => void): Promise<void> => {
    const { items, followers } = await receive(wanted.get(topic)!, messages, { province, db: db as never, validate, entitled, keyring: keys, now, onForged })
    const following = await known(followers)
    const outcomes = await deliver([...items, ...following], deliverParts)
    if (outcomes.length > 0) await platform.settle()
    metrics.delivered(outcomes)
    if (outcomes.length > 0) ring()
  }

  /** What was delivered once goes on being delivered: whoever got an item hears of its repair. */
  const known = async (followers: Awaited<ReturnType<typeof receive>>['followers']): Promise<typeof followers> => {
    if (followers.length === 0) return []
    const delivered = await platform.ledger.known(platform.db, [...new Set(followers.map(item => item.recordId))])
    return followers.filter(item => delivered.has(item.recordId))
  }

  const answerAll = async (epoch: number, bell: ReturnType<typeof createBell>, signal: AbortSignal, wake: () => void): Promise<void> => {
    while (!signal.aborted) {
      try {
        const given = await answer(epoch)
        failure = undefined
        if (given > 0) wake()
        else await bell.wait(IDLE)
      } catch (error) {
        if (signal.aborted) return
        failure = nameOf(error)
        log.warn({ error }, 'receipts pause')
        await sleep(FIRST_PAUSE, undefined, { signal }).catch(() => undefined)
      }
    }
  }

  const prepared = async (signal: AbortSignal): Promise<string | null> => {
    for (let pause = FIRST_PAUSE; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        const id = await platform.prepare()
        await platform.settle()
        return id
      } catch (error) {
        failure = nameOf(error)
        log.warn({ error, pause }, 'the platform does not answer yet')
        await sleep(pause, undefined, { signal }).catch(() => undefined)
      }
    }
    return null
  }

  return {
    start: (epoch, wake) => {
      const stopping = new AbortController()
      const bell = createBell()
      stopping.signal.addEventListener('abort', bell.ring)
      const run = async (): Promise<void> => {
        const id = await prepared(stopping.signal)
        if (id === null || stopping.signal.aborted) return
        failure = undefined
        const consumer = createConsumer({
          kafka,
          log,
          concurrency: 1,
          gather: GATHER,
          groupId: `adapter-${shortOf(province)}.${id}`,
          topics: [...wanted.keys()],
          onBatch: (topic, _partition, messages) => take(topic, messages, bell.ring),
        })
        work!.consumer = consumer
        const answering = answerAll(epoch, bell, stopping.signal, wake)
        await consumer.start().catch((error: unknown) => {
          if (!stopping.signal.aborted) throw error
        })
        await answering
      }
      work = { stopping, consumer: undefined, done: Promise.resolve() }
      work = Object.assign(work, { done: run().catch((error: unknown) => log.error({ error }, 'the way inward has ended')) })
    },
    failing: () => failure ?? work?.consumer?.progress().failing ?? undefined,
    stop: async () => {
      work?.stopping.abort()
      await work?.consumer?.stop()
      await work?.done
      work = undefined
    },
  }
}
