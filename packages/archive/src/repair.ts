import type { Day, ItemRepair, Province } from '@delta/model'
import { type Kysely, sql } from 'kysely'
import type { ArchiveEffects } from './effects.ts'
import { standAnew } from './stand.ts'
import type { ArchiveItemTable } from './tables.ts'

/** What the decision on an item's repair depends on. */
export type RepairableItem = Pick<ArchiveItemTable, 'record_id' | 'penalty' | 'unit' | 'lapse'>

/** What repairing needs. */
export interface RepairArchiveParts {
  readonly province: Province
  readonly ids: readonly string[]
  readonly day: Day
  readonly effects: ArchiveEffects
  /** The decision that stands on an item; null where none does. */
  readonly repairOf: (item: RepairableItem) => ItemRepair | null
}

/** Brings the decisions of repair cases into the licences and penalties that they are about; those that are not there yet are left. */
export async function repairArchive<DB>(trx: Kysely<DB>, { province, ids, day, effects, repairOf }: RepairArchiveParts): Promise<void> {
  const { rows } = await sql<ArchiveItemTable>`
    select i.* from archive_document d join archive_item i on (i.province, i.subject_id, i.record_id) = (d.province, d.subject_id, d.record_id)
    where d.province = ${province} and d.record_id = any(${ids}::text[]) order by i.record_id for no key update of i`.execute(trx)
  await standAnew(trx, rows, { day, effects, repairOf })
}
