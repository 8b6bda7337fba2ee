import { archiveStatusOn, canonicalJson, type Day, dayAfter, restsOn, type StatusStep, statusSteps } from '@delta/model'
import { recordset } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import { type ArchiveEffects, moveArchiveCount } from './effects.ts'
import type { ArchiveItemTable } from './tables.ts'

type Facts = Pick<ArchiveItemTable, 'op' | 'valid_to' | 'licence' | 'penalty' | 'repair' | 'lapse'>
type Standing = Pick<ArchiveItemTable, 'status' | 'status_class' | 'changes_on' | 'rests_on'>

const onDay = ({ op, valid_to, licence, penalty, repair, lapse }: Facts, day: Day) =>
  archiveStatusOn({ op, until: valid_to, licence, penalty, repair, lapse }, day)

/** Where an item stands on a day by the facts of its row: the one place in which that is decided. */
export function standingOf(facts: Facts, day: Day): Standing {
  const { valid_to, repair, lapse } = facts
  const { status, class: statusClass, changesOn } = onDay(facts, day)
  return { status, status_class: statusClass, changes_on: changesOn, rests_on: restsOn([valid_to && dayAfter(valid_to), repair?.on, lapse?.on], day) }
}

/** What an item is on every day by the facts of its row; null where it is the same on all. */
export function stepsOf(facts: Facts): readonly StatusStep[] | null {
  const steps = statusSteps(day => onDay(facts, day))
  return steps.length === 1 ? null : steps
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
  steps: 'jsonb',
  known_at: 'timestamptz',
} as const

/** Gives locked items the standing that they have on a day, where `repairOf` says with which decision; counts follow. */
export async function standAnew<DB>(
  trx: Kysely<DB>,
  rows: readonly ArchiveItemTable[],
  { day, effects, repairOf = row => row.repair }: { day: Day; effects: ArchiveEffects; repairOf?: (row: ArchiveItemTable) => ArchiveItemTable['repair'] },
): Promise<void> {
  const after = rows.map(row => {
    const repair = repairOf(row)
    const facts = { ...row, repair }
    const known = canonicalJson(repair as never) !== canonicalJson(row.repair as never)
    const next = { ...facts, ...standingOf(facts, day), steps: known ? stepsOf(facts) : row.steps, known_at: known ? effects.at : null }
    moveArchiveCount(effects, row, next)
    return next
  })
  if (after.length === 0) return
  await sql`update archive_item i set status = s.status, status_class = s.status_class, changes_on = s.changes_on, rests_on = s.rests_on, repair = s.repair, steps = s.steps,
      known_at = coalesce(s.known_at, i.known_at)
    from ${recordset(after, STANDING, 's')} where i.province = s.province and i.subject_id = s.subject_id and i.record_id = s.record_id`.execute(trx)
}
