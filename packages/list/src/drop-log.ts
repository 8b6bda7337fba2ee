import { type Kysely, sql } from 'kysely'
import type { ListLogTables } from './log-tables.ts'

/** Drops the bodies of changes up to the first that was taken since a moment, but for those that entries in force still rest on: hashes stay, so every proof does. At most `limit` in one call; gives how many numbers it went on. */
export async function dropLog<DB extends ListLogTables>(db: Kysely<DB>, before: Date, limit = 10_000): Promise<number> {
  return db.transaction().execute(async trx => {
    // The lock first: what is looked at with it may be older than the head that was waited for.
    const { rows: heads } = await sql<{ dropped: number; most: number }>`select dropped, least(seq, dropped + ${limit}::int) as most from list_log_head
      for no key update`.execute(trx)
    const { dropped, most } = heads[0]!
    const { rows: young } = await sql<{
      seq: number
    }>`select seq from list_log where seq > ${dropped} and seq <= ${most} and at >= ${before.toISOString()}::timestamptz
      order by seq limit 1`.execute(trx)
    const upto = young[0] ? young[0].seq - 1 : most
    if (upto === dropped) return 0
    await sql`update list_log l set text = null, salt = null where seq > ${dropped} and seq <= ${upto}
      and not exists (select from list_log_entry e where e.record_id = l.record_id and e.seq = l.seq and e.listed)`.execute(trx)
    await sql`update list_log_head set dropped = ${upto}`.execute(trx)
    return upto - dropped
  })
}
