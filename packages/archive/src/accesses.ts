import { jsonConnection, jsonObject, type Json, pageOf, type Selected } from '@delta/graph'
import { sql } from 'kysely'

/** Order of accesses: the newest first. */
export const ACCESS_ORDER = 'archive.access'

/** The looks at a subject (row `s`) that the evidence holds, by keyset: sequence numbers as text of one length, so that any cursor compares. */
export function accessesJson(field: Selected): Json {
  const page = pageOf(field, ACCESS_ORDER)
  const place = sql`lpad(v.seq::text, 19, '0')`
  const after = page.after ? sql`and ${place} < ${page.after[0]}` : sql``
  return jsonConnection({
    selected: field,
    page,
    row: 'x',
    rows: limit => sql`select v.*, array[${place}] as _key from evidence v where v.subject_id = s.id ${after} order by v.seq desc limit ${limit}`,
    node: selected =>
      jsonObject(selected, {
        at: () => sql`x.at`,
        role: () => sql`x.role`,
        purpose: () => sql`x.purpose`,
        product: () => sql`x.product`,
        case: () => sql`x.case_ref`,
      }),
    totalCount: sql`(select count(*) from evidence v where v.subject_id = s.id)`,
  })
}
