import type { Finding, Province, RepairNotice, RepairOutcome, RepairStep } from '@delta/model'
import { migrate } from '@delta/store'
import { outboxMigrations, type OutboxTables } from '@delta/stream'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** A repair case as its events have left it: the stream's head, locked by whoever appends. */
export interface RepairCaseTable {
  case_id: string
  /** Counts the cases; the keyset of `repairCases`. */
  no: number
  province: Province
  product: RepairNotice['item']['product']
  record_id: string
  /** The unit that made the finding, and the domain of a list entry. */
  unit: string
  domain: string | null
  subject_id: string
  /** What the law is chosen by, as it was when the case was opened. */
  finding: Finding
  stage: RepairStep
  /** null while it is open. */
  outcome: RepairOutcome | null
  closed: boolean
  /** The number of the last event: the version that a writer must know. */
  sequence: number
  /** The earliest last day of what is to be done and is not yet. */
  due_on: string | null
  due_duty: string | null
  /** The first day on which the finding is repaired by the lapse of time; null where that has come, or cannot. */
  lapses_on: string | null
  opened_at: string
  changed_at: string
}

/** One event of a case: never changed, never deleted. */
export interface RepairEventTable {
  case_id: string
  sequence: number
  /** What is published. */
  notice: RepairNotice
  /** The subject that raised the objection, where it was a third party. */
  objector: string | null
}

/** What became of a participant's duty to stop sharing and using a repaired item. VOID: the repair was taken back before it answered. */
export type AnswerState = 'PENDING' | 'STOPPED' | 'REJECTED' | 'VOID'

/** A participant that must answer for an event of a case. */
export interface RepairParticipantTable {
  case_id: string
  sequence: number
  /** A province, a partner city, or `national`. */
  participant: string
  kind: 'PROVINCE' | 'CITY' | 'NATIONAL'
  state: AnswerState
  /** STATED, OPEN or RULE_UNKNOWN: what the law says of the term. */
  due_state: string
  due_on: string | null
  due_provisional: boolean
  due_rule_set: string | null
  due_article: string | null
  due_open: string | null
  told_at: string
  answered_at: string | null
  /** Why it was rejected. */
  code: string | null
  /** How often it has answered: the version of its receipt. */
  answers: number
}

/** The tables that the repair slice owns. */
export interface RepairTables extends OutboxTables {
  repair_case: RepairCaseTable
  repair_event: RepairEventTable
  repair_participant: RepairParticipantTable
}

/** Session settings of the connections: the slice's tables, its outbox among them, stand in a PostgreSQL schema of their own beside the read model, which is read only. */
export const REPAIR_SETTINGS = { search_path: 'repair,public' } as const

const create: Migration = {
  async up(db: Kysely<unknown>) {
    const run = (text: string) => sql.raw(text).execute(db)
    await run('create sequence repair_case_no')
    await run(`create table repair_case (
      case_id text collate "C" primary key, no bigint not null unique,
      province text collate "C" not null, product text collate "C" not null, record_id text collate "C" not null,
      unit text collate "C" not null, domain text collate "C", subject_id text collate "C" not null, finding json not null,
      stage text collate "C" not null, outcome text collate "C", closed boolean not null, sequence integer not null,
      due_on date, due_duty text collate "C", lapses_on date, opened_at timestamptz not null, changed_at timestamptz not null
    )`)
    await run('create unique index repair_case_open on repair_case (province, record_id) where outcome is null')
    await run('create index repair_case_by_record on repair_case (record_id)')
    await run('create index repair_case_by_subject on repair_case (subject_id, no)')
    await run('create index repair_case_by_unit on repair_case (unit, no)')
    await run('create index repair_case_due on repair_case (due_on) where due_on is not null')
    await run('create index repair_case_lapse on repair_case (lapses_on) where lapses_on is not null')
    await run(`create table repair_event (
      case_id text collate "C" not null references repair_case, sequence integer not null, notice json not null, objector text collate "C",
      primary key (case_id, sequence)
    )`)
    await run(`create function repair_event_stands() returns trigger language plpgsql as $$ begin raise exception 'events of a case are append-only'; end $$`)
    await run(
      'create trigger repair_event_stands before update or delete or truncate on repair_event for each statement execute function repair_event_stands()',
    )
    await run(`create table repair_participant (
      case_id text collate "C" not null references repair_case, sequence integer not null, participant text collate "C" not null, kind text not null,
      state text collate "C" not null, due_state text not null, due_on date, due_provisional boolean not null, due_rule_set text, due_article text, due_open text,
      told_at timestamptz not null, answered_at timestamptz, code text, answers integer not null default 0,
      primary key (case_id, sequence, participant)
    )`)
    await run(`create index repair_participant_pending on repair_participant (participant, told_at) where state = 'PENDING'`)
  },
}

/** Creates or upgrades the tables of the repair slice, in the schema `repair`. The connections need `REPAIR_SETTINGS`. */
export async function migrateRepair<DB>(db: Kysely<DB>): Promise<void> {
  // Of two processes that start at once both may find no schema: the second then meets its unique name.
  await sql`create schema if not exists repair`.execute(db).catch((error: { code?: string }) => {
    if (error.code !== '23505') throw error
  })
  await migrate(db, { ...outboxMigrations, '0101_repair': create }, 'repair_migration')
}
