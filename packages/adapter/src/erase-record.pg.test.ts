import { migrate } from '@delta/store'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eraseRecord } from './erase-record.ts'
import { adapterMigrations, type AdapterTables } from './tables.ts'
import { idOf, listEntry, penalty, row, testCommitter } from './testing.ts'

let database: TestDatabase<AdapterTables>
let adapter: Awaited<ReturnType<typeof testCommitter>>
beforeAll(async () => {
  database = await createTestDatabase<AdapterTables>(process.env.DELTA_TEST_POSTGRES)
  await migrate(database.db, adapterMigrations)
  adapter = await testCommitter(database)
})
afterAll(() => database.drop())

const SECRET = '行政处罚决定书第一号'
const texts = async (): Promise<string> => {
  const { rows } = await sql<{
    text: string
  }>`select o::text as text from outbox o union all select l::text from ledger l union all select c::text from claim c`.execute(database.db)
  return rows.map(({ text }) => text).join()
}

test('of an erased record a tombstone is left in every partition in which it stood; reading its row again publishes nothing, another statement does', async () => {
  const person = { id: '91330100M000100Y4T', kind: 'ENT', subKind: null, idType: 'USCC', name: '浙江测试有限公司', maskedId: null, division: '330100' } as const
  await adapter.commit(row('t_md/1', '1', listEntry('a', { basis: SECRET })), row('t_md/2', '1', listEntry('b')))
  await adapter.commit(row('t_md/1', '2', listEntry('a', { basis: SECRET, subject: person })))
  await adapter.commit(row('t_md/9', '1', listEntry('a', { basis: SECRET })))
  expect(await texts()).toContain(SECRET)
  const before = await adapter.outbox.unsent(100)
  const stood = [...new Set(before.filter(one => one.key === idOf('a')).map(one => one.partition))].toSorted((x, y) => x - y)
  expect(stood.length).toBe(2)

  expect(await eraseRecord(database.db, adapter.outbox, idOf('a'))).toEqual({ topic: 'delta.list.sh.v1', version: 3, partitions: stood })
  expect(await texts()).not.toContain(SECRET)
  const all = await adapter.outbox.unsent(100)
  expect(all.filter(one => one.key === idOf('a')).every(one => one.value === null)).toBe(true)
  for (const partition of stood) {
    const last = all.filter(one => one.partition === partition).at(-1)!
    expect(last).toMatchObject({ key: idOf('a'), value: null, headers: { ce_id: `${idOf('a')}.3`, 'delta-version': '3', ce_source: 'urn:delta:unit:SH-MKT' } })
  }
  expect(all.find(one => one.key === idOf('b'))!.value).not.toBeNull()
  expect(await eraseRecord(database.db, adapter.outbox, idOf('a'))).toBeNull()
  expect(await eraseRecord(database.db, adapter.outbox, idOf('nobody'))).toBeNull()

  await adapter.commit(row('t_md/1', '2', listEntry('a', { basis: SECRET, subject: person })))
  expect(await adapter.outbox.unsent(100)).toHaveLength(all.length)
  await adapter.commit(row('t_md/1', '3', listEntry('a', { basis: '另一', subject: person })))
  expect((await adapter.outbox.unsent(100)).filter(one => one.value?.includes('另一')).map(one => one.headers['delta-version'])).toEqual(['4'])
})

test('with the record of a name goes what the source was known to call its subject', async () => {
  const base = penalty('n')
  await adapter.commit(
    row('t_fr_jbxx/1', '1', { ...base, record: { ...base.record, indicator: 'ENT-BAS-001', penalty: null, value: '被遗忘有限公司' } as never }),
  )
  const names = async () => (await sql`select name from base_name`.execute(database.db)).rows
  expect(await names()).toEqual([{ name: '被遗忘有限公司' }])
  expect(await eraseRecord(database.db, adapter.outbox, idOf('n'))).not.toBeNull()
  expect(await names()).toEqual([])
})
