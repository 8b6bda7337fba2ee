import { migrate } from '@delta/store'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { counts } from '../counts.ts'
import { adapterMigrations, type AdapterTables } from '../tables.ts'
import { testCommitter } from '../testing.ts'
import { baseRow, entryRow } from './testing-lawful.ts'

let database: TestDatabase<AdapterTables>
let adapter: Awaited<ReturnType<typeof testCommitter>>
beforeAll(async () => {
  database = await createTestDatabase<AdapterTables>(process.env['DELTA_TEST_POSTGRES'])
  await migrate(database.db, adapterMigrations)
})
afterAll(() => database.drop())
beforeEach(async () => {
  await sql`truncate ledger, claim, revocation, outbox, outbox_head, outbox_sent, base_name, identity_held, name_doubt, volume_release`.execute(database.db)
  adapter = await testCommitter(database)
  await adapter.commit(baseRow('t_fr/1', '2024-01-01', A), baseRow('t_fr/2', '2024-01-01', B))
  await adapter.told()
})

const A = { code: '91330100000000001X', name: '杭州天宇贸易有限公司', founded: '2015-01-01' }
const B = { code: '91330100000000002X', name: '宁波海明科技有限公司', founded: '2016-01-01' }
const wrong = (position: string, over = {}) => entryRow('t_md/1', position, A.code, B.name, { from: '2024-03-01', ...over })
const told = async () => (await adapter.told()).map(({ topic, value }) => [topic, value.state ?? value.op].join(' '))
const release = () => adapter.committer.release(adapter.epoch, 100)
const letGo = async (dataset: string) => {
  await sql`insert into volume_release values (${dataset})`.execute(database.db)
  await release()
}
const held = async () => Number((await sql<{ n: string }>`select count(*) as n from identity_held`.execute(database.db)).rows[0]!.n)
const ledger = async () => (await counts(database.db)).map(one => [one.product, one.published, one.rejected].join(' '))

test('a number under another’s name is not published but told, with the column and no value; read again it is told once', async () => {
  await adapter.commit(wrong('2024-03-02'))
  const [message, ...more] = await adapter.told()
  expect([message!.value, more]).toMatchObject([{ code: 'E_ID_CONFLICT', field: 'tyshxydm', state: 'REJECTED', reportedBy: 'SH-MKT' }, []])
  expect(JSON.stringify(message)).not.toMatch(/9133|杭州|宁波/)
  await adapter.commit(wrong('2024-03-02'))
  await release()
  expect([await told(), await ledger(), await held()]).toEqual([[], expect.arrayContaining(['LIST 0 1']), 1])
})

test('it is published by itself once its row is mended, or the base row bears the name after all', async () => {
  await adapter.commit(wrong('2024-03-02'))
  await adapter.told()
  await adapter.commit(entryRow('t_md/1', '2024-03-03', A.code, A.name, { from: '2024-03-01' }))
  expect([(await told()).toSorted(), await held()]).toEqual([['list upsert', 'rejected RESOLVED'], 0])
  await adapter.commit(entryRow('t_md/5', '2024-03-03', A.code, B.name), entryRow('t_md/5', '2024-03-04', A.code, A.name))
  expect([(await told()).toSorted(), await held()]).toEqual([['list upsert', 'rejected REJECTED', 'rejected RESOLVED'], 0])
  await adapter.commit(entryRow('t_md/2', '2024-03-04', A.code, B.name, { from: '2024-03-01' }))
  await adapter.told()
  await adapter.commit(baseRow('t_fr/1', '2024-03-05', { ...A, name: '杭州天宇实业有限公司' }))
  await release()
  expect([(await told()).filter(one => one.startsWith('list')), await held()]).toEqual([[], 1])
  expect(await adapter.committer.due(new Date())).toBe(false)
  await adapter.commit(baseRow('t_fr/2', '2024-03-06', { ...B, name: '宁波东海控股有限公司' }), baseRow('t_fr/1', '2024-03-06', { ...A, name: B.name }))
  expect(await adapter.committer.due(new Date())).toBe(true)
  await release()
  expect([(await told()).filter(one => !one.startsWith('archive')).toSorted(), await held()]).toEqual([['list upsert', 'rejected RESOLVED'], 0])
})

test('what is in doubt is published and says so, each time that it is stated so; mended, it says so no longer', async () => {
  const warned = async () => (await adapter.told()).map(({ topic, value }) => `${topic} ${(value as { warnings?: string[] }).warnings?.join()}`)
  const early = entryRow('t_md/1', '2024-03-02', A.code, B.name, { from: '2023-03-01' })
  await adapter.commit(early)
  expect(await warned()).toEqual(['list W_NAME_OTHER'])
  await adapter.commit(early)
  await adapter.commit(baseRow('t_fr/2', '2024-03-03', { ...B, name: '宁波东海控股有限公司' }))
  await adapter.told()
  await adapter.commit(early)
  expect(await warned()).toEqual([])
  await adapter.commit(entryRow('t_md/1', '2024-03-04', A.code, B.name, { from: '2023-03-01', basis: 'new' }))
  await adapter.commit(entryRow('t_md/1', '2024-03-05', A.code, A.name, { from: '2023-03-01' }))
  expect(await warned()).toEqual(['list W_NAME_OTHER', 'list '])
  const second = baseRow('t_fr/3', '2024-03-06', { ...A, name: '杭州旧名实业有限公司' })
  await adapter.commit(second)
  await adapter.commit(second)
  expect(await warned()).toEqual(Array(3).fill('archive W_NAME_OTHER'))
})

test('an operator lets it go, once; reading it again changes nothing', async () => {
  await adapter.commit(wrong('2024-03-02'))
  await adapter.told()
  await letGo('t_md')
  expect([(await told()).toSorted(), await held()]).toEqual([['list upsert', 'rejected RESOLVED'], 0])
  await adapter.commit(wrong('2024-03-02'))
  await release()
  expect([await told(), await held()]).toEqual([[], 0])
})

test('what has been published goes on: a change, a withdrawal, a repair under a wrong name are never held back', async () => {
  await adapter.commit(entryRow('t_md/1', '2024-03-02', A.code, A.name, { from: '2024-03-01' }))
  await adapter.commit(wrong('2024-03-03'))
  await adapter.commit(wrong('2024-03-04', { removedOn: '2024-03-04' }))
  await adapter.commit(wrong('2024-03-05', { op: 'repair' }))
  await adapter.commit(entryRow('t_md/9', '2024-03-06', A.code, B.name, { op: 'revoke' }))
  expect([await told(), await held()]).toEqual([['list upsert', 'list upsert', 'list upsert', 'list repair', 'list revoke'], 0])
  await adapter.commit(entryRow('t_md/8', '2024-03-02', A.code, B.name))
  await adapter.told()
  await adapter.commit(entryRow('t_md/8', '2024-03-07', A.code, B.name, { op: 'revoke' }))
  expect([(await told()).toSorted(), await held()]).toEqual([['list revoke', 'rejected RESOLVED'], 0])
})

test('a second base row of another name and founding day waits, and all first statements under its name; once the first is mended, both go', async () => {
  const second = baseRow('t_fr/3', '2024-03-02', { ...B, code: A.code })
  await adapter.commit(second, entryRow('t_md/3', '2024-03-02', A.code, B.name, { from: '2020-01-01' }))
  expect((await told()).filter(one => one !== 'rejected REJECTED')).toEqual([])
  expect(await held()).toBe(4)
  await adapter.commit(second)
  await release()
  expect([await told(), await held()]).toEqual([[], 4])
  // The first row had the wrong number.
  await adapter.commit(baseRow('t_fr/1', '2024-03-03', { ...A, code: '91330100000000009X' }))
  await adapter.told()
  await release()
  await release()
  expect([(await told()).filter(one => !one.startsWith('rejected')).toSorted(), await held()]).toEqual([
    ['archive upsert', 'archive upsert', 'archive upsert', 'list upsert'],
    0,
  ])
})

test('let go, a second base row is known, and so are the statements under its name', async () => {
  await adapter.commit(baseRow('t_fr/3', '2024-03-02', { ...B, code: A.code }))
  await adapter.told()
  await letGo('t_fr')
  expect((await told()).filter(one => one === 'archive upsert').length).toBe(3)
  await adapter.commit(baseRow('t_fr/3', '2024-03-02', { ...B, code: A.code }), entryRow('t_md/3', '2024-03-02', A.code, B.name))
  expect([await told(), await held()]).toEqual([['list upsert'], 0])
})
