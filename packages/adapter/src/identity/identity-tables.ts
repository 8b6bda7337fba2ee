import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { StoredClaim } from '../claim.ts'
import type { BaseName } from './base-name.ts'

/** What an adapter's own database keeps of who is who in its source. */
export interface IdentityTables {
  /** Under which name each base row states its subject; `search_key` is the form in which names are looked for. */
  base_name: BaseName & { search_key: string }
  /** Statements that use an identifier for another subject; `base` where a base row makes them; `due` where something has changed since, by which they may be right. */
  identity_held: StoredClaim & { updated_at: string | null; subject_id: string; name: string; search_key: string; base: boolean; due: boolean }
  /** Records, and the names under which they were first stated in doubt (W_NAME_OTHER). */
  name_doubt: { record_id: string; name: string }
}

/** The migrations of these tables. */
export const identityMigrations: Readonly<Record<string, Migration>> = {
  '0105_identity': {
    up: async (db: Kysely<unknown>) => {
      await sql`create table base_name (
        row_key text primary key, subject_id text not null, dataset text not null, position text collate "C" not null,
        name text not null, search_key text not null, founded text, own boolean not null, since text not null)`.execute(db)
      await sql`create index base_name_subject on base_name (subject_id)`.execute(db)
      await sql`create index base_name_search on base_name (search_key)`.execute(db)
      await sql`create table identity_held (
        record_id text primary key, dataset text not null, coordinate text not null, position text not null, outcome jsonb not null, updated_at timestamptz,
        subject_id text not null, name text not null, search_key text not null, base boolean not null, due boolean not null)`.execute(db)
      await sql`create table name_doubt (record_id text, name text, primary key (record_id, name))`.execute(db)
      await sql`create index identity_held_subject on identity_held (subject_id)`.execute(db)
      await sql`create index identity_held_due on identity_held (coordinate) where due`.execute(db)
      await sql`create index identity_held_search on identity_held (search_key)`.execute(db)
      await sql`create index identity_held_dataset on identity_held (dataset)`.execute(db)
      await sql`create index identity_held_coordinate on identity_held (coordinate)`.execute(db)
    },
  },
}
