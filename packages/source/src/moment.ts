import { hash } from 'node:crypto'
import type { RawRows, Session } from './session.ts'

/** What PostgreSQL says about a table at one moment. */
export interface Moment {
  /** Cluster, timeline, database and table (with its partitions): transaction ids and snapshots mean something only within the same one. */
  readonly source: string
  /** The table's files: places in the heap mean something only within the same ones (VACUUM FULL, CLUSTER and TRUNCATE change them). */
  readonly layout: string
  /** The statement's snapshot. On a standby, which does not list running transactions, everything from the oldest running one on counts as unseen. */
  readonly snapshot: string
  /** Has nothing been written since the earlier snapshot? On a standby nobody can tell. */
  readonly unchanged: boolean
  /**
   * Lowest transaction that ran at the earlier snapshot and has ended since, or null. Rows written in its savepoints carry ids of their own, which a
   * snapshot does not list: PostgreSQL calls them visible although they were not. All such ids are above the transaction's own.
   */
  readonly floor: string | null
  /** Length in blocks of the longest of the table's files. */
  readonly blocks: number
}

/** The statement that reads a moment of table $1 after snapshot $2; `more` are further columns, which may use what `own` holds: the snapshot, and the floor. */
const momentSql = (more: string): string => `
with recursive tree(rel) as (
  select $1::regclass::oid union all select i.inhrelid from pg_inherits i join tree on i.inhparent = tree.rel
), files as (
  select string_agg(rel::text, ',' order by rel) as rels, string_agg(coalesce(pg_relation_filenode(rel::regclass), 0)::text, ',' order by rel) as nodes,
    max(pg_relation_size(rel::regclass)) / current_setting('block_size')::bigint as blocks
  from tree
), now as (
  select case when pg_is_in_recovery() then format('%s:%1$s:', pg_snapshot_xmin(pg_current_snapshot()))::pg_snapshot else pg_current_snapshot() end as snapshot
), own as (
  select snapshot, (select min(x::text::bigint) from pg_snapshot_xip($2::text::pg_snapshot) x where pg_visible_in_snapshot(x, snapshot)) as floor,
    snapshot::text = $2::text and not pg_is_in_recovery() as unchanged
  from now
)
select concat_ws('/',
    (select system_identifier from pg_control_system()),
    case when pg_is_in_recovery() then 'standby' else left(pg_walfile_name(pg_current_wal_lsn()), 8) end,
    (select oid from pg_database where datname = current_database()), rels),
  nodes, snapshot, blocks, unchanged, floor${more}
from files, own`
const MOMENT = momentSql('')

const momentOf = ([source, layout, snapshot, blocks, unchanged, floor]: RawRows['rows'][number]): Moment => ({
  source: source!,
  layout: layout!,
  snapshot: snapshot!,
  blocks: Number(blocks),
  unchanged: unchanged === 't',
  floor: floor ?? null,
})

/** Reads the moment of a table (quoted SQL name), with the floor for a pass that follows the snapshot `earlier`. */
export async function readMoment(session: Session, table: string, earlier: string | null): Promise<Moment> {
  const { rows } = await session.read(MOMENT, [table, earlier], 'moment')
  return momentOf(rows[0]!)
}

/** Makes the look at a table that tells besides whether any row `t` fits an SQL condition, which knows $1, $2, `own` and the values given with each look, from $3 on. Nobody looks for rows where nothing has been written. */
export function createMomentWith(
  table: string,
  condition: string,
): (session: Session, earlier: string | null, values: readonly unknown[]) => Promise<{ readonly moment: Moment; readonly any: boolean }> {
  const text = momentSql(`, case when unchanged then false else exists (select from ${table} t where ${condition}) end`)
  // PostgreSQL keeps 63 bytes of a name.
  const name = `moment ${hash('sha256', text, 'base64url')}`
  return async (session, earlier, values) => {
    const { rows } = await session.read(text, [table, earlier, ...values], name)
    const row = rows[0]!
    return { moment: momentOf(row), any: row.at(-1) === 't' }
  }
}
