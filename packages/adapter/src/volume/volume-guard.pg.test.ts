import { migrate } from '@delta/store'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { loadCatalogue } from '@delta/catalogue'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { counts } from '../counts.ts'
import { heldCounts } from '../held.ts'
import { adapterMigrations, type AdapterTables } from '../tables.ts'
import { held as incomplete, listEntry, row, testCommitter } from '../testing.ts'
import { volumeBounds } from './volume-guard.ts'

const bounds = { least: 3, maxDrop: 0.5, maxRise: 2 }
let database: TestDatabase<AdapterTables>
let adapter: Awaited<ReturnType<typeof testCommitter>>
beforeAll(async () => {
  database = await createTestDatabase<AdapterTables>(process.env['DELTA_TEST_POSTGRES'])
  await migrate(database.db, adapterMigrations)
})
afterAll(() => database.drop())
beforeEach(async () => {
  await sql`truncate ledger, claim, revocation, outbox, outbox_head, outbox_sent, volume_day, volume_held, volume_release`.execute(database.db)
  adapter = await testCommitter(database, undefined, bounds)
  await adapter.commit(...state(0, 10))
  // The next day: what was loaded is what is there.
  await sql`delete from volume_day`.execute(database.db)
  await adapter.told()
})

const state = (from: number, to: number, op: 'upsert' | 'revoke' = 'upsert', position = '1') =>
  Array.from({ length: to - from }, (_, n) => row(`t_md/${from + n}`, position, listEntry(`r${from + n}`, { op })))
const told = async () => (await adapter.told()).map(one => one.value.op)
const held = async () => (await counts(database.db)).reduce((sum, one) => sum + one.held, 0)
const release = async () => {
  await sql`insert into volume_release values ('t_md')`.execute(database.db)
  return adapter.committer.release(adapter.epoch, 100)
}

test('what a day may take off goes; a drop beyond it waits, in one batch or many, and nothing of it is published', async () => {
  await adapter.commit(...state(0, 3, 'revoke', '2'))
  await adapter.commit(...state(3, 5, 'revoke', '2'))
  expect([await told(), await held()]).toEqual([Array(5).fill('revoke'), 0])
  await adapter.commit(...state(5, 6, 'revoke', '2'))
  expect([await told(), await held()]).toEqual([[], 1])
  await adapter.commit(...state(6, 10, 'revoke', '2'), ...state(0, 1, 'upsert', '3'))
  expect([await told(), await held()]).toEqual([['upsert'], 5])
})

test('what waits goes when an operator lets it go, once, and is gone when its row takes it back', async () => {
  await adapter.commit(...state(0, 10, 'revoke', '2'))
  expect([await told(), await held()]).toEqual([[], 10])
  await adapter.commit(...state(0, 10, 'revoke', '2'))
  await adapter.commit(...state(0, 2, 'upsert', '3'))
  expect([await told(), await held()]).toEqual([[], 8])
  await adapter.committer.release(adapter.epoch, 100)
  expect(await told()).toEqual([])
  await release()
  expect([await told(), await held()]).toEqual([Array(8).fill('revoke'), 0])
  await release()
  await adapter.commit(...state(2, 10, 'revoke', '2'))
  expect(await told()).toEqual([])
})

test('what is held is told by dataset and reason, with how many and since when', async () => {
  expect(await heldCounts(database.db)).toEqual([])
  await adapter.commit(...state(0, 7, 'revoke', '2'))
  const gap = { ...incomplete('g', null), field: 'FILE' }
  await adapter.commit(row('t_gap/1', '1', gap), row('t_gap/2', '1', incomplete('h', '2999-01-01T00:00:00.000Z')))
  await sql`update ledger set updated_at = '2026-11-20T00:00:00Z' where record_id = ${listEntry('r3').recordId}`.execute(database.db)
  const since = expect.stringMatching(/^20.*Z$/)
  expect(await heldCounts(database.db)).toEqual([
    { dataset: 't_gap', code: 'E_GROUP_INCOMPLETE', field: '001', count: 1, since },
    { dataset: 't_gap', code: 'E_GROUP_INCOMPLETE', field: 'FILE', count: 1, since },
    { dataset: 't_md', code: 'E_COUNT_MISMATCH', field: 'ROW', count: 7, since: '2026-11-20T00:00:00.000Z' },
  ])
  await release()
  expect((await heldCounts(database.db)).map(({ dataset }) => dataset)).toEqual(['t_gap', 't_gap'])
})

test('a rise beyond all measure waits too, but not what begins', async () => {
  await adapter.commit(...state(10, 31))
  expect([await told(), await held()]).toEqual([[], 21])
  await release()
  expect((await told()).length).toBe(21)
  await adapter.commit(...Array.from({ length: 40 }, (_, n) => row(`t_new/${n}`, '1', listEntry(`n${n}`))))
  expect((await told()).length).toBe(40)
})

test('every province has bounds, and a dataset without its own has those of all', () => {
  const catalogue = loadCatalogue()
  for (const province of ['310000', '320000', '330000', '340000'] as const) {
    const { least, maxDrop, maxRise } = volumeBounds(catalogue, province)('any')!
    expect([least > 0, maxDrop > 0 && maxDrop < 1, maxRise > 1]).toEqual([true, true, true])
  }
})
