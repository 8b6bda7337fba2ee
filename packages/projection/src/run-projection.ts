import type { Catalogue, RepairLaw } from '@delta/model'
import { rejectedReceipts, waitingReceipts } from '@delta/quality'
import { createConsumer, createRecordValidator, type KafkaHandle, readTopics, type StreamLog } from '@delta/stream'
import { type Kysely, sql } from 'kysely'
import { createEntitlement } from '@delta/wire'
import { daysLeft, type Keys } from '@delta/wire'
import { createRepairJudge } from './judge-repairs.ts'
import { createMeters } from './meters.ts'
import type { ProjectedTopic } from '@delta/wire'
import { groupOf } from './position.ts'
import { projectBatch } from './project-batch.ts'
import { sweepStatuses } from './sweep.ts'
import { migrateReadModel, type ReadModelTables } from './tables.ts'
import { traceProjected } from './trace.ts'

/** What the projection is made of. */
export interface ProjectionParts {
  /** Of a store that is opened `byKey`. */
  readonly db: Kysely<ReadModelTables>
  readonly kafka: KafkaHandle
  readonly catalogue: Catalogue
  readonly law: RepairLaw
  readonly keys: Keys
  /** The folder of topics.yaml and the records' schemas. */
  readonly schemaDir: string
  readonly log: StreamLog
  readonly now: () => Date
  /** Told when the consumer has broken for good. */
  readonly fail: (error: unknown) => void
  /** How many partitions are projected at once; each takes one connection. */
  readonly concurrency?: number
  /** Milliseconds between two looks for statuses that a new day has changed. */
  readonly sweepEvery?: number
}

/** A projection that runs. */
export interface Projection {
  /** The conditions of readiness by name; each gives a short reason where it does not hold. */
  readonly checks: Readonly<Record<string, () => Promise<string | void> | string | void>>
  /** Ends after the batches under way. */
  stop(): Promise<void>
}

const KINDS = new Set(['archive-item', 'relationship', 'list-entry', 'rejection', 'repair-notice', 'receipt'])
const URGENT: ReadonlySet<string> = new Set(['list-entry', 'repair-notice'])
const LONGEST_SILENCE = 10_000

/** The topics that are projected, by name. */
export const projectedTopics = (schemaDir: string): ReadonlyMap<string, ProjectedTopic> =>
  new Map(
    readTopics(schemaDir)
      .filter((topic): topic is ProjectedTopic => KINDS.has(topic.record) && topic.province !== null)
      .map(topic => [topic.name, topic]),
  )

/** Brings the read model's tables up to date and fills them from every province's topics until stopped. */
export async function runProjection(parts: ProjectionParts): Promise<Projection> {
  const { db, kafka, catalogue, law, keys, schemaDir, log, now, fail, concurrency = 4, sweepEvery = 60_000 } = parts
  await migrateReadModel(db)
  const topics = projectedTopics(schemaDir)
  const project = {
    db,
    catalogue,
    topics,
    now,
    keyring: keys,
    validate: createRecordValidator(schemaDir),
    entitled: createEntitlement(catalogue),
    judge: createRepairJudge(catalogue, law),
    onApplied: (topic: ProjectedTopic, applied: Parameters<typeof traceProjected>[1], begun: Date) => {
      const ended = now()
      meters.applied(topic, applied, ended)
      traceProjected(topic, applied, begun, ended)
      for (const { reason, detail } of applied.quarantined) log.error({ topic: topic.name, reason, detail }, 'a record is kept aside')
    },
  }
  const consumer = createConsumer({
    kafka,
    log,
    concurrency,
    // People's livelihoods hang on a list entry: a repair does not wait for archives.
    urgent: topic => URGENT.has(topics.get(topic)!.record),
    onCrash: fail,
    groupId: await groupOf(db),
    topics: [...topics.keys()],
    onBatch: (topic, partition, messages) => projectBatch(topic, partition, messages, project),
  })
  const meters = createMeters(() => consumer.progress(), {
    waiting: () => waitingReceipts(db),
    rejected: () => rejectedReceipts(db),
    directory: () => daysLeft(keys, now),
    now,
  })
  await consumer.start()
  const sweeping = sweepAlways({ db, now, every: sweepEvery, log, swept: meters.swept })
  return {
    checks: {
      consumer: () => {
        const { assigned, silentFor } = consumer.progress()
        return silentFor > LONGEST_SILENCE ? 'Kafka does not answer' : assigned === 0 ? 'no partition is assigned' : undefined
      },
      progress: () => consumer.progress().failing ?? undefined,
      database: async () => {
        await sql`select 1`.execute(db)
      },
      sweep: () => sweeping.failing() ?? undefined,
      keys: async () => {
        await keys()
      },
    },
    stop: async () => {
      await consumer.stop()
      await sweeping.stop()
    },
  }
}

interface Sweeping {
  failing(): string | null
  stop(): Promise<void>
}

/** Looks for changed statuses at once and then over and over; a failed look is repeated at the next turn. */
function sweepAlways({
  db,
  now,
  every,
  log,
  swept,
}: {
  db: Kysely<ReadModelTables>
  now: () => Date
  every: number
  log: StreamLog
  swept: (rows: number) => void
}): Sweeping {
  let failing: string | null = null
  let running: Promise<void> = Promise.resolve()
  const sweep = async (): Promise<void> => {
    try {
      const rows = await sweepStatuses({ db, now })
      failing = null
      swept(rows)
      if (rows > 0) log.info({ rows }, 'a new day changed statuses')
    } catch (error) {
      failing = String((error as { code?: unknown }).code ?? 'failed')
      log.warn({ error }, 'the sweep is tried again')
    }
  }
  const turn = (): void => {
    running = running.then(sweep)
  }
  turn()
  const timer = setInterval(turn, every)
  return {
    failing: () => failing,
    stop: () => {
      clearInterval(timer)
      return running
    },
  }
}
