import type { ArchiveItem } from '@delta/model'
import { openStore, type Store } from '@delta/store'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createArchiveEffects } from './effects.ts'
import { projectArchive } from './project.ts'
import { type ArchiveTables, migrateArchive } from './tables.ts'

let base: TestDatabase<ArchiveTables>
let store: Store<ArchiveTables>
beforeAll(async () => {
  base = await createTestDatabase(process.env.DELTA_TEST_POSTGRES)
  await migrateArchive(base.db)
  store = openStore(base.url, { connections: 1, settings: { enable_seqscan: 'off' } })
})
afterAll(async () => {
  await store?.close()
  await base?.drop()
})

const item = (version: number): ArchiveItem => ({
  recordId: 'record',
  province: '310000',
  op: 'upsert',
  version,
  reportedBy: 'SH-AMR',
  sourceUpdatedAt: null,
  recordedAt: '2026-11-20T02:00:00.000Z',
  evidence: { dataset: 'test', coordinate: 'test/1' },
  warnings: [],
  unit: 'SH-AMR',
  unitBasis: 'CATALOGUE',
  subject: { id: 'subject', kind: 'ENT', subKind: null, idType: 'USCC', name: null, maskedId: null, division: null },
  indicator: 'ENT-BAS-001',
  businessNo: null,
  value: '值',
  arose: null,
  until: null,
  licence: null,
  penalty: null,
})

test('an item reads its own row, however many others there are, also before the table has ever been analysed', async () => {
  await sql`insert into archive_item (province, subject_id, record_id, version, op, subject_kind, category, indicator, unit, unit_basis, reported_by, value, status, status_class, warnings, known_from, recorded_at)
    select '310000', md5((n / 8)::text), md5(n::text || 'r'), 1, 'upsert', 'ENT', 'BAS', 'ENT-BAS-001', 'SH-AMR', 'X', 'X', repeat('v', 40), 'EFFECTIVE', 'effective', '{}', now(), now()
    from generate_series(1, 70000) n`.execute(base.db)
  const project = (version: number) =>
    store.db.transaction().execute(async trx => {
      const parts = {
        province: '310000',
        day: '2026-11-20',
        categoryOf: () => 'BAS',
        effects: createArchiveEffects(new Date()),
        remediesOf: () => ({ publicUntil: null }),
      } as const
      const written = await projectArchive(trx, [{ recordId: 'record', version, record: item(version) }], parts)
      const { rows } = await sql<{ read: number }>`select sum(coalesce(idx_tup_fetch, 0) + coalesce(seq_tup_read, 0))::int as read
        from pg_stat_xact_user_tables where relname like 'archive_item%'`.execute(trx)
      return { written: [...written], read: rows[0]!.read }
    })
  expect(await project(1)).toEqual({ written: [['record', 1]], read: 0 })
  expect(await project(2)).toEqual({ written: [['record', 2]], read: 2 })
})
