import { type Kysely, sql, type Transaction } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { migrate } from '@delta/store'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { createOutbox, type Lane, type Outbox, type OutboxMessage } from './outbox.ts'
import { outboxMigrations, type OutboxTables } from './outbox-tables.ts'

let database: TestDatabase<OutboxTables>
let db: Kysely<OutboxTables>
let outbox: Outbox

beforeAll(async () => {
  database = await createTestDatabase<OutboxTables>(process.env.DELTA_TEST_POSTGRES, 8)
  db = database.db
  await migrate(db, outboxMigrations)
  await sql`create table naive (position bigserial primary key, key text not null)`.execute(db)
  outbox = createOutbox(db)
})
afterAll(() => database.drop())
beforeEach(() => sql`truncate outbox, outbox_head, outbox_sent, naive restart identity`.execute(db))

const message = (key: string, partition = 0, topic = 'delta.list.sh.v1'): OutboxMessage => ({
  topic,
  partition,
  key,
  headers: { 'delta-version': '1' },
  value: `{"key":"${key}"}`,
})

test('numbers are dense per topic and partition, from 1, in the order of the messages', async () => {
  const numbers = await db
    .transaction()
    .execute(trx => outbox.append(trx, [message('a'), message('b', 1), message('c'), message('d', 0, 'delta.list.js.v1'), message('e')]))
  expect(numbers).toEqual([1, 1, 2, 1, 3])
  expect(await db.transaction().execute(trx => outbox.append(trx, [message('f', 1), message('g')]))).toEqual([2, 4])
  expect((await outbox.unsent(10)).map(one => [one.topic, one.partition, one.seq, one.key])).toEqual([
    ['delta.list.js.v1', 0, 1, 'd'],
    ['delta.list.sh.v1', 0, 1, 'a'],
    ['delta.list.sh.v1', 0, 2, 'c'],
    ['delta.list.sh.v1', 0, 3, 'e'],
    ['delta.list.sh.v1', 0, 4, 'g'],
    ['delta.list.sh.v1', 1, 1, 'b'],
    ['delta.list.sh.v1', 1, 2, 'f'],
  ])
})

test('headers, awkward values and tombstones come back as they were', async () => {
  const odd = { ...message('k'), value: '{"text":"引号\\" 反斜杠\\\\ , {} \\n 𠮷"}', headers: { ce_subject: '名"单\\' } }
  await db.transaction().execute(trx => outbox.append(trx, [odd, { ...odd, value: null }]))
  expect(await outbox.unsent(10)).toEqual([
    { ...odd, seq: 1 },
    { ...odd, value: null, seq: 2 },
  ])
  expect(await outbox.at(db, { topic: odd.topic, partition: 0, seq: 2 })).toMatchObject({ value: null })
  expect(await outbox.at(db, { topic: odd.topic, partition: 0, seq: 3 })).toBeNull()
})

test('a rolled back transaction leaves no gap', async () => {
  await db.transaction().execute(trx => outbox.append(trx, [message('a')]))
  await expect(
    db.transaction().execute(async trx => {
      await outbox.append(trx, [message('lost'), message('lost', 1)])
      throw new Error('rolled back')
    }),
  ).rejects.toThrow('rolled back')
  expect(await db.transaction().execute(trx => outbox.append(trx, [message('b'), message('c', 1)]))).toEqual([2, 1])
})

test('what is sent is not given again, nor what is under way; a number never falls', async () => {
  await db.transaction().execute(trx =>
    outbox.append(
      trx,
      Array.from({ length: 6 }, (_, n) => message(`k${n}`, n % 2)),
    ),
  )
  const lane = (partition: number, seq: number): Lane => ({ topic: 'delta.list.sh.v1', partition, seq })
  await outbox.markSent([lane(0, 2)])
  await outbox.markSent([lane(0, 1)])
  expect((await outbox.unsent(2)).map(one => [one.partition, one.seq])).toEqual([
    [0, 3],
    [1, 1],
    [1, 2],
  ])
  expect((await outbox.unsent(9, [lane(0, 3), lane(1, 2)])).map(one => [one.partition, one.seq])).toEqual([[1, 3]])
  expect(await outbox.backlog()).toMatchObject({ count: 4, since: expect.stringMatching(/Z$/) })
  await outbox.markSent([lane(0, 3), lane(1, 3)])
  expect(await outbox.backlog()).toEqual({ count: 0, since: null })
  expect(await outbox.unsent(9)).toEqual([])
})

/** Eight writers whose transactions stay open for different times, and one reader that moves its cursor on; what the reader never sees is lost. */
const race = async (write: (trx: Transaction<OutboxTables>, key: string) => Promise<void>, read: () => Promise<string[]>): Promise<string[]> => {
  const keys = Array.from({ length: 160 }, (_, n) => `k${n}`)
  const seen = new Set<string>()
  let writing = true
  const reader = (async () => {
    for (let done = false; !done;) {
      const begunWhileWriting = writing
      const keys = await read()
      keys.forEach(key => seen.add(key))
      done = !begunWhileWriting && keys.length === 0
    }
  })()
  await Promise.all(
    Array.from({ length: 6 }, async (_, writer) => {
      for (let n = writer; n < keys.length; n += 6) {
        await db.transaction().execute(async trx => {
          await write(trx, keys[n]!)
          await sql`select pg_sleep(${((n * 7) % 5) / 1000})`.execute(trx)
        })
      }
    }),
  )
  writing = false
  await reader
  return keys.filter(key => !seen.has(key))
}

test('under concurrent commits the reader misses nothing and sees the numbers in order', async () => {
  const order: number[] = []
  const lost = await race(
    async (trx, key) => void (await outbox.append(trx, [message(key)])),
    async () => {
      const rows = await outbox.unsent(50)
      order.push(...rows.map(row => row.seq))
      await outbox.markSent(rows.slice(-1))
      return rows.map(row => row.key)
    },
  )
  expect(lost).toEqual([])
  expect(order).toEqual(Array.from({ length: 160 }, (_, n) => n + 1))
})

test('the mutant, a bigserial position instead of the locked head, loses records in the same race', async () => {
  let cursor = 0
  const lost = await race(
    async (trx, key) => void (await sql`insert into naive (key) values (${key})`.execute(trx)),
    async () => {
      const { rows } = await sql<{
        position: number
        key: string
      }>`select position, key from naive where position > ${cursor} order by position limit 50`.execute(db)
      cursor = rows.at(-1)?.position ?? cursor
      return rows.map(row => row.key)
    },
  )
  expect(lost.length).toBeGreaterThan(0)
})

test('writers that touch the same partitions in different orders do not block each other for ever', async () => {
  const partitions = [0, 1, 2, 3]
  await Promise.all(
    Array.from({ length: 24 }, (_, n) =>
      db.transaction().execute(trx =>
        outbox.append(
          trx,
          (n % 2 ? partitions : partitions.toReversed()).map(partition => message(`w${n}`, partition)),
        ),
      ),
    ),
  )
  expect((await outbox.unsent(100)).filter(one => one.partition === 3).map(one => one.seq)).toEqual(Array.from({ length: 24 }, (_, n) => n + 1))
})
