import { countedByClass, migrate } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { type Province, PROVINCES, type Relationship, shortOf, type StatusStep, type SubjectKind } from '@delta/model'
import { createHistory } from './history.ts'

/** One relation in its newest version. Partitioned by the publishing province. Keyset of a leaf: (dimension, party_kind, placement, party_province, unit) ordered by subject_province (nulls last), record_id, also within one subject_province. Names and the subject's province are kept by the projection. */
export interface RelationTable {
  province: Province
  record_id: string
  version: number
  op: Relationship['op']
  dimension: Relationship['dimension']
  subject_id: string
  subject_kind: SubjectKind
  subject_name: string | null
  /** Province of the subject's registrar (of the 户籍 for a person), any of the country; null where not known. */
  subject_province: string | null
  party_kind: 'NAT' | 'ORG'
  party_id: string
  party_id_type: string
  party_name: string | null
  party_masked_id: string | null
  /** 0–1, six places, as text. */
  share: string | null
  valid_from: string | null
  valid_to: string | null
  placement: Relationship['placement']
  /** One of the four provinces, set exactly when the placement is IN_REGION. */
  party_province: Province | null
  hukou_province: string | null
  unit: string | null
  reported_by: string
  status: string
  status_class: 'effective' | 'repaired' | 'ended'
  changes_on: string | null
  warnings: string[]
  source_updated_at: string | null
  /** What it is on every day, as known; null where it is the same on all. */
  steps: readonly StatusStep[] | null
  /** Since when the region knows it as it is: past states are kept in relation_past. */
  known_at: string
  known_from: string
  recorded_at: string
}

/** Where a relation stands in its source and in Kafka, and everything an offline proof needs: the sealed bytes, their headers, the path and the seal. */
export interface RelationEvidenceTable {
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

/** Counts of a leaf of the relationship drill, by the subject's province (for `subjectProvince` and the flows) and by who published (for agreements over some provinces). Rows that fall to zero are deleted. */
export interface RelationRollupTable {
  province: Province
  subject_province: string | null
  dimension: Relationship['dimension']
  party_kind: 'NAT' | 'ORG'
  placement: Relationship['placement']
  party_province: Province | null
  unit: string | null
  effective: number
  repaired: number
  ended: number
}

/** The tables that the relationship slice owns. */
export interface RelationshipTables {
  relation: RelationTable
  relation_evidence: RelationEvidenceTable
  relation_rollup: RelationRollupTable
}

const PARTITIONS = PROVINCES.map(province => [shortOf(province), province] as const)

const create: Migration = {
  async up(db: Kysely<unknown>) {
    const run = (text: string) => sql.raw(text).execute(db)
    await run(`create table relation (
      province text collate "C" not null, record_id text collate "C" not null, version integer not null, op text collate "C" not null,
      dimension text collate "C" not null,
      subject_id text collate "C" not null, subject_kind text collate "C" not null, subject_name text, subject_province text collate "C",
      party_kind text collate "C" not null, party_id text collate "C" not null, party_id_type text collate "C" not null, party_name text, party_masked_id text,
      share numeric(7, 6), valid_from date, valid_to date,
      placement text collate "C" not null, party_province text collate "C", hukou_province text collate "C",
      unit text collate "C", reported_by text collate "C" not null,
      status text collate "C" not null, status_class text collate "C" not null, changes_on date,
      warnings text[] not null,
      source_updated_at timestamptz, known_from timestamptz not null, recorded_at timestamptz not null,
      primary key (province, record_id)
    ) partition by list (province)`)
    for (const [short, code] of PARTITIONS) {
      await run(`create table relation_${short} partition of relation for values in ('${code}') with (fillfactor = 90)`)
    }
    await run('create index relation_leaf on relation (dimension, party_kind, placement, party_province, unit, subject_province, record_id)')
    await run('create index relation_by_subject on relation (subject_id, dimension, record_id)')
    await run('create index relation_by_party on relation (party_id, dimension, record_id)')
    await run('create index relation_due on relation (changes_on) where changes_on is not null')

    await run(`create table relation_evidence (
      province text collate "C" not null, record_id text collate "C" not null, version integer not null,
      dataset text not null, coordinate text not null, record_hash text not null, published_at timestamptz not null,
      topic text not null, partition integer not null, kafka_offset bigint not null, seq bigint not null,
      key text not null, headers json not null, value text not null, path text not null, seal text not null,
      primary key (province, record_id)
    ) partition by list (province)`)
    for (const [short, code] of PARTITIONS) {
      await run(`create table relation_evidence_${short} partition of relation_evidence for values in ('${code}') with (toast_tuple_target = 8160)`)
    }

    await run(`create table relation_rollup (
      subject_province text collate "C", dimension text collate "C" not null, party_kind text collate "C" not null,
      placement text collate "C" not null, party_province text collate "C", unit text collate "C",
      effective bigint not null, repaired bigint not null, ended bigint not null,
      unique nulls not distinct (dimension, party_kind, placement, party_province, unit, subject_province)
    ) with (fillfactor = 50)`)
  },
}

/** Counts by the publishing province, too. */
const byPublisher: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`drop table relation_rollup`.execute(db)
    await sql`create table relation_rollup (
      province text collate "C" not null, subject_province text collate "C", dimension text collate "C" not null, party_kind text collate "C" not null,
      placement text collate "C" not null, party_province text collate "C", unit text collate "C",
      effective bigint not null, repaired bigint not null, ended bigint not null,
      unique nulls not distinct (dimension, party_kind, placement, party_province, unit, subject_province, province)
    ) with (fillfactor = 50)`.execute(db)
    await sql`insert into relation_rollup (province, subject_province, dimension, party_kind, placement, party_province, unit, effective, repaired, ended)
      select r.province, r.subject_province, r.dimension, r.party_kind, r.placement, r.party_province, r.unit, ${countedByClass('r')} from relation r group by 1, 2, 3, 4, 5, 6, 7`.execute(
      db,
    )
  },
}

const addDoubts: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create index relation_doubted on relation (reported_by, record_id) where warnings @> array['W_NAME_OTHER']`.execute(db)
  },
}

/** Creates or upgrades the tables of the relationship slice. */
export async function migrateRelationship<DB>(db: Kysely<DB>): Promise<void> {
  await migrate(
    db,
    { '001-relationship': create, '002-history': createHistory, '003-by-publisher': byPublisher, '004-doubts': addDoubts },
    'relationship_migration',
  )
}
