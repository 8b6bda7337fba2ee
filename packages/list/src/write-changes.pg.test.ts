import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type NewChange, writeListChanges } from './changes.ts'
import { type ListTables, migrateList } from './tables.ts'

let base: TestDatabase<ListTables>
beforeAll(async () => {
  base = await createTestDatabase(process.env.DELTA_TEST_POSTGRES, 6)
  await migrateList(base.db)
})
afterAll(() => base?.drop())

const change = (record_id: string): NewChange => ({
  op: 'listed',
  reason: 'RECORD',
  record_id,
  version: 1,
  province: '310000',
  domain: 'B05',
  polarity: 'BLACK',
  unit: 'SH-ECO',
  subject_id: 'S',
  subject_division: null,
  status: 'EFFECTIVE',
  body: { text: '名单' },
})

test('numbers are dense and in commit order, whoever writes and whoever fails', async () => {
  const write = (writer: number, count: number, fail: boolean) =>
    base.db.transaction().execute(async trx => {
      await writeListChanges(
        trx,
        Array.from({ length: count }, (_, n) => change(`${writer}.${n}`)),
        new Date('2026-11-20T00:00:00Z'),
      )
      if (fail) throw new Error('rolled back')
    })
  await Promise.allSettled(Array.from({ length: 24 }, (_, n) => write(n, 1 + (n % 3), n % 4 === 0)))
  const rows = await base.db.selectFrom('list_change').selectAll().orderBy('seq').execute()
  expect(rows.map(row => row.seq)).toEqual(Array.from({ length: rows.length }, (_, n) => n + 1))
  expect(rows).toHaveLength(Array.from({ length: 24 }, (_, n) => (n % 4 === 0 ? 0 : 1 + (n % 3))).reduce((a, b) => a + b))
  expect(await base.db.selectFrom('list_change_head').select('seq').execute()).toEqual([{ seq: rows.length }])
  const writers = rows.map(row => row.record_id.split('.')[0])
  expect(writers.filter((writer, n) => writer !== writers[n - 1])).toHaveLength(18)
  expect(rows[0]).toMatchObject({ body: { text: '名单' }, at: '2026-11-20T00:00:00.000Z' })
})
