import { type Day } from '@delta/model'
import { type Kysely, sql } from 'kysely'
import type { ListEffects } from './effects.ts'
import { type Due, standAnew } from './stand-anew.ts'

/** Gives at most `limit` entries whose status has changed by itself the status of the day, in the order in which they fell due. The same where a day turns out not to have come after all (a clock was ahead; by no more than a day is nothing: clocks differ). Rows that another transaction holds are left for the next call. Gives how many it took. */
export async function sweepList<DB>(trx: Kysely<DB>, { day, limit, effects }: { day: Day; limit: number; effects: ListEffects }): Promise<number> {
  const { rows } = await sql<Due>`
    select e.*, v.value from list_entry e left join list_evidence v on v.province = e.province and v.record_id = e.record_id
    where e.changes_on <= ${day}::date or e.rests_on > ${day}::date + 1 order by e.changes_on, e.province, e.record_id limit ${limit} for no key update of e skip locked`.execute(
    trx,
  )
  await standAnew(trx, rows, { day, effects, reason: 'DAY' })
  return rows.length
}
