import { type Kysely, sql } from 'kysely'

/** A table whose replaced states are to be kept; names and expressions are constants of the code. */
export interface KeptStates {
  readonly table: string
  /** The columns, or lists of them, by which past states are looked up. */
  readonly indexes: readonly string[]
  /** What of the row `old` or `new` an answer may show; another moment of knowledge with the same of it replaces nothing. Everything where not given. */
  readonly shown?: (row: 'old' | 'new') => string
}

const run = async <DB>(db: Kysely<DB>, texts: readonly string[]): Promise<void> => {
  for (const text of texts) await sql.raw(text).execute(db)
}

/**
 * Gives a table `known_at`, the moment since which a row is known as it is, and keeps in `<table>_past` each state that an update with another moment replaces, with
 * `known_to`, the moment until which it was known. Who writes a row says the moment; an update that leaves it alone replaces nothing (that a day came is no new
 * knowledge). A clock that went back does not make what is known now older than what was known before.
 */
export async function keepStates<DB>(db: Kysely<DB>, { table, indexes, shown }: KeptStates): Promise<void> {
  await run(db, [
    `alter table ${table} add column known_at timestamptz not null default now()`,
    `create table ${table}_past (known_to timestamptz not null, like ${table})`,
    ...indexes.map(columns => `create index on ${table}_past (${columns})`),
    `create function keep_${table}() returns trigger language plpgsql as $$ begin
      ${shown ? `if (${shown('old')}) is not distinct from (${shown('new')}) then new.known_at := old.known_at; return new; end if;` : ''}
      if new.known_at < old.known_at then new.known_at := old.known_at + interval '1 microsecond'; end if;
      insert into ${table}_past select new.known_at, old.*;
      return new;
    end $$`,
    `create trigger keep before update on ${table} for each row when (old.known_at <> new.known_at) execute function keep_${table}()`,
  ])
}

/** Keeps in `<evidence>_past` the evidence of each version that another replaces. Where evidence is erased, so are its past versions and the past states in `<table>_past` that it was of. */
export async function keepEvidence<DB>(db: Kysely<DB>, { table, evidence }: { table: string; evidence: string }): Promise<void> {
  await run(db, [
    `create table ${evidence}_past (like ${evidence}, primary key (province, record_id, version))`,
    `create function keep_${evidence}() returns trigger language plpgsql as $$ begin
      if tg_op = 'DELETE' then
        delete from ${table}_past where province = old.province and record_id = old.record_id;
        delete from ${evidence}_past where province = old.province and record_id = old.record_id;
      else
        insert into ${evidence}_past select old.* on conflict do nothing;
      end if;
      return null;
    end $$`,
    `create trigger keep after update on ${evidence} for each row when (old.version <> new.version) execute function keep_${evidence}()`,
    `create trigger erase after delete on ${evidence} for each row execute function keep_${evidence}()`,
  ])
}
