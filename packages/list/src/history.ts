import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Keeps what was known: a state of an entry that is replaced by another goes to list_entry_past with the time until which it was known, its sealed record to
 * list_evidence_past. That a day came is no new knowledge. What is erased leaves nothing.
 */
export const createHistory: Migration = {
  async up(db: Kysely<unknown>) {
    const run = (text: string) => sql.raw(text).execute(db)
    await run('alter table list_entry add column steps jsonb, add column known_at timestamptz')
    await run('update list_entry set known_at = now()')
    await run('alter table list_entry alter column known_at set not null')
    await run('create table list_entry_past (like list_entry, known_to timestamptz not null)')
    await run('create index list_entry_past_by_record on list_entry_past (record_id)')
    await run('create index list_entry_past_by_subject on list_entry_past (subject_id)')
    await run('create index list_entry_past_leaf on list_entry_past (domain, unit)')
    await run('create table list_evidence_past (like list_evidence, primary key (province, record_id, version))')
    await run(`create function keep_list_entry() returns trigger language plpgsql as $$ begin
      if tg_op = 'DELETE' then
        delete from list_entry_past where record_id = old.record_id;
        delete from list_evidence_past where province = old.province and record_id = old.record_id;
        return null;
      end if;
      -- A clock that went back does not make what is known now older than what was known before.
      if new.known_at < old.known_at then new.known_at := old.known_at + interval '1 microsecond'; end if;
      if new.known_at > old.known_at then insert into list_entry_past select old.*, new.known_at; end if;
      return new;
    end $$`)
    await run('create trigger keep before update on list_entry for each row when (old.known_at <> new.known_at) execute function keep_list_entry()')
    await run('create trigger erase after delete on list_entry for each row execute function keep_list_entry()')
    await run(`create function keep_list_evidence() returns trigger language plpgsql as $$ begin
      insert into list_evidence_past select old.* on conflict do nothing;
      return null;
    end $$`)
    await run('create trigger keep after update on list_evidence for each row when (old.version <> new.version) execute function keep_list_evidence()')
  },
}
