import { migrate } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import {
  type ItemRepair,
  type ListEntry,
  type ListStatus,
  type Province,
  PROVINCES,
  shortOf,
  type StatusClass,
  type StatusStep,
  type SubjectKind,
} from '@delta/model'
import { createFlags } from './flag-changes.ts'
import { createHistory } from './history.ts'
import { createLog, type ListLogTables } from './log-tables.ts'
import { createWatches, type ListWatchTables } from './watch.ts'

/** One list entry in its newest version. Partitioned by province. Keyset of a leaf: (domain, unit, province) ordered by record_id; the same within one status. The subject's name and division are kept by the projection. */
export interface ListEntryTable {
  province: Province
  record_id: string
  version: number
  op: ListEntry['op']
  domain: string
  polarity: ListEntry['polarity']
  unit: string
  unit_basis: ListEntry['unitBasis']
  reported_by: string
  subject_id: string
  subject_kind: SubjectKind
  subject_name: string | null
  subject_division: string | null
  case_no: string | null
  basis: string | null
  /** The listing's first day, its last day in force (inclusive), and the first day not listed. */
  valid_from: string
  valid_to: string | null
  removed_on: string | null
  removal_reason: ListEntry['removalReason']
  finder_name: string | null
  finder_level: 'NATIONAL' | 'PROVINCE' | 'CITY' | 'COUNTY' | null
  status: ListStatus
  status_class: StatusClass
  /** The next day on which the status changes by itself. */
  changes_on: string | null
  /** The last day whose coming may have changed the status: should it turn out not to have come, the status is found anew. */
  rests_on: string | null
  /** The decision that takes it out of effect, and what time alone will do. */
  repair: ItemRepair | null
  lapse: ItemRepair | null
  warnings: string[]
  source_updated_at: string | null
  /** What it is on every day, as known; null where it is the same on all. */
  steps: readonly StatusStep[] | null
  /** Since when the region knows it as it is, and until when it knew it otherwise: past states are kept in list_entry_past. */
  known_at: string
  /** When the region first knew the record; `recorded_at` is of this version. */
  known_from: string
  recorded_at: string
}

/** Where an entry stands in its source and in Kafka, and everything an offline proof needs: the sealed bytes, their headers, the path and the seal. */
export interface ListEvidenceTable {
  province: Province
  record_id: string
  version: number
  dataset: string
  coordinate: string
  /** SHA-256 of `value`, base64url. */
  record_hash: string
  published_at: string
  topic: string
  partition: number
  kafka_offset: number
  seq: number
  key: string
  /** The headers that the seal covers, and traceparent; without the seal and the path. */
  headers: Record<string, string>
  value: string
  path: string
  seal: string
}

/** Counts of a leaf of the list drill. Rows that fall to zero are deleted. */
export interface ListRollupTable {
  domain: string
  polarity: ListEntry['polarity']
  province: Province
  unit: string
  effective: number
  repaired: number
  ended: number
}

/** A change that waits to be taken into the region's log, in commit order: `seq` is dense. `body` is the record with its status and the subject's name at that moment. */
export interface ListChangeTable {
  seq: number
  at: string
  op: 'listed' | 'updated' | 'delisted' | 'repaired' | 'corrected' | 'withdrawn'
  /** RECORD (a version arrived), DAY (a day began), SUBJECT (the subject's name or division became known), REPAIR (a decision in a repair case), FLAG (of a red entry: its subject is effectively black now, or no longer), ERASED (a tombstone). */
  reason: 'RECORD' | 'DAY' | 'SUBJECT' | 'REPAIR' | 'FLAG' | 'ERASED'
  record_id: string
  version: number
  province: Province
  domain: string
  polarity: ListEntry['polarity']
  unit: string
  subject_id: string
  subject_division: string | null
  status: ListEntryTable['status']
  body: Record<string, unknown>
}

/** The one row whose lock orders the changes of the regional list. */
export interface ListChangeHeadTable {
  id: boolean
  seq: number
}

/** The tables that the list slice owns. */
export interface ListTables extends ListLogTables, ListWatchTables {
  list_entry: ListEntryTable
  list_evidence: ListEvidenceTable
  list_rollup: ListRollupTable
  list_change: ListChangeTable
  list_change_head: ListChangeHeadTable
}

const PARTITIONS = PROVINCES.map(province => [shortOf(province), province] as const)

const create: Migration = {
  async up(db: Kysely<unknown>) {
    const run = (text: string) => sql.raw(text).execute(db)
    await run(`create table list_entry (
      province text collate "C" not null, record_id text collate "C" not null, version integer not null, op text collate "C" not null,
      domain text collate "C" not null, polarity text collate "C" not null,
      unit text collate "C" not null, unit_basis text collate "C" not null, reported_by text collate "C" not null,
      subject_id text collate "C" not null, subject_kind text collate "C" not null, subject_name text, subject_division text collate "C",
      case_no text, basis text,
      valid_from date not null, valid_to date, removed_on date, removal_reason text collate "C",
      finder_name text, finder_level text collate "C",
      status text collate "C" not null, status_class text collate "C" not null, changes_on date,
      warnings text[] not null,
      source_updated_at timestamptz, known_from timestamptz not null, recorded_at timestamptz not null,
      primary key (province, record_id)
    ) partition by list (province)`)
    for (const [short, code] of PARTITIONS) {
      await run(`create table list_entry_${short} partition of list_entry for values in ('${code}') with (fillfactor = 90)`)
    }
    await run('create index list_entry_leaf on list_entry (domain, unit, record_id)')
    await run('create index list_entry_leaf_by_status on list_entry (domain, unit, status, record_id)')
    await run('create index list_entry_by_subject on list_entry (subject_id, record_id)')
    await run('create index list_entry_due on list_entry (changes_on) where changes_on is not null')

    await run(`create table list_evidence (
      province text collate "C" not null, record_id text collate "C" not null, version integer not null,
      dataset text not null, coordinate text not null, record_hash text not null, published_at timestamptz not null,
      topic text not null, partition integer not null, kafka_offset bigint not null, seq bigint not null,
      key text not null, headers json not null, value text not null, path text not null, seal text not null,
      primary key (province, record_id)
    ) partition by list (province)`)
    for (const [short, code] of PARTITIONS) {
      await run(`create table list_evidence_${short} partition of list_evidence for values in ('${code}') with (toast_tuple_target = 8160)`)
    }

    await run(`create table list_rollup (
      domain text collate "C" not null, polarity text collate "C" not null, province text collate "C" not null, unit text collate "C" not null,
      effective bigint not null, repaired bigint not null, ended bigint not null,
      primary key (domain, province, unit)
    ) with (fillfactor = 50)`)

    await run(`create table list_change (
      seq bigint primary key, at timestamptz not null, op text collate "C" not null, reason text collate "C" not null,
      record_id text collate "C" not null, version integer not null, province text collate "C" not null,
      domain text collate "C" not null, polarity text collate "C" not null, unit text collate "C" not null,
      subject_id text collate "C" not null, subject_division text collate "C", status text collate "C" not null, body json not null
    )`)
    await run('create index list_change_by_record on list_change (record_id)')
    await run('create table list_change_head (id boolean primary key check (id), seq bigint not null) with (fillfactor = 50)')
    await run('insert into list_change_head values (true, 0)')
  },
}

const addRepair: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table list_entry add column repair jsonb, add column lapse jsonb, add column rests_on date`.execute(db)
    await sql`create index list_entry_rests on list_entry (rests_on) where rests_on is not null`.execute(db)
  },
}

const addDoubts: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create index list_entry_doubted on list_entry (reported_by, record_id) where warnings @> array['W_NAME_OTHER']`.execute(db)
  },
}

/** Creates or upgrades the tables of the list slice. */
export async function migrateList<DB>(db: Kysely<DB>): Promise<void> {
  await migrate(
    db,
    {
      '001-list': create,
      '002-log': createLog,
      '003-watch': createWatches,
      '004-repair': addRepair,
      '005-history': createHistory,
      '006-flags': createFlags,
      '007-doubts': addDoubts,
    },
    'list_migration',
  )
}
