import type { ListEntry, Province } from '@delta/model'
import { createStatement } from '@delta/store'
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
  }) => sql`select record_id, province, domain, polarity, unit, subject_id, subject_name, subject_division as division, basis, case_no, valid_from, valid_to
    from list_entry where subject_id = any(${ids}::text[]) and status = 'EFFECTIVE' order by subject_id, record_id`,
)

/** The entries in force that stand under some subject ids, in one statement. */
export function inForceOf<DB extends ListTables>(db: Kysely<DB>, ids: readonly string[]): Promise<readonly EntryInForce[]> {
  return read(db, { ids })
}
