import type { Session } from './session.ts'

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

const MOMENT = `
with recursive tree(rel) as (
  select $1::regclass::oid union all select i.inhrelid from pg_inherits i join tree on i.inhparent = tree.rel
), files as (
  select string_agg(rel::text, ',' order by rel) as rels, string_agg(coalesce(pg_relation_filenode(rel::regclass), 0)::text, ',' order by rel) as nodes,
    max(pg_relation_size(rel::regclass)) / current_setting('block_size')::bigint as blocks
  from tree
), own as (
  select case when pg_is_in_recovery() then format('%s:%1$s:', pg_snapshot_xmin(pg_current_snapshot()))::pg_snapshot else pg_current_snapshot() end as snapshot
)
select concat_ws('/',
    (select system_identifier from pg_control_system()),
    case when pg_is_in_recovery() then 'standby' else left(pg_walfile_name(pg_current_wal_lsn()), 8) end,
    (select oid from pg_database where datname = current_database()), rels),
  nodes, snapshot, blocks, snapshot::text = $2::text and not pg_is_in_recovery(),
  (select min(x::text::bigint) from pg_snapshot_xip($2::text::pg_snapshot) x where pg_visible_in_snapshot(x, snapshot))
from files, own`

/** Reads the moment of a table (quoted SQL name), with the floor for a pass that follows the snapshot `earlier`. */
export async function readMoment(session: Session, table: string, earlier: string | null): Promise<Moment> {
  const { rows } = await session.read(MOMENT, [table, earlier], 'moment')
  const [source, layout, snapshot, blocks, unchanged, floor] = rows[0]!
  return { source: source!, layout: layout!, snapshot: snapshot!, blocks: Number(blocks), unchanged: unchanged === 't', floor: floor ?? null }
}
