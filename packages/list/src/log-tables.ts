import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { ListEntry, Province } from '@delta/model'

/** The region's log: the one row whose lock orders its writers. */
export interface ListLogHeadTable {
  id: boolean
  /** Which log it is: another one begins after a restore. */
  epoch: number
  seq: number
  /** Merkle root and state digest after `seq`. */
  root: Buffer
  digest: Buffer
  /** The changes up to this one have been dropped: only their hashes are kept. */
  dropped: number
  at: string
}

/** The set hash of the entries in force of one province and polarity: `310000/BLACK`. */
interface ListLogCellTable {
  cell: string
  state: Buffer
}

/** By what a filter chooses entries. */
export interface ScopeKeys {
  readonly province: Province
  readonly domain: string
  readonly polarity: ListEntry['polarity']
  readonly subject_id: string
  readonly division: string | null
}

/** What was known of an entry before a change: the change that last stated it, its keys, whether it was in force, and every division under which it ever was. */
export interface ScopeBefore extends ScopeKeys {
  readonly seq: number
  readonly listed: boolean
  readonly divisions: readonly (string | null)[]
}

/** One change in its place. Where its body has been erased or dropped, `text` and `salt` are null; hashes stay for ever. */
export interface ListLogTable extends ScopeKeys {
  seq: number
  epoch: number
  at: string
  op: 'listed' | 'updated' | 'delisted' | 'repaired' | 'corrected' | 'withdrawn'
  reason: 'RECORD' | 'DAY' | 'SUBJECT' | 'REPAIR' | 'FLAG' | 'ERASED'
  record_id: string
  version: number
  /** Is the entry in force after it? */
  listed: boolean
  before: ScopeBefore | null
  /** Canonical JSON of what is committed to. */
  text: string | null
  salt: Buffer | null
  hash: Buffer
  /** The leaf hash and those of the full subtrees that this leaf completes. */
  nodes: Buffer
  root: Buffer
  digest: Buffer
  cells: Record<string, string>
}

/** Where an entry stands after the newest change in the log: `seq` and `hash` are of the change that last stated it. */
export interface ListLogEntryTable extends ScopeKeys {
  record_id: string
  seq: number
  hash: Buffer
  listed: boolean
  divisions: (string | null)[]
}

/** The last number that Kafka has acknowledged. */
interface ListLogSentTable {
  id: boolean
  seq: number
}

/** The tables of the region's log. */
export interface ListLogTables {
  list_log_sent: ListLogSentTable
  list_log_head: ListLogHeadTable
  list_log_cell: ListLogCellTable
  list_log: ListLogTable
  list_log_entry: ListLogEntryTable
}

/** Creates the log's tables: epoch 1, empty. */
export const createLog: Migration = {
  async up(db: Kysely<unknown>) {
    const run = (text: string) => sql.raw(text).execute(db)
    await run(`create table list_log_head (
      id boolean primary key check (id), epoch integer not null, seq bigint not null, root bytea not null, digest bytea not null,
      dropped bigint not null, at timestamptz not null
    ) with (fillfactor = 50)`)
    await run(`insert into list_log_head values (true, 1, 0, sha256(''), sha256(decode(repeat('00', 2048), 'hex')), 0, now())`)
    await run('create table list_log_sent (id boolean primary key check (id), seq bigint not null) with (fillfactor = 50)')
    await run('insert into list_log_sent values (true, 0)')
    await run(`create table list_log_cell (cell text collate "C" primary key, state bytea not null) with (fillfactor = 50)`)
    await run('alter table list_log_cell alter column state set storage plain')
    const keys = `province text collate "C" not null, domain text collate "C" not null, polarity text collate "C" not null,
      subject_id text collate "C" not null, division text collate "C"`
    await run(`create table list_log (
      seq bigint primary key, epoch integer not null, at timestamptz not null, op text collate "C" not null, reason text collate "C" not null,
      record_id text collate "C" not null, version integer not null, ${keys}, listed boolean not null, before json,
      text text, salt bytea, hash bytea not null, nodes bytea not null, root bytea not null, digest bytea not null, cells json not null
    )`)
    await run('create index list_log_by_record on list_log (record_id, seq)')
    await run('create index list_log_by_subject on list_log (subject_id, seq)')
    await run(`create table list_log_entry (
      record_id text collate "C" primary key, seq bigint not null, ${keys}, hash bytea not null, listed boolean not null, divisions text[] not null
    ) with (fillfactor = 80)`)
    await run('create index list_log_entry_in_force on list_log_entry (province, domain, record_id) where listed')
    await run(`create function tell_of_list() returns trigger language plpgsql as $$ begin perform pg_notify(tg_argv[0], ''); return null; end $$`)
    for (const table of ['list_change', 'list_log']) {
      await run(`create trigger tell after insert on ${table} for each statement execute function tell_of_list('${table}')`)
    }
    await run('create index list_log_entry_by_subject on list_log_entry (subject_id) where listed')
  },
}
