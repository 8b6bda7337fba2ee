import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrateList, type ListTables } from './tables.ts'
import { keepWatch, type WatchEdit } from './watch.ts'
import { openWatchBook } from './watch-book.ts'

const FIRM = '91330100M000100Y4T'
const OLDER = 'ORG:M000100Y4'
let base: TestDatabase<ListTables>
beforeAll(async () => {
  base = await createTestDatabase<ListTables>(process.env['DELTA_TEST_POSTGRES'])
  await migrateList(base.db)
})
afterAll(() => base.drop())

test('a subject is watched under its older number too, for as long as it or that number is in the set', async () => {
  const keep = async (seq: number, edit: WatchEdit) => {
    await sql`update list_log_head set seq = ${seq}`.execute(base.db)
    return (await keepWatch(base.db, { owner: 'o', name: 'n', edit, newId: () => 'w', now: () => new Date() }))!.count
  }
  const book = openWatchBook(base.db, 'w')
  const at = async (seq: number) => {
    await book.refresh()
    return [book.at(seq).map(one => `${one.added ? '+' : '-'}${one.subject_id}`), book.watched(FIRM, seq + 1), book.watched(OLDER, seq + 1)]
  }
  expect([await keep(1, { add: [FIRM, 'NP:person'] }), await at(1)]).toEqual([2, [[`+${FIRM}`, `+${OLDER}`, '+NP:person'], true, true]])
  expect(book.watched(OLDER, 1)).toBe(false)
  expect([await keep(2, { add: [OLDER] }), await at(2)]).toEqual([3, [[], true, true]])
  expect([await keep(3, { remove: [FIRM] }), await at(3)]).toEqual([2, [[`-${FIRM}`], false, true]])
  expect([await keep(4, { remove: [OLDER] }), await at(4)]).toEqual([1, [[`-${OLDER}`], false, false]])
  expect([await keep(5, { set: [FIRM] }), (await at(5)).slice(1)]).toEqual([1, [true, true]])
  expect([await keep(6, { set: [] }), (await at(6)).slice(1)]).toEqual([0, [false, false]])
})
