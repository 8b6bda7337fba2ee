import { type Kysely, sql } from 'kysely'
import type { ReadModelTables } from '../tables.ts'

/** Makes commits that write records fail now and then, at the last moment and in a way that asks to be tried again. For tests only. */
export async function crashNowAndThen(db: Kysely<ReadModelTables>): Promise<{ set(on: boolean): Promise<void> }> {
  await sql
    .raw(`
    create table crash (id boolean primary key); create sequence crash_count;
    create function crash() returns trigger language plpgsql as $$ begin
      if exists (select from crash) and nextval('crash_count') % 23 = 0 then raise exception using errcode = '40001', message = 'crashed'; end if;
      return null;
    end $$;
    ${['list_entry', 'archive_item', 'relation', 'rejection'].map(table => `create constraint trigger crash after insert or update on ${table} deferrable initially deferred for each row execute function crash();`).join('\n')}
  `)
    .execute(db)
  return {
    set: async on => {
      await (on ? sql`insert into crash values (true) on conflict do nothing` : sql`delete from crash`).execute(db)
    },
  }
}
