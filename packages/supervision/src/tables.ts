import type { ListEntry, MeasureLevel, MeasureMissing, Province } from '@delta/model'
import { migrate } from '@delta/store'
import { outboxMigrations, type OutboxTables } from '@delta/stream'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { checkMigration } from './check-store.ts'

/** Session settings under which the supervision's tables are found: they, and an outbox of its own, stand in a schema of the read model's database. */
export const SUPERVISION_PATH = { search_path: 'supervision,public' } as const

/** How far the region's log has been followed: the one row whose lock lets one follower write at a time. */
interface LogCursorTable {
  one: boolean
  epoch: number
  seq: number
  /** The digest of the rules by which the open listings were last reviewed; null before the first time. */
  rules: string | null
  /** The entry up to which they have been reviewed by them; null where all have. */
  reviewed_to: string | null
}

/** A measure that a listing calls for, and that ends in no department. */
export interface WorkGap {
  readonly province: Province
  readonly measure: string
  readonly level: MeasureLevel
  readonly missing: MeasureMissing
}

/** Why orders were lifted. */
export type LiftReason = 'CORRECTED' | 'RULE' | 'REPAIRED' | 'DELISTED' | 'EXPIRED' | 'WITHDRAWN'

/** One listing of an entry: from the change of the log that listed it until it ended. */
export interface WorkListingTable {
  entry_id: string
  /** The change of the log that listed it. */
  seq: number
  province: Province
  domain: string
  polarity: ListEntry['polarity']
  subject_id: string
  division: string | null
  listed_at: string
  ended_at: string | null
  reason: LiftReason | null
  gaps: readonly WorkGap[]
}

/** One work order in its newest version. `n` grows with the order in which they were raised. */
export interface WorkOrderTable {
  id: string
  n: number
  version: number
  entry_id: string
  listing_seq: number
  /** Whose department is to act. */
  province: Province
  /** Who made the finding. */
  source_province: Province
  domain: string
  polarity: ListEntry['polarity']
  subject_id: string
  measure: string
  item: string
  level: MeasureLevel
  division: string
  /** The city that the division lies in (Shanghai is one); null for what lies at the province. */
  city: string | null
  department: string
  department_name: string
  department_division: string
  /** The department's data-source unit. */
  unit: string
  reason: 'LISTED' | LiftReason
  opened_at: string
  lifted_at: string | null
  changed_at: string
  /** When it was first dealt with: carried out, found not applicable, or released. */
  dealt_at: string | null
}

/** What a department has answered. */
export interface WorkFeedbackTable {
  id: string
  order_id: string
  n: number
  order_version: number
  department: string
  disposition: 'APPLIED' | 'NOT_APPLICABLE' | 'DEFERRED' | 'RELEASED'
  result: string
  actor: string
  at: string
}

/** The tables that the supervision owns. */
export interface SupervisionTables extends OutboxTables {
  log_cursor: LogCursorTable
  work_listing: WorkListingTable
  work_order: WorkOrderTable
  work_feedback: WorkFeedbackTable
}

const place: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create schema if not exists supervision`.execute(db)
  },
}

const orders: Migration = {
  async up(db: Kysely<unknown>) {
    const run = (text: string) => sql.raw(text).execute(db)
    await run('create table log_cursor (one boolean primary key check (one), epoch integer not null, seq bigint not null) with (fillfactor = 50)')
    await run('insert into log_cursor values (true, 0, 0)')
    await run(`create table work_listing (
      entry_id text collate "C" not null, seq bigint not null, province text collate "C" not null, domain text collate "C" not null, polarity text collate "C" not null,
      subject_id text collate "C" not null, division text collate "C", listed_at timestamptz not null, ended_at timestamptz, reason text collate "C", gaps json not null,
      primary key (entry_id, seq)
    )`)
    await run('create unique index work_listing_open on work_listing (entry_id) where ended_at is null')
    await run(`create table work_order (
      id text collate "C" primary key, n bigint not null generated always as identity, version integer not null,
      entry_id text collate "C" not null, listing_seq bigint not null,
      province text collate "C" not null, source_province text collate "C" not null, domain text collate "C" not null, polarity text collate "C" not null,
      subject_id text collate "C" not null, measure text collate "C" not null, item text collate "C" not null, level text collate "C" not null,
      division text collate "C" not null, city text collate "C",
      department text collate "C" not null, department_name text not null, department_division text collate "C" not null, unit text collate "C" not null,
      reason text collate "C" not null, opened_at timestamptz not null, lifted_at timestamptz, changed_at timestamptz not null, dealt_at timestamptz
    ) with (fillfactor = 80)`)
    await run('create unique index work_order_by_n on work_order (n)')
    await run('create index work_order_by_entry on work_order (entry_id)')
    await run('create index work_order_by_subject on work_order (subject_id, n)')
    await run('create index work_order_by_department on work_order (department, n)')
    await run('create index work_order_by_time on work_order (opened_at, lifted_at)')
    await run(`create table work_feedback (
      id text collate "C" primary key, order_id text collate "C" not null references work_order on delete cascade, n integer not null, order_version integer not null,
      department text collate "C" not null, disposition text collate "C" not null, result text not null, actor text not null, at timestamptz not null,
      unique (order_id, n)
    )`)
  },
}

const rules: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table log_cursor add rules text collate "C", add reviewed_to text collate "C"`.execute(db)
  },
}

/** Creates or upgrades the supervision's tables. The store must have been opened with SUPERVISION_PATH. */
export async function migrateSupervision<DB>(db: Kysely<DB>): Promise<void> {
  await migrate(
    db,
    { '0000_place': place, ...outboxMigrations, '0002_orders': orders, '0003_checks': checkMigration, '0004_rules': rules },
    'supervision_migration',
  )
}
