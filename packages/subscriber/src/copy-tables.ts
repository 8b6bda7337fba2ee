import { migrate } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** An entry of the region's lists that is in force: the graph's ListEntry, and what shows that the region's log says so. */
export interface ListCopyTable {
  id: string
  /** The commitment of the event that last stated it, and what opens that: salt, and what the log says beside the entry. */
  hash: Buffer
  salt: Buffer | null
  logged: Record<string, unknown>
  /** The set in whose digest it counts: `310000/BLACK`, or `*` in a filtered copy. */
  cell: string
  entry: Record<string, unknown>
}

/** Where the copy stands: one row, written with the entries. */
export interface ListCopyStateTable {
  id: boolean
  cursor: string
  epoch: number
  /** How long the log was, its Merkle root, and the roots of its full subtrees (null in a filtered copy). */
  size: number
  root: Buffer
  frontier: Buffer | null
  /** Digest of the set of entries, and how many there are. */
  digest: Buffer
  entries: number
  /** The filter that the copy was asked for with. */
  filter: string
  /** The newest signed checkpoint that was found to be consistent with the copy. */
  checkpoint: string | null
  at: string
}

/** The set hash of a cell. */
export interface ListCopySetTable {
  cell: string
  state: Buffer
}

/** The tables of a copy. */
export interface CopyTables {
  list_copy: ListCopyTable
  list_copy_state: ListCopyStateTable
  list_copy_set: ListCopySetTable
}

const createCopyTables: Migration = {
  async up(db: Kysely<unknown>) {
    const run = (text: string) => sql.raw(text).execute(db)
    await run(`create table list_copy (
      id text collate "C" primary key, hash bytea not null, salt bytea, logged json not null, cell text collate "C" not null, entry json not null
    )`)
    await run(`create index list_copy_by_subject on list_copy ((entry -> 'subject' ->> 'id'))`)
    await run(`create table list_copy_state (
      id boolean primary key check (id), cursor text not null, epoch integer not null, size bigint not null, root bytea not null, frontier bytea,
      digest bytea not null, entries bigint not null, filter text not null, checkpoint text, at timestamptz not null
    ) with (fillfactor = 50)`)
    await run('create table list_copy_set (cell text collate "C" primary key, state bytea not null) with (fillfactor = 50)')
    await run('alter table list_copy_set alter column state set storage plain')
  },
}

/** Creates or updates the copy's tables. */
export const migrateCopy = <DB extends CopyTables>(db: Kysely<DB>): Promise<void> => migrate(db, { '2026-11-25-copy': createCopyTables }, 'list_copy_migration')
