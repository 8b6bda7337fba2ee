import { allEvidence, type AsOf, type Json, knownRows, rowsOnDay, withTables } from '@delta/graph'
import { countedByClass } from '@delta/store'
import { sql } from 'kysely'
import { ITEM_COLUMNS } from './project.ts'
import { SUBJECT_COLUMNS } from './state-subjects.ts'

/** The same answer as of another moment: within it the names of the archive's tables stand for what was known then, each item as it was on the day, the counts for what those rows count, and looks for those until then. */
export function archiveAsOf(json: Json, asOf: AsOf | null): Json {
  if (asOf === null) return json
  return withTables(json, {
    subject: { rows: knownRows('subject', [...Object.keys(SUBJECT_COLUMNS), 'registered'], asOf) },
    archive_item: { rows: rowsOnDay('archive_item', Object.keys(ITEM_COLUMNS), asOf) },
    archive_evidence: { rows: allEvidence('archive_evidence') },
    archive_rollup: {
      rows: sql`select i.subject_kind as kind, i.category, i.indicator, i.province, i.unit, ${countedByClass('i')} from archive_item i group by 1, 2, 3, 4, 5`,
      once: true,
    },
    evidence: { rows: sql`select * from evidence where at::timestamptz <= ${asOf.known}::timestamptz` },
  })
}
