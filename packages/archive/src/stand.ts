import { archiveStatusOn, type Day, dayAfter, restsOn } from '@delta/model'
import { recordset } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import { type ArchiveEffects, moveArchiveCount } from './effects.ts'
import type { ArchiveItemTable } from './tables.ts'

type Facts = Pick<ArchiveItemTable, 'op' | 'valid_to' | 'licence' | 'penalty' | 'repair' | 'lapse'>
type Standing = Pick<ArchiveItemTable, 'status' | 'status_class' | 'changes_on' | 'rests_on'>

/** Where an item stands on a day by the facts of its row: the one place in which that is decided. */
export function standingOf({ op, valid_to, licence, penalty, repair, lapse }: Facts, day: Day): Standing {
  const { status, class: statusClass, changesOn } = archiveStatusOn({ op, until: valid_to, licence, penalty, repair, lapse }, day)
  return { status, status_class: statusClass, changes_on: changesOn, rests_on: restsOn([valid_to && dayAfter(valid_to), repair?.on, lapse?.on], day) }
}

const STANDING = {
  province: 'text',
  subject_id: 'text',
  record_id: 'text',
  status: 'text',
  status_class: 'text',
  changes_on: 'date',
  rests_on: 'date',
  repair: 'jsonb',
} as const

/** Gives locked items the standing that they have on a day, where `repairOf` says with which decision; counts follow. */
export async function standAnew<DB>(
  trx: Kysely<DB>,
  rows: readonly ArchiveItemTable[],
  { day, effects, repairOf = row => row.repair }: { day: Day; effects: ArchiveEffects; repairOf?: (row: ArchiveItemTable) => ArchiveItemTable['repair'] },
): Promise<void> {
  const after = rows.map(row => {
    const repair = repairOf(row)
    const next = { ...row, repair, ...standingOf({ ...row, repair }, day) }
    moveArchiveCount(effects, row, next)
    return next
  })
  if (after.length === 0) return
  await sql`update archive_item i set status = s.status, status_class = s.status_class, changes_on = s.changes_on, rests_on = s.rests_on, repair = s.repair
    from ${recordset(after, STANDING, 's')} where i.province = s.province and i.subject_id = s.subject_id and i.record_id = s.record_id`.execute(trx)
}
