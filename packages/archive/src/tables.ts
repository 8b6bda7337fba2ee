import { migrate } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { type ArchiveItem, type ItemRepair, type Province, PROVINCES, shortOf, type StatusClass, type StatusStep, type SubjectKind } from '@delta/model'
import { createHistory } from './history.ts'

/** Every subject that any record names, also one known only as the party of a relation. Statements are merged by rank and time, so the order of their arrival does not matter. */
export interface SubjectTable {
  id: string
  kind: SubjectKind
  sub_kind: 'INDIVIDUAL_BUSINESS' | 'COOPERATIVE' | null
  id_type: string
  /** A person's number with its middle hidden; null for organisations. */
  masked_id: string | null
  /** 1 known as a party, 2 stated by a record about the subject. */
  facts_rank: number
  name: string | null
  /** 0 no name, 1 named as a party, 2 named in a record about the subject, 3 registered, 4 registered in the subject's own province. */
  name_rank: number
  name_at: string
  name_version: number
  /** Search forms of an organisation's name (see `nameForms`); null for persons, who are not searched by name. */
  name_norm: string | null
  name_simplified: string | null
  name_initials: string | null
  registered: boolean
  /** GB/T 2260: of the registrar for organisations (as in the code), of the 户籍 for persons (NAT-BAS-003 only). */
  division: string | null
  division_at: string
  division_version: number
  /** Province of `division`, any of the country ('100000': a national registrar); null where not known. */
  province: string | null
  /** Organisation code: positions 9–17 of a 统一社会信用代码, or the code of an `ORG:` subject. Joins the two. */
  org_code: string | null
  /** Since when the region knows it as it is: past states are kept in subject_past. */
  known_at: string
}

/** One archive item in its newest version. Partitioned by province, then by subject. Keyset of a leaf: (indicator, unit, province) ordered by record_id; of a subject: (subject_id) ordered by province, record_id. */
export interface ArchiveItemTable {
  province: Province
  subject_id: string
  record_id: string
  version: number
  op: ArchiveItem['op']
  subject_kind: SubjectKind
  category: string
  indicator: string
  unit: string
  unit_basis: ArchiveItem['unitBasis']
  reported_by: string
  business_no: string | null
  value: string | null
  licence: ArchiveItem['licence']
  penalty: ArchiveItem['penalty']
  authority: string | null
  document_no: string | null
  decided_on: string | null
  arose: string | null
  valid_from: string | null
  /** The last day in force: the earliest that is stated, or that the rules on publicity allow. */
  valid_to: string | null
  status: string
  status_class: StatusClass
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
  /** Since when the region knows it as it is: past states are kept in archive_item_past. */
  known_at: string
  known_from: string
  recorded_at: string
}

/** Where an item stands in its source and in Kafka, and everything an offline proof needs: the sealed bytes, their headers, the path and the seal. Same key as the item, without the subject. */
export interface ArchiveEvidenceTable {
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

/** Which subject a licence or penalty stands under: its key does not hold the subject, so a correction may move it. Null where the item was erased: the row then keeps older versions from coming back. */
export interface ArchiveDocumentTable {
  province: Province
  record_id: string
  subject_id: string | null
  version: number
}

/** Counts of a leaf of the archive drill. Rows that fall to zero are deleted. */
export interface ArchiveRollupTable {
  kind: SubjectKind
  category: string
  indicator: string
  province: Province
  unit: string
  effective: number
  repaired: number
  ended: number
}

/** The tables that the archive slice owns. */
export interface ArchiveTables {
  subject: SubjectTable
  archive_item: ArchiveItemTable
  archive_evidence: ArchiveEvidenceTable
  archive_document: ArchiveDocumentTable
  archive_rollup: ArchiveRollupTable
}

const PARTITIONS = PROVINCES.map(province => [shortOf(province), province] as const)

const create: Migration = {
  async up(db: Kysely<unknown>) {
    const run = (text: string) => sql.raw(text).execute(db)
    await run(`create table subject (
      id text collate "C" primary key,
      kind text collate "C" not null, sub_kind text collate "C", id_type text collate "C" not null, masked_id text,
      facts_rank smallint not null,
      name text, name_rank smallint not null, name_at timestamptz not null, name_version integer not null,
      name_norm text collate "C", name_simplified text collate "C", name_initials text collate "C",
      registered boolean generated always as (name_rank >= 3) stored,
      division text collate "C", division_at timestamptz not null, division_version integer not null,
      province text collate "C", org_code text collate "C"
    ) with (fillfactor = 85)`)
    await run('create index subject_by_norm on subject (name_norm text_pattern_ops) where name_norm is not null')
    await run('create index subject_by_simplified on subject (name_simplified text_pattern_ops) where name_simplified is not null')
    await run('create index subject_by_initials on subject (name_initials text_pattern_ops) where name_initials is not null')
    await run('create index subject_by_org_code on subject (org_code) where org_code is not null')

    await run(`create table archive_item (
      province text collate "C" not null, subject_id text collate "C" not null, record_id text collate "C" not null,
      version integer not null, op text collate "C" not null,
      subject_kind text collate "C" not null, category text collate "C" not null, indicator text collate "C" not null,
      unit text collate "C" not null, unit_basis text collate "C" not null, reported_by text collate "C" not null,
      business_no text, value text, licence jsonb, penalty jsonb,
      authority text, document_no text, decided_on date,
      arose date, valid_from date, valid_to date,
      status text collate "C" not null, status_class text collate "C" not null, changes_on date,
      warnings text[] not null,
      source_updated_at timestamptz, known_from timestamptz not null, recorded_at timestamptz not null,
      primary key (province, subject_id, record_id)
    ) partition by list (province)`)
    for (const [short, code] of PARTITIONS) {
      await run(`create table archive_item_${short} partition of archive_item for values in ('${code}') partition by hash (subject_id)`)
      for (const n of [0, 1, 2, 3]) {
        await run(
          `create table archive_item_${short}_${n} partition of archive_item_${short} for values with (modulus 4, remainder ${n}) with (fillfactor = 90)`,
        )
      }
    }
    await run('create index archive_item_leaf on archive_item (indicator, unit, record_id)')
    await run('create index archive_item_due on archive_item (changes_on) where changes_on is not null')

    await run(`create table archive_evidence (
      province text collate "C" not null, record_id text collate "C" not null, version integer not null,
      dataset text not null, coordinate text not null, record_hash text not null, published_at timestamptz not null,
      topic text not null, partition integer not null, kafka_offset bigint not null, seq bigint not null,
      key text not null, headers json not null, value text not null, path text not null, seal text not null,
      primary key (province, record_id)
    ) partition by list (province)`)
    for (const [short, code] of PARTITIONS) {
      await run(`create table archive_evidence_${short} partition of archive_evidence for values in ('${code}') with (toast_tuple_target = 8160)`)
    }

    await run(`create table archive_document (
      province text collate "C" not null, record_id text collate "C" not null, subject_id text collate "C", version integer not null,
      primary key (province, record_id)
    ) partition by list (province)`)
    for (const [short, code] of PARTITIONS) {
      await run(`create table archive_document_${short} partition of archive_document for values in ('${code}')`)
    }

    await run(`create table archive_rollup (
      kind text collate "C" not null, category text collate "C" not null, indicator text collate "C" not null,
      province text collate "C" not null, unit text collate "C" not null,
      effective bigint not null, repaired bigint not null, ended bigint not null,
      primary key (kind, category, indicator, province, unit)
    ) with (fillfactor = 50)`)
  },
}

const addRepair: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table archive_item add column repair jsonb, add column lapse jsonb, add column rests_on date`.execute(db)
    await sql`create index archive_item_rests on archive_item (rests_on) where rests_on is not null`.execute(db)
  },
}

const addDoubts: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create index archive_item_doubted on archive_item (reported_by, record_id) where warnings @> array['W_NAME_OTHER']`.execute(db)
  },
}

/** Creates or upgrades the tables of the archive slice. */
export async function migrateArchive<DB>(db: Kysely<DB>): Promise<void> {
  await migrate(db, { '001-archive': create, '002-repair': addRepair, '003-history': createHistory, '004-doubts': addDoubts }, 'archive_migration')
}
