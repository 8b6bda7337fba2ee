import { migrate } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Province, Rejection, SubjectKind } from '@delta/model'
import { createDeliveries, type DeliveryTable, keepWaits, tellClaims } from './delivery-tables.ts'

/** One refused source row or file in its newest version; a mended one stays with state RESOLVED and shows nowhere. Keyset of `rejections`: ordered by record_id. */
export interface RejectionTable {
  record_id: string
  province: Province
  version: number
  dataset: string
  coordinate: string
  product: Rejection['product']
  subject_kind: SubjectKind | null
  unit: string | null
  code: Rejection['code']
  /** The source's own column name, `FILE` for a whole file. */
  field: string
  state: Rejection['state']
  /** When it was first refused; `recorded_at` is of this version. */
  at: string
  recorded_at: string
}

/** Counts of refused rows by the month (Asia/Shanghai, 'YYYY-MM') in which each was first refused. Rows that fall to zero are deleted. */
export interface RejectionRollupTable {
  province: Province
  unit: string | null
  product: Rejection['product']
  subject_kind: SubjectKind | null
  code: Rejection['code']
  month: string
  open: number
  resolved: number
}

/** The tables that the quality slice owns. */
export interface QualityTables {
  rejection: RejectionTable
  rejection_rollup: RejectionRollupTable
  delivery: DeliveryTable
}

const create: Migration = {
  async up(db: Kysely<unknown>) {
    const run = (text: string) => sql.raw(text).execute(db)
    await run(`create table rejection (
      record_id text collate "C" primary key, province text collate "C" not null, version integer not null,
      dataset text not null, coordinate text not null,
      product text collate "C" not null, subject_kind text collate "C", unit text collate "C",
      code text collate "C" not null, field text not null, state text collate "C" not null,
      at timestamptz not null, recorded_at timestamptz not null
    )`)
    await run(`create index rejection_open on rejection (record_id) where state = 'REJECTED'`)
    await run(`create index rejection_open_by_province on rejection (province, record_id) where state = 'REJECTED'`)
    await run(`create index rejection_open_by_unit on rejection (unit, code, record_id) where state = 'REJECTED'`)
    await run(`create index rejection_open_by_code on rejection (code, record_id) where state = 'REJECTED'`)

    await run(`create table rejection_rollup (
      province text collate "C" not null, unit text collate "C", product text collate "C" not null, subject_kind text collate "C",
      code text collate "C" not null, month text collate "C" not null,
      open bigint not null, resolved bigint not null,
      unique nulls not distinct (province, unit, product, subject_kind, code, month)
    ) with (fillfactor = 50)`)
  },
}

/** Creates or upgrades the tables of the quality slice. */
export async function migrateQuality<DB>(db: Kysely<DB>): Promise<void> {
  await migrate(db, { '001-quality': create, '002-deliveries': createDeliveries, '003-claims': tellClaims, '004-waits': keepWaits }, 'quality_migration')
}
