import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** The outbox's tables, for a database type that other rooms extend. */
export interface OutboxTables {
  /** The last sequence number given per partition: locked by the transaction that appends, so numbers are dense and in commit order. */
  outbox_head: { topic: string; partition: number; seq: number }
  /** The last sequence number that the broker has acknowledged per partition. */
  outbox_sent: { topic: string; partition: number; seq: number }
  /** Every record ever stated, in order: the history from which topics can be rebuilt. */
  outbox: { topic: string; partition: number; seq: number; key: string; headers: unknown; value: string | null; created_at: string; erased_at: string | null }
  /** The seal of the records `first` to `seq` of a partition, kept before they were sent: what is sent again has the seal that it had. */
  outbox_seal: { topic: string; partition: number; seq: number; first: number; seal: string }
}

/** The outbox's migrations, to be run together with those of the room that owns the database. */
export const outboxMigrations: Readonly<Record<string, Migration>> = {
  '0001_outbox': {
    up: async (db: Kysely<unknown>) => {
      await sql`create table outbox_head (topic text, partition int, seq bigint not null, primary key (topic, partition))`.execute(db)
      await sql`create table outbox_sent (topic text, partition int, seq bigint not null, primary key (topic, partition))`.execute(db)
      await sql`create table outbox (
        topic text, partition int, seq bigint, key text not null, headers json not null, value text, created_at timestamptz not null default now(),
        primary key (topic, partition, seq))`.execute(db)
    },
  },
  '0002_outbox_seal': {
    up: async (db: Kysely<unknown>) => {
      await sql`create table outbox_seal (topic text, partition int, seq bigint, first bigint not null, seal text not null, primary key (topic, partition, seq))`.execute(
        db,
      )
    },
  },
  '0004_outbox_erased': {
    up: async (db: Kysely<unknown>) => {
      await sql`alter table outbox add column erased_at timestamptz`.execute(db)
    },
  },
}
