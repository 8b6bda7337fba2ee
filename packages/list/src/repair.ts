import type { Day, ItemRepair, Province } from '@delta/model'
import { type Kysely, sql } from 'kysely'
import type { ListEffects } from './effects.ts'
import { type Due, standAnew } from './stand-anew.ts'
import type { ListEntryTable } from './tables.ts'

/** What the decision on an entry's repair depends on. */
export type RepairableEntry = Pick<ListEntryTable, 'record_id' | 'polarity' | 'unit' | 'valid_from' | 'lapse'>

/** What repairing needs. */
export interface RepairListParts {
  readonly province: Province
  readonly ids: readonly string[]
  readonly day: Day
  readonly effects: ListEffects
  /** The decision that stands on an entry; null where none does. */
  readonly repairOf: (entry: RepairableEntry) => ItemRepair | null
}

/** Brings the decisions of repair cases into the entries that they are about; those that are not there yet are left. */
export async function repairList<DB>(trx: Kysely<DB>, { province, ids, day, effects, repairOf }: RepairListParts): Promise<void> {
  const { rows } = await sql<Due>`
    select e.*, v.value from list_entry e left join list_evidence v on v.province = e.province and v.record_id = e.record_id
    where e.province = ${province} and e.record_id = any(${ids}::text[]) order by e.record_id for no key update of e`.execute(trx)
  await standAnew(trx, rows, { day, effects, reason: 'REPAIR', repairOf })
}
