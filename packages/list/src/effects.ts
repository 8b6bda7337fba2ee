import { isCounted } from '@delta/model'
import type { Kysely } from 'kysely'
import { addCounts, type CountChanges, createCountChanges } from '@delta/store'
import { type NewChange, writeListChanges } from './changes.ts'
import { flagChanges } from './flag-changes.ts'
import type { ListEntryTable } from './tables.ts'

/** The rollup row that an entry counts in. */
export type ListCountKey = Pick<ListEntryTable, 'domain' | 'polarity' | 'province' | 'unit'>

/** How entries count; one that is deleted does not. */
export type StatusClass = Exclude<ListEntryTable['status_class'], 'deleted'>

type Counted = ListCountKey & Pick<ListEntryTable, 'status_class'>

/** What follows from changed rows: written last, because rollups and the log's head are rows that every writer wants. */
export interface ListEffects {
  readonly counts: CountChanges<ListCountKey, StatusClass>
  readonly changes: NewChange[]
  /** Since when what is written is known. */
  readonly at: string
}

const CLASSES = ['effective', 'repaired', 'ended'] as const
const TABLE = { table: 'list_rollup', key: { domain: 'text', province: 'text', unit: 'text' }, facts: { polarity: 'text' }, counts: CLASSES } as const

/** Nothing has followed yet. */
export const createListEffects = (now: Date): ListEffects => ({
  counts: createCountChanges<ListCountKey, StatusClass>(CLASSES),
  changes: [],
  at: now.toISOString(),
})

/** Moves an entry from where it counted (null: nowhere) to where it counts now. */
export function moveListCount({ counts }: ListEffects, before: Counted | null, after: Counted | null): void {
  const key = ({ domain, polarity, province, unit }: ListCountKey): ListCountKey => ({ domain, polarity, province, unit })
  if (before && isCounted(before.status_class)) counts.add(key(before), before.status_class, -1)
  if (after && isCounted(after.status_class)) counts.add(key(after), after.status_class, 1)
}

/** Writes the rollups and the changes of the regional list. Nothing else may be locked after this in the same transaction. */
export async function settleList<DB>(trx: Kysely<DB>, effects: ListEffects, now: Date): Promise<void> {
  await addCounts(trx, TABLE, effects.counts.rows())
  await writeListChanges(trx, await flagChanges(trx, effects.changes), now)
}
