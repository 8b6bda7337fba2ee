import { type Rejection, shanghaiDay } from '@delta/model'
import { addCounts, createCountChanges, createStatement, upsertRows } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import type { RejectionRollupTable, RejectionTable } from './tables.ts'

/** One version of a rejection as it was published; `record` null erases it (a tombstone). */
export interface RejectionVersion {
  readonly recordId: string
  readonly version: number
  readonly record: Rejection | null
}

type CountKey = Pick<RejectionRollupTable, 'province' | 'unit' | 'product' | 'subject_kind' | 'code' | 'month'>

const COLUMNS = {
  record_id: 'text',
  province: 'text',
  version: 'integer',
  dataset: 'text',
  coordinate: 'text',
  product: 'text',
  subject_kind: 'text',
  unit: 'text',
  code: 'text',
  field: 'text',
  state: 'text',
  at: 'timestamptz',
  recorded_at: 'timestamptz',
} as const
const KEY = { province: 'text', unit: 'text', product: 'text', subject_kind: 'text', code: 'text', month: 'text' } as const
const COUNTS = ['open', 'resolved'] as const
const ROLLUP = { table: 'rejection_rollup', key: KEY, counts: COUNTS } as const

const lockRejections = createStatement<{ ids: string[] }, RejectionTable>(
  ({ ids }) => sql`select * from rejection where record_id = any(${ids}) order by record_id for no key update`,
)

const rowOf = (record: Rejection, at: string): RejectionTable => ({
  record_id: record.recordId,
  province: record.province,
  version: record.version,
  dataset: record.evidence.dataset,
  coordinate: record.evidence.coordinate,
  product: record.product,
  subject_kind: record.subjectKind,
  unit: record.reportedBy,
  code: record.code,
  field: record.field,
  state: record.state,
  at,
  recorded_at: record.recordedAt,
})

const keyOf = ({ province, unit, product, subject_kind, code, at }: RejectionTable): CountKey => ({
  province,
  unit,
  product,
  subject_kind,
  code,
  month: shanghaiDay(at).slice(0, 7),
})
const nameOf = ({ state }: RejectionTable): (typeof COUNTS)[number] => (state === 'RESOLVED' ? 'resolved' : 'open')

/** Applies versions of rejections in the order given; a version that is not above the one before it changes nothing. Locks the rollups last. */
export async function projectRejections<DB>(trx: Kysely<DB>, versions: readonly RejectionVersion[]): Promise<void> {
  const ids = [...new Set(versions.map(one => one.recordId))].toSorted()
  const stored = await lockRejections(trx, { ids })
  const counts = createCountChanges<CountKey, (typeof COUNTS)[number]>(COUNTS)
  const before = new Map(stored.map(row => [row.record_id, row]))
  const after = new Map<string, RejectionTable>()
  const erased = new Set<string>()
  for (const { recordId, version, record } of versions) {
    const last = before.get(recordId)
    if (last && version <= last.version) continue
    if (last) counts.add(keyOf(last), nameOf(last), -1)
    before.delete(recordId)
    after.delete(recordId)
    if (record === null) {
      erased.add(recordId)
      continue
    }
    const row = rowOf(record, last?.at ?? record.recordedAt)
    counts.add(keyOf(row), nameOf(row), 1)
    before.set(recordId, row)
    after.set(recordId, row)
  }
  if (erased.size > 0) await sql`delete from rejection where record_id = any(${[...erased].toSorted()})`.execute(trx)
  await upsertRows(trx, 'rejection', COLUMNS, [...after.values()], { key: ['record_id'], keep: ['at'], above: 'version' })
  await addCounts(trx, ROLLUP, counts.rows())
}
