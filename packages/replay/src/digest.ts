import { type Kysely, sql } from 'kysely'
import { LEFT_OUT } from './models.ts'

/** What a part of a table holds: rows that stand for one province, or all where a table has none. */
export interface Digest {
  readonly table: string
  /** The province's code; empty where the table is not by province. */
  readonly part: string
  readonly rows: number
  /** 32 hex digits over every column that is not left out; whatever the order of the rows. */
  readonly digest: string
}

/** The columns of a table that a digest covers, in their order. */
export async function coveredColumns<DB>(db: Kysely<DB>, table: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select attname as name from pg_attribute where attrelid = ${`public.${table}`}::regclass and attnum > 0 and not attisdropped order by attname`.execute(db)
  return rows.map(row => row.name).filter(name => LEFT_OUT[name] === undefined)
}

/** SQL: the hash (MD5, for comparison only) of a row's covered columns. */
export const hashOf = (alias: string, columns: readonly string[]) => sql`md5(row(${sql.join(columns.map(name => sql.ref(`${alias}.${name}`)))})::text)`

/** Computes the digests of tables as they stand in one schema, by province. */
export async function digestTables<DB>(db: Kysely<DB>, tables: readonly string[], schema = 'public'): Promise<Digest[]> {
  const digests: Digest[] = []
  for (const table of tables) {
    const columns = await coveredColumns(db, table)
    const part = columns.includes('province') && table !== 'subject' ? sql`t.province` : sql`''`
    const half = (from: number) => sql`sum(('x' || substr(h, ${sql.lit(from)}, 16))::bit(64)::bigint::numeric)`
    const { rows } = await sql<Omit<Digest, 'table'>>`
      select part, count(*) as rows, md5(${half(1)}::text || ' ' || ${half(17)}::text) as digest
      from (select ${part} as part, ${hashOf('t', columns)} as h from ${sql.table(`${schema}.${table}`)} t) hashed group by part order by part`.execute(db)
    digests.push(...rows.map(row => ({ table, ...row })))
  }
  return digests
}

/** What two sets of digests differ in, a line each; empty where they are equal. */
export function differences(before: readonly Digest[], after: readonly Digest[]): string[] {
  const name = ({ table, part }: Digest): string => (part === '' ? table : `${table} ${part}`)
  const others = new Map(after.map(one => [name(one), one]))
  const gone = before.flatMap(one => {
    const other = others.get(name(one))
    others.delete(name(one))
    if (other?.digest === one.digest) return []
    return [`${name(one)}: ${one.rows} rows ${one.digest}, ${other ? `${other.rows} rows ${other.digest}` : 'nothing'}`]
  })
  return [...gone, ...[...others.values()].map(one => `${name(one)}: nothing, ${one.rows} rows ${one.digest}`)]
}
