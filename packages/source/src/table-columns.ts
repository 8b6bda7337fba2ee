import type { Session } from './session.ts'

/** Names of a table's columns in their order; `table` is quoted SQL. */
export async function columnsOf(session: Session, table: string): Promise<string[]> {
  const { rows } = await session.read('select attname from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum', [
    table,
  ])
  return rows.map(([name]) => name!)
}
