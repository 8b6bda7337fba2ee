import { createStatement } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import type { ListLogHeadTable, ListLogTable, ListLogTables } from './log-tables.ts'

/** The log as a reader needs it. */
export type LogHead = Omit<ListLogHeadTable, 'id'>

/** Where the log stands. */
export async function readLogHead<DB extends ListLogTables>(db: Kysely<DB>): Promise<LogHead> {
  const { rows } = await sql<LogHead>`select epoch, seq, root, digest, dropped, at from list_log_head`.execute(db)
  return rows[0]!
}

const readAfter = createStatement<{ after: number; limit: number }, ListLogTable>(
  ({ after, limit }) => sql`select * from list_log where seq > ${after} order by seq limit ${limit}`,
)

/** The changes after a number, in order, at most `limit`. Rejects where one of them is missing: a gap is never passed on. */
export async function readLog<DB extends ListLogTables>(db: Kysely<DB>, after: number, limit: number): Promise<ListLogTable[]> {
  const rows = await readAfter(db, { after, limit })
  if (rows.some((row, n) => row.seq !== after + 1 + n)) throw Object.assign(new Error('the log has a gap'), { code: 'LOG_GAP', safe: true })
  return rows
}

/** The newest change of every entry of the subjects, as of a number, where it was in force then; by record id. */
export async function entriesInForce<DB extends ListLogTables>(db: Kysely<DB>, subjects: readonly string[], seq: number): Promise<ListLogTable[]> {
  const { rows } = await sql<ListLogTable>`select * from (
      select distinct on (record_id) * from list_log where subject_id = any(${subjects}::text[]) and seq <= ${seq} order by record_id, seq desc) newest
    where listed and reason <> 'ERASED' order by record_id`.execute(db)
  return rows
}

/** The stored nodes of leaves (0-based), for proofs. */
export async function readNodes<DB extends ListLogTables>(db: Kysely<DB>, leaves: readonly number[]): Promise<(leaf: number) => Buffer> {
  const { rows } = await sql<{
    seq: number
    nodes: Buffer
  }>`select seq, nodes from list_log where seq = any(${leaves.map(leaf => leaf + 1)}::bigint[])`.execute(db)
  const nodes = new Map(rows.map(row => [row.seq - 1, row.nodes]))
  return leaf => {
    const found = nodes.get(leaf)
    if (!found) throw Object.assign(new Error('a node of the log is missing'), { code: 'LOG_GAP', safe: true })
    return found
  }
}

/** The digests of all sets by province and polarity, base64url, with the head that they belong to. */
export async function readCells<DB extends ListLogTables>(db: Kysely<DB>): Promise<{ head: LogHead; cells: Record<string, string> }> {
  const { rows } = await sql<LogHead & { cells: { cell: string; digest: string }[] | null }>`select h.epoch, h.seq, h.root, h.digest, h.dropped, h.at,
    (select json_agg(json_build_object('cell', cell, 'digest', encode(sha256(state), 'base64')) order by cell) from list_log_cell) as cells from list_log_head h`.execute(
    db,
  )
  const { cells, ...head } = rows[0]!
  return { head, cells: Object.fromEntries((cells ?? []).map(({ cell, digest }) => [cell, Buffer.from(digest, 'base64').toString('base64url')])) }
}
