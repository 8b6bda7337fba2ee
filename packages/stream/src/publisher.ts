import kafkajs, { type Producer } from 'kafkajs'
import type { StreamLog } from './log.ts'
import type { KafkaHandle } from './open-kafka.ts'
import type { Lane, Numbered, Outbox } from './outbox.ts'
import type { OutboxSeal } from './seal-once.ts'
import { createBell } from './signal.ts'

/** What a publisher is made of. */
export interface PublisherParts {
  readonly kafka: KafkaHandle
  readonly outbox: Pick<Outbox, 'unsent' | 'markSent'>
  /** Seals a batch in the province's name: the headers to add to each record, in order. */
  readonly seal: OutboxSeal
  readonly log: StreamLog
  /** Told after each acknowledged and noted batch. */
  readonly onSent?: (count: number) => void
  /** Named points that a test may break at. */
  readonly at?: (point: PublisherPoint) => void
}

/** Where a publisher can be killed: before sending, after the broker's acknowledgement, after it is noted. */
export type PublisherPoint = 'before-send' | 'after-ack' | 'after-mark'

/** Sends an outbox to Kafka: each partition in order, a number never before the one below it is acknowledged; after a crash some are sent twice, none is left out. */
export interface Publisher {
  start(): void
  /** Says that there is something new; without it the outbox is looked at twice a second. */
  wake(): void
  /** Why nothing gets through at the moment, as an error's name; null when all is well. */
  failing(): string | null
  /** Ends after the batch under way. */
  stop(): Promise<void>
}

const PER_PARTITION = 200
const MOST_BYTES = 600_000
const MOST_HEADERS = 1_500
const IDLE = 500
const PROBE_EVERY = 2_000
const FIRST_PAUSE = 100
const LONGEST_PAUSE = 2_000

/** Makes a publisher; `start` lets it run. */
export function createPublisher({ kafka, outbox, seal, log, onSent, at = () => undefined }: PublisherParts): Publisher {
  const bell = createBell()
  let stopping = false
  let failure: string | null = null
  let running: Promise<void> | undefined
  let probeAt = 0

  const send = async (producer: Producer, batch: readonly Numbered[]): Promise<void> => {
    at('before-send')
    await producer.sendBatch({ acks: -1, timeout: 5_000, compression: kafkajs.CompressionTypes.ZSTD, topicMessages: byTopic(batch) })
    at('after-ack')
    await outbox.markSent(lastOfEach(batch))
    at('after-mark')
    failure = null
    onSent?.(batch.length)
  }

  /** Waits for something new. Now and then it connects again, which does nothing unless the brokers have gone: so that is noticed when nothing is sent. */
  const rest = async (producer: Producer): Promise<void> => {
    await bell.wait(IDLE)
    if (performance.now() < probeAt) return
    await producer.connect()
    probeAt = performance.now() + PROBE_EVERY
    failure = null
  }

  const sealed = async (read: readonly Numbered[]): Promise<Numbered[]> => {
    const batch = read.map(one => ({ ...one, headers: { ...one.headers, 'delta-seq': String(one.seq) } }))
    const seals = await seal(batch)
    batch.forEach((one, index) => Object.assign(one.headers, seals[index]))
    return batch
  }

  const run = async (producer: Producer): Promise<void> => {
    await producer.connect()
    let underWay: { lanes: Lane[]; done: Promise<void> } | undefined
    try {
      while (!stopping) {
        const read = await outbox.unsent(PER_PARTITION, underWay?.lanes)
        if (read.length === 0) {
          await underWay?.done
          underWay = undefined
          await rest(producer)
          continue
        }
        const batch = await sealed(withinBytes(read))
        await underWay?.done
        underWay = { lanes: lastOfEach(batch), done: send(producer, batch) }
        underWay.done.catch(bell.ring)
        // Where that was all, the next look is worth its while when there is something new, or when sending has failed.
        if (batch.length === read.length && !fillsALane(batch)) await bell.wait(IDLE)
      }
    } finally {
      await underWay?.done
    }
  }

  const keepRunning = async (): Promise<void> => {
    for (let pause = FIRST_PAUSE; !stopping; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      // A new producer after every failure: whether the old one's last request is still on its way is not known (Jepsen, Bufstream 0.1.0).
      const producer = kafka.client.producer({
        allowAutoTopicCreation: false,
        idempotent: false,
        maxInFlightRequests: 1,
        createPartitioner:
          () =>
          ({ message }) =>
            message.partition!,
        retry: { retries: 0 },
      })
      await run(producer).catch((error: unknown) => {
        if (failure === null) pause = FIRST_PAUSE
        failure = nameOf(error)
        log.warn({ error, pause }, 'publishing pauses')
      })
      await producer.disconnect().catch(() => undefined)
      if (!stopping) await new Promise(resolve => setTimeout(resolve, pause))
    }
  }

  return {
    start: () => {
      running ??= keepRunning()
    },
    wake: bell.ring,
    failing: () => failure,
    stop: async () => {
      stopping = true
      bell.ring()
      await running
    },
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? String((error as { code?: unknown }).code ?? error.name) : 'failed')

const byTopic = (
  batch: readonly Numbered[],
): { topic: string; messages: { key: string; value: string | null; partition: number; headers: Record<string, string> }[] }[] =>
  [...Map.groupBy(batch, one => one.topic)].map(([topic, messages]) => ({ topic, messages: messages as (Numbered & { headers: Record<string, string> })[] }))

const lastOfEach = (batch: readonly Numbered[]): Lane[] => {
  const lanes = new Map<string, Lane>()
  for (const { topic, partition, seq } of batch) lanes.set(`${topic} ${partition}`, { topic, partition, seq })
  return [...lanes.values()]
}

/** Whether one of the partitions had as much as is read of it at once, or more. */
const fillsALane = (batch: readonly Numbered[]): boolean =>
  [...Map.groupBy(batch, ({ topic, partition }) => `${topic} ${partition}`).values()].some(lane => lane.length === PER_PARTITION)

/** Cuts each partition's share where it would grow over what a broker takes at once. */
const withinBytes = (read: readonly Numbered[]): Numbered[] => {
  const sizes = new Map<string, number>()
  return read.filter(({ topic, partition, value }) => {
    const lane = `${topic} ${partition}`
    const before = sizes.get(lane) ?? 0
    const size = before + Buffer.byteLength(value ?? '') + MOST_HEADERS
    sizes.set(lane, before > 0 && size > MOST_BYTES ? Infinity : size)
    return sizes.get(lane) !== Infinity
  })
}
