import { allEvidence, type AsOf, type Json, rowsOnDay, withTables } from '@delta/graph'
import { countedByClass } from '@delta/store'
import { sql } from 'kysely'
import { RELATION_COLUMNS } from './project.ts'

/** The same answer as of another moment: within it the names of the relationship's tables stand for what was known then, each relation as it was on the day, and the counts for what those rows count. */
export function relationAsOf(json: Json, asOf: AsOf | null): Json {
  if (asOf === null) return json
  return withTables(json, {
    relation: { rows: rowsOnDay('relation', Object.keys(RELATION_COLUMNS), asOf) },
    relation_evidence: { rows: allEvidence('relation_evidence') },
    relation_rollup: {
      rows: sql`select r.province, r.subject_province, r.dimension, r.party_kind, r.placement, r.party_province, r.unit, ${countedByClass('r')} from relation r group by 1, 2, 3, 4, 5, 6, 7`,
      once: true,
    },
  })
}
