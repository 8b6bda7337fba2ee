import { archiveStatusOn, type Day } from '@delta/model'
import { recordset } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import { type ArchiveEffects, moveArchiveCount } from './effects.ts'
import type { ArchiveItemTable } from './tables.ts'

const STATUS = { province: 'text', subject_id: 'text', record_id: 'text', status: 'text', status_class: 'text', changes_on: 'date' } as const

/** Gives at most `limit` items whose status has changed by itself the status of the day. Rows that another transaction holds are left for the next call. Gives how many it took. */
export async function sweepArchive<DB>(trx: Kysely<DB>, { day, limit, effects }: { day: Day; limit: number; effects: ArchiveEffects }): Promise<number> {
  const { rows } = await sql<ArchiveItemTable>`
    select * from archive_item where changes_on <= ${day}::date order by changes_on, province, record_id limit ${limit} for no key update skip locked`.execute(
    trx,
  )
  const after = rows.map(row => {
    const { status, class: statusClass, changesOn } = archiveStatusOn({ op: row.op, until: row.valid_to, licence: row.licence, penalty: row.penalty }, day)
    const next = { ...row, status, status_class: statusClass, changes_on: changesOn }
    moveArchiveCount(effects, row, next)
    return next
  })
  if (after.length > 0) {
    await sql`update archive_item i set status = s.status, status_class = s.status_class, changes_on = s.changes_on
      from ${recordset(after, STATUS, 's')} where i.province = s.province and i.subject_id = s.subject_id and i.record_id = s.record_id`.execute(trx)
  }
  return rows.length
}
