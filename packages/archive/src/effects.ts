import { addCounts, type CountChanges, createCountChanges } from '@delta/store'
import { isCounted } from '@delta/model'
import type { Kysely } from 'kysely'
import type { ArchiveRollupTable } from './tables.ts'

/** The rollup row that an item counts in. */
export type ArchiveCountKey = Pick<ArchiveRollupTable, 'kind' | 'category' | 'indicator' | 'province' | 'unit'>

/** How items count. */
export type StatusClass = 'effective' | 'repaired' | 'ended'

/** What follows from changed rows: written last, because rollups are rows that every writer wants. */
export interface ArchiveEffects {
  readonly counts: CountChanges<ArchiveCountKey, StatusClass>
  /** Since when what is written is known. */
  readonly at: string
}

/** Where an item counts and as what; one that is deleted does not. */
export type CountedItem = Omit<ArchiveCountKey, 'kind'> & { readonly subject_kind: ArchiveCountKey['kind']; readonly status_class: StatusClass | 'deleted' }

const CLASSES = ['effective', 'repaired', 'ended'] as const
const KEY = { kind: 'text', category: 'text', indicator: 'text', province: 'text', unit: 'text' } as const
const TABLE = { table: 'archive_rollup', key: KEY, counts: CLASSES } as const

/** Nothing has followed yet. */
export const createArchiveEffects = (now: Date): ArchiveEffects => ({
  counts: createCountChanges<ArchiveCountKey, StatusClass>(CLASSES),
  at: now.toISOString(),
})

/** Moves an item from where it counted (null: nowhere) to where it counts now. */
export function moveArchiveCount({ counts }: ArchiveEffects, before: CountedItem | null, after: CountedItem | null): void {
  const key = ({ subject_kind, category, indicator, province, unit }: CountedItem): ArchiveCountKey => ({
    kind: subject_kind,
    category,
    indicator,
    province,
    unit,
  })
  if (before && isCounted(before.status_class)) counts.add(key(before), before.status_class, -1)
  if (after && isCounted(after.status_class)) counts.add(key(after), after.status_class, 1)
}

/** Writes the rollups. Nothing else may be locked after this in the same transaction, but the other products' rollups and the regional list's log. */
export async function settleArchive<DB>(trx: Kysely<DB>, effects: ArchiveEffects): Promise<void> {
  await addCounts(trx, TABLE, effects.counts.rows())
}
