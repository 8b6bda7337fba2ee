import { type Day, listStatusOn } from '@delta/model'
import { recordset } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import { listChangeOp } from './changes.ts'
import { type ListEffects, moveListCount } from './effects.ts'
import { bodyOf } from './project.ts'
import type { ListEntryTable } from './tables.ts'

type Due = ListEntryTable & { value: string | null }

const STATUS = { province: 'text', record_id: 'text', status: 'text', status_class: 'text', changes_on: 'date' } as const

/** Gives at most `limit` entries whose status has changed by itself the status of the day, in the order in which they fell due. Rows that another transaction holds are left for the next call. Gives how many it took. */
export async function sweepList<DB>(trx: Kysely<DB>, { day, limit, effects }: { day: Day; limit: number; effects: ListEffects }): Promise<number> {
  const { rows } = await sql<Due>`
    select e.*, v.value from list_entry e left join list_evidence v on v.province = e.province and v.record_id = e.record_id
    where e.changes_on <= ${day}::date order by e.changes_on, e.province, e.record_id limit ${limit} for no key update of e skip locked`.execute(trx)
  const after = rows.map(({ value, ...row }) => {
    const {
      status,
      class: statusClass,
      changesOn,
    } = listStatusOn({ op: row.op, to: row.valid_to, removedOn: row.removed_on, removalReason: row.removal_reason }, day)
    const next = { ...row, status, status_class: statusClass, changes_on: changesOn }
    moveListCount(effects, row, next)
    if (status !== row.status) {
      effects.changes.push({
        op: listChangeOp(row.status, status),
        reason: 'DAY',
        record_id: row.record_id,
        version: row.version,
        province: row.province,
        domain: row.domain,
        polarity: row.polarity,
        unit: row.unit,
        subject_id: row.subject_id,
        subject_division: row.subject_division,
        status,
        body: bodyOf(value === null ? {} : (JSON.parse(value) as object), next),
      })
    }
    return next
  })
  if (after.length > 0) {
    await sql`update list_entry e set status = s.status, status_class = s.status_class, changes_on = s.changes_on
      from ${recordset(after, STATUS, 's')} where e.province = s.province and e.record_id = s.record_id`.execute(trx)
  }
  return rows.length
}
