import { createStatement } from '@delta/store'
import { type Kysely, sql } from 'kysely'

/** One partition of a topic. */
export interface Lane {
  readonly topic: string
  readonly partition: number
}

/** The last record of a partition that the read model holds; before the first, number 0 at offset -1. */
export interface Position {
  readonly seq: number
  readonly offset: number
}

const lock = createStatement<Lane, { seq: number; kafka_offset: number }>(
  ({
    topic,
    partition,
  }) => sql`insert into projection_position as p (topic, partition, seq, kafka_offset, updated_at) values (${topic}, ${partition}, 0, -1, now())
    on conflict (topic, partition) do update set updated_at = now() returning seq, kafka_offset`,
)
const save = createStatement<Lane & Position>(
  ({ topic, partition, seq, offset }) => sql`update projection_position set seq = ${seq}, kafka_offset = ${offset}, updated_at = now()
    where topic = ${topic} and partition = ${partition}`,
)

/** Locks a partition's position until the transaction ends, so that only one writer goes on from it, and gives it. */
export async function lockPosition<DB>(trx: Kysely<DB>, lane: Lane): Promise<Position> {
  const [row] = await lock(trx, lane)
  return { seq: row!.seq, offset: row!.kafka_offset }
}

/** Writes a partition's position. */
export async function savePosition<DB>(trx: Kysely<DB>, lane: Lane, position: Position): Promise<void> {
  await save(trx, { ...lane, ...position })
}

/** The name of the consumer group that fills this database: a new database reads from the beginning. */
export async function groupOf<DB>(db: Kysely<DB>): Promise<string> {
  const { rows } = await sql<{ id: string }>`select id from read_model`.execute(db)
  return `delta-projector-${rows[0]!.id}`
}
