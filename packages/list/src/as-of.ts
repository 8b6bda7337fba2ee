import type { AsOf, Json } from '@delta/graph'
import { countedByClass } from '@delta/store'
import { sql } from 'kysely'
import { ENTRY_COLUMNS } from './project.ts'

/** What is found anew for the day. */
const STATUS = new Set(['status', 'status_class'])

/**
 * The same answer as of another moment: within it the names of the list's tables stand for what was known then, each entry as it was on the day, and the counts for what
 * those rows count. Every level of the drill and every page reads them as it reads the tables.
 */
export function listAsOf(json: Json, asOf: AsOf | null): Json {
  if (asOf === null) return json
  const { valid, known, earlier } = asOf
  const at = sql`${known}::timestamptz`
  const begun = earlier ? sql`k.valid_from <= ${valid}::date` : sql`true`
  const names = Object.keys(ENTRY_COLUMNS)
  const all = sql.join(names.map(name => sql.ref(name)))
  const own = sql.join(names.filter(name => !STATUS.has(name)).map(name => sql.ref(`k.${name}`)))
  return sql`(with known_entry as (
      select ${all} from list_entry where known_at <= ${at}
      union all select ${all} from list_entry_past where known_at <= ${at} and known_to > ${at}
    ), list_entry as (
      select ${own}, coalesce(s.step ->> 1, k.status) as status, coalesce(s.step ->> 2, k.status_class) as status_class
      from known_entry k left join lateral (
        select step from jsonb_array_elements(k.steps) step where step ->> 0 is null or step ->> 0 <= ${valid} order by step ->> 0 desc nulls last limit 1
      ) s on true where ${begun}
    ), list_evidence as (
      select v.* from (select * from list_evidence union all select * from list_evidence_past) v
      join list_entry e on (e.province, e.record_id, e.version) = (v.province, v.record_id, v.version)
    ), list_rollup as (
      select e.domain, e.polarity, e.province, e.unit, ${countedByClass('e')} from list_entry e group by 1, 2, 3, 4
    ) select ${json})`
}
