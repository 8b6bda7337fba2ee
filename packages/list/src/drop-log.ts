import { type Kysely, sql } from 'kysely'
import type { ListLogTables } from './log-tables.ts'

/** Drops the bodies of changes taken before a moment, but for those that entries in force still rest on: hashes stay, so every proof does. At most `limit` in one call; gives how many numbers it went on. */
export async function dropLog<DB extends ListLogTables>(db: Kysely<DB>, before: Date, limit = 10_000): Promise<number> {
  return db.transaction().execute(async trx => {
    const { rows } = await sql<{ dropped: number; upto: number | null }>`select h.dropped,
      (select max(seq) from (select seq from list_log where seq > h.dropped and at < ${before.toISOString()}::timestamptz order by seq limit ${limit}) old) as upto
      from list_log_head h for no key update`.execute(trx)
    const { dropped, upto } = rows[0]!
    if (upto === null) return 0
    await sql`update list_log l set text = null, salt = null where seq > ${dropped} and seq <= ${upto}
      and not exists (select from list_log_entry e where e.record_id = l.record_id and e.seq = l.seq and e.listed)`.execute(trx)
    await sql`update list_log_head set dropped = ${upto}`.execute(trx)
    return upto - dropped
  })
}
