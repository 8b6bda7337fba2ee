import { type Kysely, sql } from 'kysely'
import type { AdapterTables } from '../tables.ts'
import { pushAnswer, type RowAnswer } from './push-answer.ts'

/** What tells a pushed batch from others: its key, the digest of what was signed, and the key that signed it. */
export interface PushIdentity {
  readonly idempotencyKey: string
  readonly digest: string
  readonly kid: string
}

/** Whether a batch with this key has been taken. */
export async function isPushKept(trx: Kysely<AdapterTables>, idempotencyKey: string): Promise<boolean> {
  return (await sql`select from push_batch where idempotency_key = ${idempotencyKey}`.execute(trx)).rows.length > 0
}

/** Keeps a batch with its answer, in the transaction of what its rows have changed. */
export async function keepPush(
  trx: Kysely<AdapterTables>,
  { idempotencyKey, digest, kid }: PushIdentity,
  rows: readonly RowAnswer[],
  at: string,
): Promise<void> {
  const answer = JSON.stringify(pushAnswer(idempotencyKey, new Date(at).toISOString(), rows))
  await sql`insert into push_batch values (${idempotencyKey}, ${digest}, ${kid}, ${at}, ${answer})`.execute(trx)
}

/** The digest and the answer (JSON) of the batch with this key; null where none has been taken. */
export async function readPush(db: Kysely<AdapterTables>, idempotencyKey: string): Promise<{ digest: string; answer: string } | null> {
  const { rows } = await sql<{ digest: string; answer: string }>`select digest, answer from push_batch where idempotency_key = ${idempotencyKey}`.execute(db)
  return rows[0] ?? null
}
