import { allEvidence, type AsOf, type Json, rowsOnDay, withTables } from '@delta/graph'
import { countedByClass } from '@delta/store'
import { sql } from 'kysely'
import { ENTRY_COLUMNS } from './project.ts'

/** The same answer as of another moment: within it the names of the list's tables stand for what was known then, each entry as it was on the day, and the counts for what those rows count. */
export function listAsOf(json: Json, asOf: AsOf | null): Json {
  if (asOf === null) return json
  return withTables(json, {
    list_entry: { rows: rowsOnDay('list_entry', Object.keys(ENTRY_COLUMNS), asOf) },
    list_evidence: { rows: allEvidence('list_evidence') },
    list_rollup: { rows: sql`select e.domain, e.polarity, e.province, e.unit, ${countedByClass('e')} from list_entry e group by 1, 2, 3, 4`, once: true },
  })
}
