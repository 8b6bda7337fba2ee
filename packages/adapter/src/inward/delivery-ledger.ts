import { type Kysely, sql } from 'kysely'
import type { Shape } from '@delta/mapping'
import type { Province } from '@delta/model'
import { recordset } from '@delta/store'
import type { InwardKind } from './inward-item.ts'

/** One version of a record as the platform got it, or did not: `code` says why. */
export interface LedgerEntry {
  readonly province: Province
  readonly kind: InwardKind
  /** Null where it was refused before it had one. */
  readonly shape: Shape | null
  readonly record_id: string
  readonly version: number
  readonly topic: string
  readonly coordinate: string
  readonly code: string | null
}

/** An entry that is to be answered. */
export interface OpenEntry extends LedgerEntry {
  readonly n: number
  readonly at: string
}

/** What is known of a record: the newest version, and the shape of the last that the platform took. */
interface KnownRecord {
  readonly record_id: string
  readonly version: number
  readonly shape: Shape | null
}

const COLUMNS = {
  province: 'text',
  kind: 'text',
  shape: 'text',
  record_id: 'text',
  version: 'bigint',
  topic: 'text',
  coordinate: 'text',
  code: 'text',
  ready: 'boolean',
} as const

/**
 * The ledger of what has been delivered: one row a version of a record, its key, so that none is delivered twice; `n` is the order of arrival. It stands in the database
 * that the rows are written to, and is written in their transaction.
 */
export interface DeliveryLedger {
  /** Makes its tables where they are missing; gives the ledger's own id: a new one reads the topics from their beginning. */
  prepare(): Promise<string>
  /** Lets one transaction write at a time, until it ends. */
  lock(trx: Kysely<unknown>): Promise<void>
  known(trx: Kysely<unknown>, ids: readonly string[]): Promise<Map<string, KnownRecord>>
  add(trx: Kysely<unknown>, entries: readonly LedgerEntry[], ready: boolean): Promise<void>
  /** What was not ready yet is. */
  ready(trx: Kysely<unknown>): Promise<void>
  unanswered(limit: number): Promise<OpenEntry[]>
  answered(ns: readonly number[]): Promise<void>
}

/** Opens the ledger `name` (`schema.table`) of a database. */
export function createDeliveryLedger(db: Kysely<unknown>, name: string): DeliveryLedger {
  const table = sql.table(name)
  const identity = sql.table(`${name}_id`)
  const names = sql.join(Object.keys(COLUMNS).map(column => sql.ref(column)))
  return {
    prepare: async () => {
      const index = `${name.split('.').at(-1)}_open`
      await sql`create table if not exists ${table} (
        n bigint generated always as identity, province text not null, kind text not null, shape text, record_id text not null, version bigint not null,
        topic text not null, coordinate text not null, code text, at timestamptz not null default now(), ready boolean not null, answered boolean not null default false,
        primary key (record_id, version))`.execute(db)
      await sql`create index if not exists ${sql.ref(index)} on ${table} (n) where not answered`.execute(db)
      await sql`create table if not exists ${identity} (one boolean primary key default true check (one), id uuid not null default gen_random_uuid())`.execute(
        db,
      )
      await sql`insert into ${identity} default values on conflict do nothing`.execute(db)
      return (await sql<{ id: string }>`select id from ${identity}`.execute(db)).rows[0]!.id
    },
    lock: async trx => void (await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(trx)),
    known: async (trx, ids) => {
      const { rows } = await sql<KnownRecord>`
        select id as record_id, last.version, last.shape from unnest(${ids}::text[]) as id
        cross join lateral (select max(version) as version, (array_agg(shape order by version desc) filter (where shape is not null))[1] as shape from ${table} where record_id = id) last
        where last.version is not null`.execute(trx)
      return new Map(rows.map(row => [row.record_id, row]))
    },
    add: async (trx, entries, ready) => {
      if (entries.length === 0) return
      const rows = entries.map(entry => ({ ...entry, ready }))
      await sql`insert into ${table} (${names}) select ${names} from ${recordset(rows, COLUMNS, 'sent')}`.execute(trx)
    },
    ready: async trx => void (await sql`update ${table} set ready = true where not answered and not ready`.execute(trx)),
    unanswered: async limit =>
      (
        await sql<OpenEntry>`select n, province, kind, shape, record_id, version, topic, coordinate, code, at from ${table} where not answered and ready order by n limit ${limit}`.execute(
          db,
        )
      ).rows,
    answered: async ns => {
      if (ns.length > 0) await sql`update ${table} set answered = true where n = any(${ns}::bigint[]) and not answered`.execute(db)
    },
  }
}
