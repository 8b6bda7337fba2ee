import { canonicalJson, type Day, type ListEntry } from '@delta/model'
import { recordset } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import { type ListEffects, moveListCount } from './effects.ts'
import { changeOfStep, standingOf, stepsOf } from './stand.ts'
import type { ListEntryTable } from './tables.ts'

/** A locked entry with its sealed record. */
export type Due = ListEntryTable & { readonly value: string | null }

const STANDING = {
  province: 'text',
  record_id: 'text',
  status: 'text',
  status_class: 'text',
  changes_on: 'date',
  rests_on: 'date',
  repair: 'jsonb',
  steps: 'jsonb',
  known_at: 'timestamptz',
} as const

/** Gives locked entries the standing that they have on a day, where `repairOf` says with which decision. What changed is told in the regional list, and counted. */
export async function standAnew<DB>(
  trx: Kysely<DB>,
  rows: readonly Due[],
  {
    day,
    effects,
    reason,
    repairOf = row => row.repair,
  }: { day: Day; effects: ListEffects; reason: 'DAY' | 'REPAIR'; repairOf?: (row: Due) => ListEntryTable['repair'] },
): Promise<void> {
  const after = rows.map(({ value, ...row }) => {
    const repair = repairOf({ ...row, value })
    const facts = { ...row, repair }
    const known = canonicalJson(repair as never) !== canonicalJson(row.repair as never)
    const next = { ...facts, ...standingOf(facts, day), steps: known ? stepsOf(facts) : row.steps }
    moveListCount(effects, row, next)
    const same = next.status === row.status && next.status_class === row.status_class && !known
    if (!same) effects.changes.push(...changeOfStep(row, next, reason, value === null ? {} : (JSON.parse(value) as ListEntry)))
    return { ...next, known_at: known ? effects.at : null }
  })
  if (after.length === 0) return
  await sql`update list_entry e set status = s.status, status_class = s.status_class, changes_on = s.changes_on, rests_on = s.rests_on, repair = s.repair, steps = s.steps,
      known_at = coalesce(s.known_at, e.known_at)
    from ${recordset(after, STANDING, 's')} where e.province = s.province and e.record_id = s.record_id`.execute(trx)
}
