import { type Kysely, type QueryExecutorProvider, sql } from 'kysely'
import type { OutboxMessage } from './outbox.ts'

/**
 * Takes away, in the caller's transaction, what an outbox holds of records before their tombstones, which have been appended. Their numbers stay. A batch that had been
 * sealed with them gets another seal when it is sent again (`sealOnce`): of what is left.
 */
export async function eraseFromOutbox(trx: QueryExecutorProvider, tombstones: readonly Pick<OutboxMessage, 'topic' | 'partition' | 'key'>[]): Promise<void> {
  for (const lane of Map.groupBy(tombstones, ({ topic, partition }) => `${topic} ${partition}`).values()) {
    const { topic, partition } = lane[0]!
    await sql`update outbox set value = null, erased_at = now()
      where topic = ${topic} and partition = ${partition} and key = any(${lane.map(({ key }) => key)}::text[]) and value is not null`.execute(trx)
  }
}

/** Has any record of a stretch of numbers been erased? */
export async function isErased<DB>(
  db: Kysely<DB>,
  { topic, partition, first, seq }: { topic: string; partition: number; first: number; seq: number },
): Promise<boolean> {
  const { rows } =
    await sql`select from outbox where topic = ${topic} and partition = ${partition} and seq between ${first} and ${seq} and erased_at is not null limit 1`.execute(
      db,
    )
  return rows.length > 0
}
