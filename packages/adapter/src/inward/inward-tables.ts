import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What an adapter's own database keeps of the way inward. */
export interface InwardTables {
  /** Where persons have their 户籍, as published (NAT-BAS-003); and organisation codes of the province's own subjects. Ids are the wire's own, a person's is a pseudonym. */
  inward_home: { subject: string; province: string | null; at: string; version: number }
  /** The newest version of each record about a subject whose home its number does not tell: it is delivered when the home becomes known. */
  inward_waiting: { record_id: string; subject: string; kind: string; province: string; version: number; topic: string; coordinate: string; value: string }
  /** The last receipt on each record. */
  inward_receipt: { record_id: string; version: number; about: number }
  /** Files for the platform; their bytes are kept until they have been written. */
  inward_file: { n: number; name: string; stream: string; day: string; seq: number; content: Buffer | null; written_at: string | null }
}

/** The migrations of these tables. */
export const inwardMigrations: Readonly<Record<string, Migration>> = {
  '0102_inward': {
    up: async (db: Kysely<unknown>) => {
      await sql`create table inward_home (subject text primary key, province text, at timestamptz not null, version bigint not null)`.execute(db)
      await sql`create table inward_waiting (
        record_id text primary key, subject text not null, kind text not null, province text not null, version bigint not null,
        topic text not null, coordinate text not null, value text not null)`.execute(db)
      await sql`create index inward_waiting_subject on inward_waiting (subject)`.execute(db)
      await sql`create table inward_receipt (record_id text primary key, version int not null, about bigint not null)`.execute(db)
      await sql`create table inward_file (
        n bigint generated always as identity primary key, name text not null unique, stream text not null, day text not null, seq int not null,
        content bytea, written_at timestamptz, unique (stream, day, seq))`.execute(db)
      await sql`create index inward_file_pending on inward_file (n) where content is not null`.execute(db)
    },
  },
}
