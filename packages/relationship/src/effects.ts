import { addCounts, type CountChanges, createCountChanges } from '@delta/store'
import type { Kysely } from 'kysely'
import type { RelationTable } from './tables.ts'

/** The rollup row that a relation counts in. */
export type RelationCountKey = Pick<RelationTable, 'province' | 'subject_province' | 'dimension' | 'party_kind' | 'placement' | 'party_province' | 'unit'>

/** How relations count. */
export type StatusClass = RelationTable['status_class']

/** What follows from changed rows: written last, because rollups are rows that every writer wants. */
export interface RelationEffects {
  readonly counts: CountChanges<RelationCountKey, StatusClass>
  /** Since when what is written is known. */
  readonly at: string
}

type Counted = RelationCountKey & { readonly status_class: StatusClass }

const CLASSES = ['effective', 'repaired', 'ended'] as const
const KEY = {
  dimension: 'text',
  party_kind: 'text',
  placement: 'text',
  party_province: 'text',
  unit: 'text',
  subject_province: 'text',
  province: 'text',
} as const
const TABLE = { table: 'relation_rollup', key: KEY, counts: CLASSES } as const

/** Nothing has followed yet. */
export const createRelationEffects = (now: Date): RelationEffects => ({
  counts: createCountChanges<RelationCountKey, StatusClass>(CLASSES),
  at: now.toISOString(),
})

/** Moves a relation from where it counted (null: nowhere) to where it counts now. */
export function moveRelationCount({ counts }: RelationEffects, before: Counted | null, after: Counted | null): void {
  const key = ({ province, dimension, party_kind, placement, party_province, unit, subject_province }: Counted): RelationCountKey => ({
    province,
    dimension,
    party_kind,
    placement,
    party_province,
    unit,
    subject_province,
  })
  if (before) counts.add(key(before), before.status_class, -1)
  if (after) counts.add(key(after), after.status_class, 1)
}

/** Writes the rollups. Nothing else may be locked after this in the same transaction, but the regional list's log. */
export async function settleRelations<DB>(trx: Kysely<DB>, effects: RelationEffects): Promise<void> {
  await addCounts(trx, TABLE, effects.counts.rows())
}
