import { type RawBuilder, sql } from 'kysely'
import type { AsOf } from './as-of.ts'
import type { Json } from './json-sql.ts'

/** What stands for a table: rows are read where they are asked for, counts are counted once. */
export interface StandIn {
  readonly rows: RawBuilder<unknown>
  readonly once?: boolean
}

/** The same answer, while names of tables stand for something else: every level of a drill and every page reads it as it reads the tables. */
export function withTables(json: Json, tables: Readonly<Record<string, StandIn>>): Json {
  const all = Object.entries(tables).map(([name, { rows, once = false }]) => sql`${sql.ref(name)} as ${sql.raw(once ? '' : 'not ')}materialized (${rows})`)
  return sql`(with ${sql.join(all)} select ${json})`
}

const list = (columns: readonly string[]): RawBuilder<unknown> => sql.join(columns.map(name => sql.ref(name)))

/** The rows of a table with `known_at`, and of its past states, that were known at the moment: `columns` of them. */
export function knownRows(table: string, columns: readonly string[], { known }: AsOf): RawBuilder<unknown> {
  const at = sql`${known}::timestamptz`
  return sql`select ${list(columns)} from ${sql.table(table)} where known_at <= ${at}
    union all select ${list(columns)} from ${sql.table(`${table}_past`)} where known_at <= ${at} and known_to > ${at}`
}

/** Each version's evidence of a table of evidence and its past. */
export const allEvidence = (table: string): RawBuilder<unknown> => sql`select * from ${sql.table(table)} union all select * from ${sql.table(`${table}_past`)}`

/** What is found anew for the day. */
const STATUS: readonly string[] = ['status', 'status_class']

/** The known rows of a table with `steps` and `valid_from`, each as it was on the day; what began only after a day before that of the knowledge is not there yet. */
export function rowsOnDay(table: string, columns: readonly string[], asOf: AsOf): RawBuilder<unknown> {
  const own = sql.join(columns.filter(name => !STATUS.includes(name)).map(name => sql.ref(`k.${name}`)))
  const begun = asOf.earlier ? sql`(k.valid_from is null or k.valid_from <= ${asOf.valid}::date)` : sql`true`
  return sql`select ${own}, coalesce(s.step ->> 1, k.status) as status, coalesce(s.step ->> 2, k.status_class) as status_class
    from (${knownRows(table, columns, asOf)}) k left join lateral (
      select step from jsonb_array_elements(k.steps) step where step ->> 0 is null or step ->> 0 <= ${asOf.valid} order by step ->> 0 desc nulls last limit 1
    ) s on true where ${begun}`
}
