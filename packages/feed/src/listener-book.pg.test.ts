import { migrateList, type ListTables } from '@delta/list'
import { createTestDatabase } from '@delta/store/testing'
import { silentLog } from '@delta/stream/testing'
import { expect, test } from 'vitest'
import { migrateFeed } from './feed-tables.ts'
import { createListenerBook } from './listener-book.ts'

test('nobody is told before it is noted: where that fails the stream is not opened, and the next one is noted', async () => {
  const base = await createTestDatabase<ListTables>(process.env['DELTA_TEST_POSTGRES'], 3)
  await migrateList(base.db)
  await migrateFeed(base.db)
  const book = createListenerBook({ db: base.db, log: silentLog })
  const open = (seq: number) => book.open('partner:330100', { province: ['330000'] }, { epoch: 1, seq, extra: 0 })
  const firsts = async () => (await base.pool.query<{ first: number }>('select first from list_listener')).rows.map(({ first }) => first)
  try {
    await base.pool.query('alter table list_listener rename to away')
    const both = await Promise.allSettled([open(7), open(7)])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await base.pool.query('alter table away rename to list_listener')
    await Promise.all([open(7), open(7)])
    expect(await firsts()).toEqual([7])
    await open(9)
    await open(3)
    expect(await firsts()).toEqual([3])
  } finally {
    await book.stop()
    await base.drop()
  }
})
