import type { RejectCode } from '@delta/model'
import { type Kysely, sql } from 'kysely'
import type { AdapterTables } from './tables.ts'

/**
 * Records of a dataset that wait for one reason, and since when (UTC) the oldest does. E_COUNT_MISMATCH: too much of the dataset came or went on one day. E_GROUP_INCOMPLETE with
 * the field FILE: an earlier file is missing; with another: the rest of the record's group.
 */
export interface HeldCount {
  readonly dataset: string
  readonly code: RejectCode
  readonly field: string
  readonly count: number
  readonly since: string
}

/** Counts what a province's ledger holds back, by dataset and reason. */
export async function heldCounts(db: Kysely<AdapterTables>): Promise<HeldCount[]> {
  const { rows } = await sql<HeldCount>`
    select dataset, code, field, count(*) as count, min(updated_at) as since from ledger where state = 'held' group by dataset, code, field order by dataset, code, field`.execute(
    db,
  )
  return rows
}
