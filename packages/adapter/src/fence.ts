import { type Kysely, sql } from 'kysely'
import type { AdapterTables } from './tables.ts'

/** Another instance has taken the province over: this one must not write any more. */
export class FencedError extends Error {
  readonly code = 'ADAPTER_FENCED'
  readonly safe = true
}

/** Takes the province over: every transaction of an earlier holder that has not committed by now will fail. Waits for those that are about to. */
export async function raiseFence(db: Kysely<AdapterTables>): Promise<number> {
  const { rows } = await sql<{ epoch: number }>`update fence set epoch = epoch + 1 returning epoch`.execute(db)
  return rows[0]!.epoch
}

/** Checks in the caller's transaction that `epoch` still holds the province, and keeps it so until the transaction ends. Gives the transaction's instant. Throws FencedError. */
export async function withinFence(trx: Kysely<AdapterTables>, epoch: number): Promise<string> {
  const { rows } = await sql<{ epoch: number; at: string }>`select epoch, now() as at from fence for share`.execute(trx)
  if (rows[0]?.epoch !== epoch) throw new FencedError('another instance holds this province')
  return rows[0].at
}
