import { createMomentWith } from './moment.ts'
import { CHANGED_BY_THEN, changedSince, oldestOf, type Pass, type Place } from './pass.ts'
import { quotedName } from './quoted.ts'
import type { RawRows, Session } from './session.ts'

/** How a table's newest rows are found quickly: an indexed column that usually grows, and how far behind its maximum to look. */
export interface RecentOrder {
  readonly column: string
  readonly type: 'timestamp-shanghai' | 'epoch-milliseconds' | 'serial'
  readonly key: readonly string[]
  /** Minutes for times, numbers for a serial. */
  readonly window: number
}

/** Where the window starts. A row from the future does not push the others out of it. */
const WINDOW_START: Readonly<Record<RecentOrder['type'], (column: string, window: number) => string>> = {
  'timestamp-shanghai': (column, window) =>
    `greatest(least(max(${column}), now() at time zone 'Asia/Shanghai'), timestamp '2000-01-01') - ${window} * interval '1 minute'`,
  'epoch-milliseconds': (column, window) => `greatest(least(max(${column}), (extract(epoch from now()) * 1000)::bigint), 0) - ${window * 60_000}`,
  serial: (column, window) => `greatest(max(${column}), 0) - ${window}`,
}

/** Which rows lie in the window. */
const inWindow = (table: string, { column, type, window }: RecentOrder): string =>
  `t.${quotedName(column)} >= (select ${WINDOW_START[type](quotedName(column), window)} from ${table})`

/** Makes the look at a table's moment that tells whether the window has rows that changed since `earlier`: mostly it has none, and then this is all that is asked. */
export function createRecentMoment(
  table: string,
  order: RecentOrder,
): (session: Session, earlier: string | null) => ReturnType<ReturnType<typeof createMomentWith>> {
  const look = createMomentWith(table, `${inWindow(table, order)} and ${CHANGED_BY_THEN}`)
  return (session, earlier) => look(session, earlier, earlier === null ? [null, null] : oldestOf(earlier))
}

/** A page of changed rows and the place after it; no place when the window is exhausted. */
export interface Page {
  readonly found: RawRows
  readonly at: Place | null
}

/** Reads the next rows of the window that changed, in the order of the column and the key. `select` follows the order and key columns in each row read. */
export async function readRecentPage(session: Session, table: string, select: string, order: RecentOrder, pass: Pass, limit: number): Promise<Page> {
  const columns = [order.column, ...order.key].map(name => `t.${quotedName(name)}`)
  const after = (pass.current?.at?.after ?? null) as readonly string[] | null
  const changed = changedSince(pass, 2)!
  const values: unknown[] = [limit, ...changed.values, ...(after ?? [])]
  const keyset = after ? ` and (${columns.join(', ')}) > (${columns.map((_, n) => `$${n + 6}`).join(', ')})` : ''
  const { fields, rows } = await session.read(
    `select ${columns.join(', ')}, ${select} from ${table} t where ${inWindow(table, order)}${keyset} and ${changed.sql} order by ${columns.join(', ')} limit $1`,
    values,
  )
  const found = { fields: fields.slice(columns.length), rows: rows.map(row => row.slice(columns.length)) }
  return { found, at: rows.length < limit ? null : { after: rows.at(-1)!.slice(0, columns.length) } }
}
