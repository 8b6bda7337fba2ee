import { recordset } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { ListLogTables } from './log-tables.ts'

/** The most subjects that a stored set holds. */
export const MOST_WATCHED = 100_000

/** A stored set of subjects. `id` is not guessable; only its owner may use it. */
interface ListWatchTable {
  id: string
  owner: string
  name: string
  at: string
}

/** A subject that entered or left a stored set after the log had reached `seq`. */
export interface ListWatchChangeTable {
  id: number
  watch: string
  subject_id: string
  seq: number
  added: boolean
}

/** The tables of stored sets. */
export interface ListWatchTables {
  list_watch: ListWatchTable
  list_watch_change: ListWatchChangeTable
}

/** Creates them. */
export const createWatches: Migration = {
  async up(db: Kysely<unknown>) {
    const run = (text: string) => sql.raw(text).execute(db)
    await run(
      `create table list_watch (id text collate "C" primary key, owner text not null, name text not null, at timestamptz not null, unique (owner, name))`,
    )
    await run(`create table list_watch_change (
      id bigint generated always as identity primary key, watch text collate "C" not null references list_watch on delete cascade,
      subject_id text collate "C" not null, seq bigint not null, added boolean not null
    )`)
    await run('create index list_watch_change_by_watch on list_watch_change (watch, id)')
    await run(`create trigger tell after insert on list_watch_change for each statement execute function tell_of_list('list_log')`)
  },
}

/** What is done to a stored set: `set` replaces all of its subjects, else some are added and some removed. */
export interface WatchEdit {
  readonly set?: readonly string[] | null | undefined
  readonly add?: readonly string[] | null | undefined
  readonly remove?: readonly string[] | null | undefined
}

/** A stored set after it was changed. */
export interface KeptWatch {
  readonly id: string
  readonly name: string
  readonly count: number
  /** The number of the log at which the change took effect. */
  readonly seq: number
}

type Tables = ListLogTables & ListWatchTables

const members = async <DB>(db: Kysely<DB>, id: string): Promise<Set<string>> => {
  const { rows } = await sql<{ subject_id: string }>`select subject_id from (
    select distinct on (subject_id) subject_id, added from list_watch_change where watch = ${id} order by subject_id, id desc) newest where added`.execute(db)
  return new Set(rows.map(row => row.subject_id))
}

/** Makes or changes an owner's stored set, at one place in the log: changes of the list before it are seen with the old set, those after it with the new one. Null where it would hold too many. */
export async function keepWatch<DB extends Tables>(
  db: Kysely<DB>,
  { owner, name, edit, newId, now }: { owner: string; name: string; edit: WatchEdit; newId: () => string; now: () => Date },
): Promise<KeptWatch | null> {
  return db.transaction().execute(async trx => {
    const { rows: made } = await sql<{
      id: string
    }>`insert into list_watch (id, owner, name, at) values (${newId()}, ${owner}, ${name}, ${now().toISOString()}::timestamptz)
      on conflict (owner, name) do update set at = excluded.at returning id`.execute(trx)
    const { id } = made[0]!
    // The set's own row is locked by now: nobody else changes it. The log is held up only while the changes are written.
    const before = await members(trx, id)
    const after = new Set(edit.set ?? before)
    for (const subject of edit.add ?? []) after.add(subject)
    for (const subject of edit.remove ?? []) after.delete(subject)
    if (after.size > MOST_WATCHED) return null
    const changes = [
      ...[...before].filter(subject => !after.has(subject)).map(subject_id => ({ subject_id, added: false })),
      ...[...after].filter(subject => !before.has(subject)).map(subject_id => ({ subject_id, added: true })),
    ].toSorted((a, b) => (a.subject_id < b.subject_id ? -1 : 1))
    const { rows: heads } = await sql<{ seq: number }>`select seq from list_log_head for no key update`.execute(trx)
    const { seq } = heads[0]!
    if (changes.length > 0) {
      await sql`insert into list_watch_change (watch, subject_id, seq, added) select ${id}, subject_id, ${seq}, added
        from ${recordset(changes, { subject_id: 'text', added: 'boolean' }, 'sent')} order by subject_id`.execute(trx)
    }
    return { id, name, count: after.size, seq }
  })
}

/** An owner's stored sets by name. */
export async function listWatches<DB extends ListWatchTables>(db: Kysely<DB>, owner: string): Promise<{ id: string; name: string; count: number }[]> {
  const { rows } = await sql<{ id: string; name: string; count: number }>`select id, name, (
    select count(*) from (select distinct on (subject_id) added from list_watch_change c where c.watch = w.id order by subject_id, c.id desc) newest where added) as count
    from list_watch w where owner = ${owner} order by name`.execute(db)
  return rows
}

/** Whose a stored set is; null where there is none. */
export async function watchOwner<DB extends ListWatchTables>(db: Kysely<DB>, id: string): Promise<string | null> {
  const { rows } = await sql<{ owner: string }>`select owner from list_watch where id = ${id}`.execute(db)
  return rows[0]?.owner ?? null
}

/** The changes of a stored set after one of them, in order. */
export async function watchChanges<DB extends ListWatchTables>(db: Kysely<DB>, id: string, after: number): Promise<ListWatchChangeTable[]> {
  const { rows } =
    await sql<ListWatchChangeTable>`select id, watch, subject_id, seq, added from list_watch_change where watch = ${id} and id > ${after} order by id`.execute(
      db,
    )
  return rows
}
