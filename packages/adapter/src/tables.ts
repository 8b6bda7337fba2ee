import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { outboxMigrations, type OutboxTables } from '@delta/stream'
import { identityMigrations, type IdentityTables } from './identity/identity-tables.ts'
import { inwardMigrations, type InwardTables } from './inward/inward-tables.ts'
import { pushMigrations, type PushTables } from './push/push-tables.ts'
import { volumeMigrations, type VolumeTables } from './volume/volume-tables.ts'
import type { LedgerRow } from './ledger-row.ts'
import type { StoredClaim } from './claim.ts'
import type { StoredRevocation } from './revocation.ts'

/** An adapter's own database. */
export interface AdapterTables extends OutboxTables, InwardTables, PushTables, VolumeTables, IdentityTables {
  fence: { id: boolean; epoch: number }
  source_cursor: { name: string; value: unknown }
  ledger: LedgerRow & { updated_at: string }
  claim: StoredClaim
  revocation: StoredRevocation
  /** Datasets that are to be read again from their start: asked for by `delta reread`, taken up by the instance that reads. */
  source_again: { dataset: string; asked_at: string; begun: boolean; rows: number; published: number; done_at: string | null; failed: string | null }
}

/** The migrations of an adapter's database, the outbox's included. */
export const adapterMigrations: Readonly<Record<string, Migration>> = {
  ...outboxMigrations,
  ...inwardMigrations,
  ...pushMigrations,
  ...volumeMigrations,
  ...identityMigrations,
  '0101_adapter': {
    up: async (db: Kysely<unknown>) => {
      // Which instance may write: raised by each that takes the province over, compared in each transaction.
      await sql`create table fence (id boolean primary key default true check (id), epoch bigint not null)`.execute(db)
      await sql`insert into fence (epoch) values (0)`.execute(db)
      await sql`create table source_cursor (name text primary key, value jsonb)`.execute(db)
      await sql`create table ledger (
        record_id text primary key, product text not null, subject_kind text, dataset text not null, coordinate text not null, position text collate "C" not null,
        state text not null check (state in ('published', 'held', 'rejected', 'refused', 'cleared')),
        version int not null, body_hash text, topic text, partition int, seq bigint,
        rejection_version int not null, code text, field text, reported_by text, held_until timestamptz, departed boolean not null,
        updated_at timestamptz not null default now())`.execute(db)
      await sql`create index ledger_coordinate on ledger (coordinate)`.execute(db)
      await sql`create index ledger_held on ledger (held_until) where state = 'held'`.execute(db)
      await sql`create table claim (
        record_id text, coordinate text, dataset text not null, position text collate "C" not null, outcome jsonb not null,
        primary key (record_id, coordinate))`.execute(db)
      await sql`create index claim_coordinate on claim (coordinate)`.execute(db)
      await sql`create table revocation (record_id text primary key, revoked_on text not null, dataset text not null, coordinate text not null, position text collate "C" not null)`.execute(
        db,
      )
    },
  },
  '0103_again': {
    up: async (db: Kysely<unknown>) => {
      await sql`create table source_again (
        dataset text primary key, asked_at timestamptz not null default now(), begun boolean not null default false,
        rows bigint not null default 0, published bigint not null default 0, done_at timestamptz, failed text)`.execute(db)
    },
  },
}
