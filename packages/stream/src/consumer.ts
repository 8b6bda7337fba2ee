import { isUtf8 } from 'node:buffer'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Consumer as KafkaConsumer, EachBatchPayload, KafkaMessage } from 'kafkajs'
import type { StreamLog } from './log.ts'
import type { KafkaHandle } from './open-kafka.ts'

/** A record as it came from Kafka. Headers and keys that are not UTF-8, or come twice, count as absent. */
export interface ReceivedMessage {
  readonly topic: string
  readonly partition: number
  readonly offset: string
  readonly key: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly value: Buffer | null
}

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
  /** Resolves when the group has been joined. */
  start(): Promise<void>
  progress(): ConsumerProgress
  /** Ends after the batches under way. */
  stop(): Promise<void>
}

/** What a consumer is made of. */
export interface ConsumerParts {
  readonly kafka: KafkaHandle
  readonly groupId: string
  readonly topics: readonly string[]
  /** Takes the records of one partition in order, at most a thousand at once. Kafka's offset moves only after it resolves; where it rejects, the same records come again. */
  readonly onBatch: (topic: string, partition: number, messages: readonly ReceivedMessage[]) => Promise<void>
  readonly log: StreamLog
  /** Told when the client has broken for good; by default the process ends, because a process that lives and consumes nothing is worse. */
  readonly onCrash?: (error: unknown) => void
  /** How many partitions are worked on at once. */
  readonly concurrency?: number
  /** Milliseconds after which a silent member is given up: how long a killed one delays its successor. The broker must allow it (`group.min.session.timeout.ms`). */
  readonly sessionTimeout?: number
}

const FIRST_PAUSE = 100
const LONGEST_PAUSE = 2_000
const AT_ONCE = 1_000

/** Makes a consumer; `start` lets it run. */
export function createConsumer({
  kafka,
  groupId,
  topics,
  onBatch,
  log,
  onCrash = endProcess,
  concurrency = 4,
  sessionTimeout = 1_500,
}: ConsumerParts): Consumer {
  const heartbeatInterval = Math.floor(sessionTimeout / 4)
  const consumer = kafka.client.consumer({
    groupId,
    sessionTimeout,
    heartbeatInterval,
    rebalanceTimeout: sessionTimeout,
    maxWaitTimeInMs: 250,
    // Compressed bytes: what one answer holds is unpacked in one go, and nothing else runs meanwhile.
    maxBytes: 1_048_576,
    maxBytesPerPartition: 262_144,
    allowAutoTopicCreation: false,
    retry: { initialRetryTime: 100, maxRetryTime: 500, retries: 3, restartOnFailure: async () => true },
  })
  const lags = new Map<string, number>()
  let assigned = 0
  /** Why a partition is not getting through; one that is does not excuse another. */
  const failures = new Map<string, string>()
  let heardAt = -Infinity
  let stopping = false

  const { GROUP_JOIN, FETCH, HEARTBEAT, CRASH } = consumer.events
  const heard = () => {
    heardAt = performance.now()
  }
  consumer.on(FETCH, heard)
  consumer.on(HEARTBEAT, heard)
  consumer.on(GROUP_JOIN, ({ payload }) => {
    heard()
    lags.clear()
    failures.clear()
    assigned = Object.values(payload.memberAssignment).reduce((sum, partitions) => sum + partitions.length, 0)
    log.info({ groupId, assigned, tookMs: payload.duration }, 'joined the group')
  })
  consumer.on(CRASH, ({ payload }) => {
    assigned = 0
    if (payload.restart || stopping) return
    log.error({ groupId, error: payload.error }, 'the consumer has crashed')
    onCrash(payload.error)
  })

  /** Hands over until taken; false where it is no longer ours to hand over. */
  const handOver = async (messages: readonly ReceivedMessage[], { batch: { topic, partition }, isRunning, isStale }: EachBatchPayload): Promise<boolean> => {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        await onBatch(topic, partition, messages)
        failures.delete(`${topic} ${partition}`)
        return true
      } catch (error) {
        failures.set(`${topic} ${partition}`, nameOf(error))
        log.warn({ groupId, topic, partition, error, pause }, 'a batch is tried again')
        await sleep(pause)
        if (stopping || !isRunning() || isStale()) return false
      }
    }
  }

  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    const { batch, resolveOffset, heartbeat, commitOffsetsIfNecessary, isRunning } = payload
    const { topic, partition } = batch
    const beat = setInterval(() => void heartbeat().catch(() => undefined), heartbeatInterval)
    try {
      for (let from = 0; from < batch.messages.length; from += AT_ONCE) {
        const messages = batch.messages.slice(from, from + AT_ONCE)
        if (
          !(await handOver(
            messages.map(message => received(topic, partition, message)),
            payload,
          ))
        )
          return
        const last = from + AT_ONCE < batch.messages.length ? messages.at(-1)!.offset : batch.lastOffset()
        resolveOffset(last)
        const next = BigInt(last) + 1n
        lags.set(`${topic} ${partition}`, Math.max(0, Number(BigInt(batch.highWatermark) - next)))
        await commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset: next.toString() }] }] })
        // Lets timers run: a member that is only busy must not be taken for a dead one.
        await sleep(0)
        if (stopping || !isRunning()) return
      }
    } finally {
      clearInterval(beat)
    }
  }

  return {
    start: async () => {
      const joined = Promise.withResolvers<void>()
      const forget = consumer.on(GROUP_JOIN, () => joined.resolve())
      await open(consumer, topics, log, () => stopping)
      await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, partitionsConsumedConcurrently: concurrency, eachBatch })
      await joined.promise
      forget()
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
      await consumer.disconnect()
    },
  }
}

/** Connects and subscribes, waiting for a broker that is away or topics that are not made yet. */
const open = async (consumer: KafkaConsumer, topics: readonly string[], log: StreamLog, stopping: () => boolean): Promise<void> => {
  for (let pause = FIRST_PAUSE; !stopping(); pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    try {
      await consumer.connect()
      await consumer.subscribe({ topics: [...topics], fromBeginning: true })
      return
    } catch (error) {
      log.warn({ error, pause }, 'Kafka does not answer yet')
      await sleep(pause)
    }
  }
}

/** A record as kafkajs gives it, as this room does. */
export const received = (topic: string, partition: number, { offset, key, headers = {}, value }: KafkaMessage): ReceivedMessage => {
  const texts: Record<string, string | undefined> = {}
  for (const [name, header] of Object.entries(headers)) texts[name] = Buffer.isBuffer(header) ? textOf(header) : typeof header === 'string' ? header : undefined
  return { topic, partition, offset, key: (key && textOf(key)) ?? '', headers: texts, value }
}

const byTopic = (lags: ReadonlyMap<string, number>): Record<string, number> => {
  const sums: Record<string, number> = {}
  for (const [lane, lag] of lags) {
    const topic = lane.slice(0, lane.indexOf(' '))
    sums[topic] = (sums[topic] ?? 0) + lag
  }
  return sums
}

const textOf = (bytes: Buffer): string | undefined => (isUtf8(bytes) ? bytes.toString() : undefined)

const nameOf = (error: unknown): string => (error instanceof Error ? String((error as { code?: unknown }).code ?? error.name) : 'failed')

const endProcess = (): void => process.exit(1)
