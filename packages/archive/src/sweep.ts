import type { Day } from '@delta/model'
import { type Kysely, sql } from 'kysely'
import type { ArchiveEffects } from './effects.ts'
import { standAnew } from './stand.ts'
import type { ArchiveItemTable } from './tables.ts'

/** Gives at most `limit` items whose status has changed by itself the status of the day. The same where a day turns out not to have come after all (a clock was ahead; by no more than a day is nothing: clocks differ). Rows that another transaction holds are left for the next call. Gives how many it took. */
export async function sweepArchive<DB>(trx: Kysely<DB>, { day, limit, effects }: { day: Day; limit: number; effects: ArchiveEffects }): Promise<number> {
  const { rows } = await sql<ArchiveItemTable>`
    select * from archive_item where changes_on <= ${day}::date or rests_on > ${day}::date + 1 order by changes_on, province, record_id limit ${limit} for no key update skip locked`.execute(
    trx,
  )
  await standAnew(trx, rows, { day, effects })
  return rows.length
}
