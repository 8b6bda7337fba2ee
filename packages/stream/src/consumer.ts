import { setTimeout as sleep } from 'node:timers/promises'
import type { EachBatchPayload } from 'kafkajs'
import type { StreamLog } from './log.ts'
import { createLanes, type Portion } from './lanes.ts'
import type { KafkaHandle } from './open-kafka.ts'
import { received, type ReceivedMessage } from './received-message.ts'
import { repeat, type Repeated } from './repeat.ts'
import { subscribe } from './subscribe.ts'

/** How far a consumer has come. */
export interface ConsumerProgress {
  /** Partitions it is responsible for. */
  readonly assigned: number
  /** Records known to wait in the partitions it has read from. */
  readonly lag: number
  /** The same by topic. */
  readonly lags: Readonly<Record<string, number>>
  /** Why nothing gets through at the moment, as an error's name; null when all is well. */
  readonly failing: string | null
  /** Milliseconds since Kafka last answered; infinite before the first time. */
  readonly silentFor: number
}

/** Reads topics as one of a group. */
export interface Consumer {
  /** Resolves when the group has been joined, or will not be because of `stop`. */
  start(): Promise<void>
  progress(): ConsumerProgress
  /** Ends after the batches under way. Then it is no member of its group, whatever it was doing when it was asked. */
  stop(): Promise<void>
}

/** What a consumer is made of. */
export interface ConsumerParts {
  readonly kafka: KafkaHandle
  readonly groupId: string
  readonly topics: readonly string[]
  /** Takes the records of one partition in order, at most a thousand at once. Kafka's offset moves after it resolves, a moment later; where it rejects, the same records come again. */
  readonly onBatch: (topic: string, partition: number, messages: readonly ReceivedMessage[]) => Promise<void>
  readonly log: StreamLog
  /** Told when the client has broken for good; by default the process ends, because a process that lives and consumes nothing is worse. */
  readonly onCrash?: (error: unknown) => void
  /** How many partitions are worked on at once. */
  readonly concurrency?: number
  /** Whether a topic's records go before those of others. */
  readonly urgent?: (topic: string) => boolean
  /** Milliseconds after which a silent member is given up: how long a killed one delays its successor. The broker must allow it (`group.min.session.timeout.ms`). */
  readonly sessionTimeout?: number
  /** Waits for so many bytes, but no longer than so many milliseconds: who is in no hurry asks less often. */
  readonly gather?: { readonly bytes: number; readonly ms: number }
  /** Milliseconds without any answer of Kafka after which the client is taken for broken for good. */
  readonly longestSilence?: number
}

const FIRST_PAUSE = 100
const LONGEST_PAUSE = 2_000
const AT_ONCE = 1_000
const MOST_WAITING = 4_000
const COMMIT_EVERY = 250
const LOOK_EVERY = 1_000

/** Makes a consumer; `start` lets it run. Fetching does not wait for what has been fetched: a partition that takes long delays no other. */
export function createConsumer({
  kafka,
  groupId,
  topics,
  onBatch,
  log,
  onCrash = endProcess,
  concurrency = 4,
  urgent,
  sessionTimeout = 1_500,
  gather = { bytes: 1, ms: 250 },
  longestSilence = 30_000,
}: ConsumerParts): Consumer {
  const heartbeatInterval = Math.floor(sessionTimeout / 4)
  const consumer = kafka.client.consumer({
    groupId,
    sessionTimeout,
    heartbeatInterval,
    rebalanceTimeout: sessionTimeout,
    minBytes: gather.bytes,
    maxWaitTimeInMs: gather.ms,
    // Compressed bytes: what one answer holds is unpacked in one go, and nothing else runs meanwhile.
    maxBytes: 1_048_576,
    maxBytesPerPartition: 262_144,
    allowAutoTopicCreation: false,
    retry: { initialRetryTime: 100, maxRetryTime: 500, retries: 3, restartOnFailure: async () => !stopping },
  })
  const ends = new Map<string, bigint>()
  const lags = new Map<string, number>()
  let assigned = 0
  /** Why a partition is not getting through; one that is does not excuse another. */
  const failures = new Map<string, string>()
  let heardAt = -Infinity
  let looks = 0
  /** Grows with each assignment: what was fetched under another comes again, to whoever now has its partition. */
  let assignment = 0
  let taken = new Map<string, { topic: string; partition: number; offset: string }>()
  let stopping = false
  /** While it is on its way into the group. The client does not let itself be stopped then: it would join when nobody waits for it, and hold partitions that nobody reads. */
  let joining: PromiseWithResolvers<void> | undefined
  const comesOrNot = (): void => {
    joining?.resolve()
    joining = undefined
  }

  const { GROUP_JOIN, FETCH, HEARTBEAT, CRASH } = consumer.events
  const heard = () => {
    heardAt = performance.now()
    looks = 0
  }
  consumer.on(FETCH, heard)
  consumer.on(HEARTBEAT, heard)
  consumer.on(GROUP_JOIN, ({ payload }) => {
    heard()
    assignment += 1
    lanes.clear()
    for (const known of [taken, ends, lags, failures]) known.clear()
    assigned = Object.values(payload.memberAssignment).reduce((sum, partitions) => sum + partitions.length, 0)
    log.info({ groupId, assigned, tookMs: payload.duration }, 'joined the group')
    comesOrNot()
  })
  const crash = (error: unknown): void => {
    log.error({ groupId, error }, 'the consumer has crashed')
    onCrash(error)
  }
  consumer.on(CRASH, ({ payload }) => {
    assigned = 0
    if (payload.restart) return void (joining ??= Promise.withResolvers())
    comesOrNot()
    if (!stopping) crash(payload.error)
  })

  /** Hands over until taken, or no longer ours to hand over. */
  const take = async ({ topic, partition, messages, next }: Portion): Promise<void> => {
    const name = `${topic} ${partition}`
    const ours = assignment
    for (let pause = FIRST_PAUSE; !stopping && ours === assignment; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        await onBatch(topic, partition, messages)
        if (ours !== assignment) return
        failures.delete(name)
        lags.set(name, Math.max(0, Number((ends.get(name) ?? next) - next)))
        taken.set(name, { topic, partition, offset: next.toString() })
        return
      } catch (error) {
        if (ours === assignment) failures.set(name, nameOf(error))
        log.warn({ groupId, topic, partition, error, pause }, 'a batch is tried again')
        await sleep(pause)
      }
    }
  }
  const lanes = createLanes({ take, concurrency, urgent, atOnce: AT_ONCE, most: MOST_WAITING })

  const eachBatch = async ({ batch, resolveOffset, heartbeat }: EachBatchPayload): Promise<void> => {
    if (stopping) return
    const { topic, partition } = batch
    const last = batch.lastOffset()
    // Twice as often as the client passes one on: it leaves out a beat that comes a millisecond early.
    const beat = setInterval(() => void heartbeat().catch(() => undefined), heartbeatInterval / 2)
    try {
      ends.set(`${topic} ${partition}`, BigInt(batch.highWatermark))
      resolveOffset(last)
      await lanes.put({ topic, partition, messages: batch.messages.map(message => received(topic, partition, message)), next: BigInt(last) + 1n })
      // Lets timers run: a member that is only busy must not be taken for a dead one.
      await sleep(0)
    } finally {
      clearInterval(beat)
    }
  }

  /** Tells Kafka how far all partitions have come; what fails is told with the next. */
  const commit = async (): Promise<void> => {
    if (taken.size === 0) return
    const told = taken
    const ours = assignment
    taken = new Map()
    try {
      await consumer.commitOffsets([...told.values()])
    } catch (error) {
      log.debug({ groupId, error }, 'offsets are committed later')
      if (ours === assignment) taken = new Map([...told, ...taken])
    }
  }
  const commitAlways = (): Repeated =>
    repeat('offsets', COMMIT_EVERY, log, async () => {
      await commit()
      return false
    })
  // Looks are counted, not milliseconds: a process that was stopped for a while has not been silent.
  const watch = (): Repeated =>
    repeat('silence', LOOK_EVERY, log, async () => {
      looks += 1
      if (looks * LOOK_EVERY >= longestSilence) {
        looks = -Infinity
        crash(Object.assign(new Error('Kafka has not answered for too long'), { code: 'KAFKA_SILENT', safe: true }))
      }
      return false
    })
  let goingOn: readonly Repeated[] = []

  return {
    start: async () => {
      joining = Promise.withResolvers()
      const { promise: joined } = joining
      await subscribe(consumer, topics, log, () => stopping)
      if (stopping) return comesOrNot()
      goingOn = [commitAlways(), watch()]
      await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, partitionsConsumedConcurrently: concurrency, eachBatch })
      await joined
    },
    progress: () => ({
      assigned,
      lag: [...lags.values()].reduce((sum, lag) => sum + lag, 0),
      lags: byTopic(lags),
      failing: failures.values().next().value ?? null,
      silentFor: performance.now() - heardAt,
    }),
    stop: async () => {
      stopping = true
      lanes.clear()
      await lanes.idle()
      await joining?.promise
      // The client tells that it has joined a moment before it takes itself for one that can be stopped.
      await sleep(0)
      await Promise.all(goingOn.map(one => one.stop()))
      await commit()
      await consumer.disconnect()
    },
  }
}

const byTopic = (lags: ReadonlyMap<string, number>): Record<string, number> => {
  const sums: Record<string, number> = {}
  for (const [lane, lag] of lags) {
    const topic = lane.slice(0, lane.indexOf(' '))
    sums[topic] = (sums[topic] ?? 0) + lag
  }
  return sums
}

const nameOf = (error: unknown): string => (error instanceof Error ? String((error as { code?: unknown }).code ?? error.name) : 'failed')

const endProcess = (): void => process.exit(1)
