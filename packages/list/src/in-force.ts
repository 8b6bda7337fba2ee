import type { ListEntry, Province } from '@delta/model'
import { createStatement, inEffect } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import type { ListTables } from './tables.ts'

/** An entry in force as those need it who act on it. */
export interface EntryInForce {
  readonly record_id: string
  readonly province: Province
  readonly domain: string
  readonly polarity: ListEntry['polarity']
  readonly unit: string
  readonly subject_id: string
  readonly subject_name: string | null
  readonly division: string | null
  readonly basis: string | null
  readonly case_no: string | null
  readonly valid_from: string
  readonly valid_to: string | null
}

const read = createStatement<{ ids: readonly string[] }, EntryInForce>(
  ({
    ids,
  }) => sql`select e.record_id, e.province, e.domain, e.polarity, e.unit, e.subject_id, e.subject_name, e.subject_division as division, e.basis, e.case_no, e.valid_from, e.valid_to
    from list_entry e where e.subject_id = any(${ids}::text[]) and ${inEffect('e')} order by e.subject_id, e.record_id`,
)

/** The entries in force that stand under some subject ids, in one statement. */
export function inForceOf<DB extends ListTables>(db: Kysely<DB>, ids: readonly string[]): Promise<readonly EntryInForce[]> {
  return read(db, { ids })
}
