import { type ArchiveTables, migrateArchive } from '@delta/archive'
import type { Day, Province, RepairNotice } from '@delta/model'
import { type ListTables, migrateList } from '@delta/list'
import { migrateQuality, type QualityTables } from '@delta/quality'
import { migrateRelationship, type RelationshipTables } from '@delta/relationship'
import { migrate } from '@delta/store'
import { type Generated, type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { JournalEntry } from './journal.ts'

/** How far the read model has taken each partition: the number and the Kafka offset of the last record that it holds, written in the transaction that wrote the rows. */
export interface ProjectionPositionTable {
  topic: string
  partition: number
  seq: number
  kafka_offset: number
  updated_at: string
}

/** What was refused and kept aside, with the bytes as they came. A gap has no bytes: `seq` to `seq_to` never arrived. */
export interface QuarantineTable {
  id: number
  topic: string
  partition: number
  kafka_offset: number
  seq: number | null
  seq_to: number | null
  reason: string
  /** The member or rule that failed; never a value. */
  detail: string
  /** The unit that claims to state the record, where its header can be read. */
  unit: string | null
  key: Buffer | null
  headers: Record<string, string> | null
  value: Buffer | null
  digest: string
  at: string
}

/** The read model's own identity: a new database reads the topics from their beginning. */
export interface ReadModelTable {
  id: string
}

/** A step of a repair case that acts on an item of the read model, whether the item is there yet or not. */
export interface ItemRepairTable {
  province: Province
  product: RepairNotice['item']['product']
  item_id: string
  case_id: string
  sequence: number
  effect: NonNullable<RepairNotice['effect']>
  /** The day of the decision: it reaches what was found until then. */
  acts_on: Day
  party: RepairNotice['party']
  unit: string | null
  annotation: string | null
  rule_set: string | null
  article: string | null
  /** Could the unit decide? null until the item is known. Once yes, it stays so: no later version of the item takes the decision away. */
  fits: boolean | null
  notice_id: string
  topic: string
  partition: number
  kafka_offset: number
  seq: number
}

/** Every transaction of the projection in an order in which they can be done again (see `JournalEntry`). */
interface ProjectionJournalTable extends Omit<JournalEntry, 'n'> {
  readonly n: Generated<number>
}

/** The tables that the projection owns. */
export interface ProjectionTables {
  projection_journal: ProjectionJournalTable
  projection_position: ProjectionPositionTable
  quarantine: QuarantineTable
  read_model: ReadModelTable
  item_repair: ItemRepairTable
}

/** Every table of the read model. */
export type ReadModelTables = ArchiveTables & ListTables & RelationshipTables & QualityTables & ProjectionTables

const create: Migration = {
  async up(db: Kysely<unknown>) {
    const run = (text: string) => sql.raw(text).execute(db)
    await run(`create table projection_position (
      topic text collate "C" not null, partition integer not null, seq bigint not null, kafka_offset bigint not null, updated_at timestamptz not null,
      primary key (topic, partition)
    ) with (fillfactor = 50)`)
    await run(`create table quarantine (
      id bigint generated always as identity primary key,
      topic text collate "C" not null, partition integer not null, kafka_offset bigint not null, seq bigint, seq_to bigint,
      reason text collate "C" not null, detail text not null, unit text, key bytea, headers jsonb, value bytea, digest text collate "C" not null, at timestamptz not null,
      unique (topic, partition, kafka_offset, reason, digest)
    )`)
    await run('create index quarantine_by_seq on quarantine (topic, partition, seq)')
    await run('create table read_model (id uuid primary key)')
    await run('insert into read_model values (gen_random_uuid())')
  },
}

const addRepairs: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table item_repair (
      province text collate "C" not null, product text collate "C" not null, item_id text collate "C" not null, case_id text collate "C" not null, sequence integer not null,
      effect text collate "C" not null, acts_on date not null, party text collate "C" not null, unit text collate "C", annotation text, rule_set text, article text,
      fits boolean, notice_id text not null, topic text not null, partition integer not null, kafka_offset bigint not null, seq bigint not null,
      primary key (province, product, item_id, case_id, sequence)
    )`.execute(db)
  },
}

const addJournal: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table projection_journal (
      n bigint generated always as identity primary key, kind text collate "C" not null, topic text collate "C" not null, partition integer not null,
      first bigint not null, seq bigint not null, at timestamptz not null
    )`.execute(db)
  },
}

/** Creates or upgrades every table of the read model. */
export async function migrateReadModel(db: Kysely<ReadModelTables>): Promise<void> {
  await migrateArchive(db)
  await migrateRelationship(db)
  await migrateList(db)
  await migrateQuality(db)
  await migrate(db, { '001-projection': create, '002-repairs': addRepairs, '003-journal': addJournal }, 'projection_migration')
}
