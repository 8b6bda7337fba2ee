import type { Province } from '@delta/model'
import { createStatement, jsonRows, upsertRows } from '@delta/store'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { RecordOf } from '@delta/wire'
import type { ItemRepairTable } from './tables.ts'

/** A step of a repair case that acts on an item, as a notice told it. */
export type RepairMark = ItemRepairTable

const COLUMNS = {
  province: 'text',
  product: 'text',
  item_id: 'text',
  case_id: 'text',
  sequence: 'integer',
  effect: 'text',
  acts_on: 'date',
  party: 'text',
  unit: 'text',
  annotation: 'text',
  rule_set: 'text',
  article: 'text',
  fits: 'boolean',
  notice_id: 'text',
  topic: 'text',
  partition: 'integer',
  kafka_offset: 'bigint',
  seq: 'bigint',
} as const
const KEY = ['province', 'product', 'item_id', 'case_id', 'sequence'] as const

const readMarks = createStatement<{ province: Province; product: string; ids: readonly string[] }, RepairMark>(
  ({ province, product, ids }) =>
    sql`select * from item_repair where province = ${province} and product = ${product} and item_id = any(${ids}) order by item_id, case_id, sequence`,
)
const settleMarks = createStatement<{ rows: string }>(
  ({ rows }) => sql`update item_repair m set fits = s.fits from json_to_recordset(${rows}::json)
    as s (province text, product text, item_id text, case_id text, sequence integer, fits boolean)
    where (m.province, m.product, m.item_id, m.case_id, m.sequence) = (s.province, s.product, s.item_id, s.case_id, s.sequence)`,
)

const lockOf = (province: RawBuilder<unknown>) => sql`hashtextextended('delta repairs ' || ${province}, 0)`
const share = createStatement<{ province: Province }>(({ province }) => sql`select pg_advisory_xact_lock_shared(${lockOf(province)})`)
const hold = createStatement<{ province: Province }>(({ province }) => sql`select pg_advisory_xact_lock(${lockOf(province)})`)

/** Lets nobody bring a province's records in while its repair notices are, nor the other way: whichever comes second sees the first. */
export async function holdRepairs<DB>(trx: Kysely<DB>, province: Province, holds: 'records' | 'notices'): Promise<void> {
  await (holds === 'notices' ? hold : share)(trx, { province })
}

/** The marks of items by the items' ids. */
export async function marksOf<DB>(
  trx: Kysely<DB>,
  province: Province,
  product: RecordOf['repair-notice']['item']['product'],
  ids: readonly string[],
): Promise<ReadonlyMap<string, RepairMark[]>> {
  return Map.groupBy(await readMarks(trx, { province, product, ids }), mark => mark.item_id)
}

/** Keeps new marks; one that is there stays as it is. */
export async function keepMarks<DB>(trx: Kysely<DB>, marks: readonly RepairMark[]): Promise<void> {
  await upsertRows(trx, 'item_repair', COLUMNS, marks, { key: KEY, above: 'sequence' })
}

/** Remembers of marks whether those who decided could decide. */
export async function keepFits<DB>(trx: Kysely<DB>, marks: readonly RepairMark[]): Promise<void> {
  if (marks.length > 0) await settleMarks(trx, { rows: jsonRows(marks) })
}
