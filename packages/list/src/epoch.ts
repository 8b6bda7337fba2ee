import { type Kysely, sql } from 'kysely'
import type { ListLogTables } from './log-tables.ts'

/** Begins another log where one that has been told outside is ahead of ours: the database has been restored to an earlier state, so numbers would be given twice. True when it did. */
export async function beginEpochAfter<DB extends ListLogTables>(db: Kysely<DB>, told: { readonly epoch: number; readonly seq: number }): Promise<boolean> {
  const { numAffectedRows } = await sql`update list_log_head set epoch = ${told.epoch} + 1
    where (epoch, seq) < (${told.epoch}, ${told.seq})`.execute(db)
  return numAffectedRows === 1n
}
