import type { Rejection } from '@delta/model'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { projectRejections } from './project.ts'
import { migrateQuality, type QualityTables } from './tables.ts'

let base: TestDatabase<QualityTables>
beforeAll(async () => {
  base = await createTestDatabase(process.env.DELTA_TEST_POSTGRES)
  await migrateQuality(base.db)
})
beforeEach(async () => {
  await base.db.deleteFrom('rejection').execute()
  await base.db.deleteFrom('rejection_rollup').execute()
})
afterAll(() => base?.drop())

const rejection = (recordId: string, version: number, more: Partial<Rejection> = {}): Rejection => ({
  recordId,
  province: '340000',
  version,
  reportedBy: 'AH-MKT',
  recordedAt: '2026-10-31T15:59:59Z',
  evidence: { dataset: 'XZCF', coordinate: 'AH_340100_MKT_XZCF_20261031_001.csv:7' },
  product: 'ARCHIVE',
  subjectKind: 'ENT',
  code: 'E_AMOUNT',
  field: '罚款金额（元）',
  state: 'REJECTED',
  ...more,
})
const project = (...records: Rejection[]) =>
  base.db.transaction().execute(trx =>
    projectRejections(
      trx,
      records.map(record => ({ recordId: record.recordId, version: record.version, record })),
    ),
  )
const counts = () => base.db.selectFrom('rejection_rollup').select(['unit', 'code', 'month', 'open', 'resolved']).orderBy('month').orderBy('code').execute()

test('a mended row leaves the open ones; a refusal counts in the month, in Shanghai, in which it began', async () => {
  await project(rejection('a', 1), rejection('b', 1, { recordedAt: '2026-10-31T16:00:00Z', reportedBy: null }))
  await project(rejection('a', 2, { state: 'RESOLVED', recordedAt: '2026-11-20T00:00:00Z' }))
  expect(await counts()).toEqual([
    { unit: 'AH-MKT', code: 'E_AMOUNT', month: '2026-10', open: 0, resolved: 1 },
    { unit: null, code: 'E_AMOUNT', month: '2026-11', open: 1, resolved: 0 },
  ])
})

test('another code moves the count; an old version and a repeated one change nothing', async () => {
  await project(rejection('a', 1), rejection('a', 3, { code: 'E_REQUIRED' }))
  await project(rejection('a', 2, { code: 'E_DIGEST' }), rejection('a', 3, { code: 'E_DIGEST' }))
  expect(await counts()).toEqual([{ unit: 'AH-MKT', code: 'E_REQUIRED', month: '2026-10', open: 1, resolved: 0 }])
})

test('a tombstone leaves nothing', async () => {
  await project(rejection('a', 1))
  await base.db.transaction().execute(trx => projectRejections(trx, [{ recordId: 'a', version: 2, record: null }]))
  expect(await counts()).toEqual([])
  expect(await base.db.selectFrom('rejection').selectAll().execute()).toEqual([])
})
