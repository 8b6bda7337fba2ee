import { type Day, relationStatusOn } from '@delta/model'
import { recordset } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import { moveRelationCount, type RelationEffects } from './effects.ts'
import { warnOfShareSums } from './share-sum.ts'
import type { RelationTable } from './tables.ts'

const STATUS = { province: 'text', record_id: 'text', status: 'text', status_class: 'text', changes_on: 'date' } as const

/** Gives at most `limit` relations whose status has changed by itself the status of the day. Rows that another transaction holds are left for the next call. Gives how many it took. */
export async function sweepRelations<DB>(trx: Kysely<DB>, { day, limit, effects }: { day: Day; limit: number; effects: RelationEffects }): Promise<number> {
  const { rows } = await sql<RelationTable>`
    select * from relation where changes_on <= ${day}::date order by changes_on, province, record_id limit ${limit} for no key update skip locked`.execute(trx)
  const after = rows.map(row => {
    const { status, class: statusClass, changesOn } = relationStatusOn({ op: row.op, validTo: row.valid_to }, day)
    const next = { ...row, status, status_class: statusClass, changes_on: changesOn }
    moveRelationCount(effects, row, next)
    return next
  })
  if (after.length > 0) {
    await sql`update relation r set status = s.status, status_class = s.status_class, changes_on = s.changes_on
      from ${recordset(after, STATUS, 's')} where r.province = s.province and r.record_id = s.record_id`.execute(trx)
  }
  const firms = new Map(
    after.filter(row => row.dimension === 'INVESTOR').map(({ province, subject_id }) => [`${province} ${subject_id}`, { province, subject_id }]),
  )
  await warnOfShareSums(trx, [...firms.values()], effects.at)
  return rows.length
}
