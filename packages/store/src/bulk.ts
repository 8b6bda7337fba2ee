import { type Kysely, type RawBuilder, sql } from 'kysely'
import { createStatement, type Statement } from './statement.ts'

/** Columns of rows that are sent in bulk: name → PostgreSQL type. */
export type BulkColumns = Readonly<Record<string, string>>

/** Rows as the one JSON text that `recordset` takes. */
export const jsonRows = (rows: readonly object[]): string => JSON.stringify(rows)

/** Rows, or the place of a `jsonRows` text in a statement, as a FROM item named `alias`: all in one bound value, so a statement's text does not depend on how many there are. A property that a row lacks is null. */
export function recordset(rows: readonly object[] | RawBuilder<unknown>, columns: BulkColumns, alias: string): RawBuilder<unknown> {
  const definition = Object.entries(columns).map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`)
  return sql`json_to_recordset(${Array.isArray(rows) ? jsonRows(rows) : rows}::json) as ${sql.ref(alias)} (${sql.join(definition)})`
}

/** How `upsertRows` treats rows that are already there. */
export interface UpsertOptions {
  /** The columns of the table's primary key. Rows are written in its order, so that two writers never wait for each other in a ring. */
  readonly key: readonly string[]
  /** Columns that keep what the stored row has. */
  readonly keep?: readonly string[]
  /** A column that must grow: a row that is not above the stored one changes nothing. */
  readonly above?: string
}

type Upsert = Statement<{ rows: string }, never>

const upserts = new WeakMap<BulkColumns, Map<string, Upsert>>()

/** Inserts rows or replaces those with the same key, in one statement. No two of the rows may share a key. The columns should be one constant, by which the statement is remembered. */
export async function upsertRows<DB>(db: Kysely<DB>, table: string, columns: BulkColumns, rows: readonly object[], options: UpsertOptions): Promise<void> {
  if (rows.length === 0) return
  const known = upserts.get(columns) ?? new Map<string, Upsert>()
  const shape = JSON.stringify([table, options])
  const upsert = known.get(shape) ?? createUpsert(table, columns, options)
  upserts.set(columns, known.set(shape, upsert))
  await upsert(db, { rows: jsonRows(rows) })
}

const createUpsert = (table: string, columns: BulkColumns, { key, keep = [], above }: UpsertOptions): Upsert =>
  createStatement(values => {
    const names = Object.keys(columns).map(name => sql.ref(name))
    const replaced = Object.keys(columns)
      .filter(name => !key.includes(name) && !keep.includes(name))
      .map(name => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`)
    const newer = above === undefined ? sql`` : sql` where ${sql.ref(`excluded.${above}`)} > ${sql.ref(`stored.${above}`)}`
    return sql`insert into ${sql.table(table)} as stored (${sql.join(names)})
      select ${sql.join(names)} from ${recordset(values.rows, columns, 'sent')}
      order by ${sql.join(key.map(name => sql.ref(name)))}
      on conflict (${sql.join(key.map(name => sql.ref(name)))}) do update set ${sql.join(replaced)}${newer}`
  })
