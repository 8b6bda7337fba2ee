import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askForLock, holdLock, LOCK_STANDS, migrate, openStore, runPrepared } from './index.ts'
import { createTestDatabase, type TestDatabase } from './testing.ts'

let base: TestDatabase<{ thing: { id: number } }>
beforeAll(async () => {
  base = await createTestDatabase(process.env.DELTA_TEST_POSTGRES)
})
afterAll(() => base?.drop())

test('days, money and large numbers come as text, safe integers as numbers, instants as UTC', async () => {
  const { rows } = await sql`select date '2025-02-28' as day, numeric '12345678901234567.89' as money, 42::int8 as small, 9007199254740993::int8 as large,
    timestamp '2025-02-28 23:59:59' as local, timestamptz '2025-03-01 00:00:00+08' as instant`.execute(base.db)
  expect(rows).toEqual([
    {
      day: '2025-02-28',
      money: '12345678901234567.89',
      small: 42,
      large: '9007199254740993',
      local: '2025-02-28 23:59:59',
      instant: '2025-02-28T16:00:00.000Z',
    },
  ])
})

test('every session runs in UTC, whatever the server says', async () => {
  await sql`alter database ${sql.ref(new URL(base.url).pathname.slice(1))} set timezone to 'Asia/Tokyo'`.execute(base.db)
  const { rows } = await base.pool.query('show timezone')
  expect(rows[0]).toEqual({ TimeZone: 'UTC' })
})

test('migrations run once, also when two processes start together', async () => {
  const migrations = {
    '001': {
      up: async (db: typeof base.db) => {
        await db.schema.createTable('thing').addColumn('id', 'integer').execute()
      },
    },
  }
  await Promise.all([migrate(base.db, migrations as never, 'room'), migrate(base.db, migrations as never, 'room')])
  await base.db.insertInto('thing').values({ id: 1 }).execute()
  await migrate(base.db, migrations as never, 'room')
  expect(await base.db.selectFrom('thing').selectAll().execute()).toEqual([{ id: 1 }])
})

test('what starts while the server is away waits for it', async () => {
  const server = openStore(process.env.DELTA_TEST_POSTGRES!, { connections: 1 })
  const open = (allowed: boolean) => server.pool.query(`alter database "${new URL(base.url).pathname.slice(1)}" allow_connections ${String(allowed)}`)
  const { db, pool, close } = openStore(base.url)
  const refused = Promise.withResolvers<unknown>()
  const connect = pool.connect.bind(pool) as () => Promise<never>
  pool.connect = (() =>
    connect().catch((error: unknown) => {
      refused.resolve(error)
      throw error
    })) as typeof pool.connect
  await open(false)
  const migrated = migrate(db, {}, 'later')
  expect(await refused.promise).toMatchObject({ code: '55000' })
  await open(true)
  await migrated
  await Promise.all([close(), server.close()])
})

test('a lock is held by one, tells its holder when it is lost, and its fence says whether it stands', async () => {
  const first = await holdLock(base.pool, 'sh')
  const stands = async () => (await base.pool.query<{ stands: boolean }>(`select ${LOCK_STANDS} as stands`, ['sh', first.backend])).rows[0]!.stands
  expect(await stands()).toBe(true)
  let second = false
  const waiting = holdLock(base.pool, 'sh').then(lock => {
    second = true
    return lock
  })
  await base.pool.query('select 1')
  expect(second).toBe(false)
  await base.pool.query('select pg_terminate_backend($1)', [first.backend])
  await first.lost
  const lock = await waiting
  expect(await stands()).toBe(false)
  await lock.release()
})

test('a connection that breaks while a transaction holds it fails that transaction, not the process', async () => {
  const broken = base.db.transaction().execute(async trx => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
    await base.pool.query('select pg_terminate_backend($1)', [rows[0]!.pid])
    for (;;) await sql`select 1`.execute(trx)
  })
  await expect(broken).rejects.toThrow()
  expect((await sql<{ one: number }>`select 1 as one`.execute(base.db)).rows).toEqual([{ one: 1 }])
})

test('a lock that is asked for goes, once its holder has ended, to whoever asked, before those who only try', async () => {
  const held = await holdLock(base.pool, 'zj')
  const order: string[] = []
  void held.lost.then(async () => {
    order.push('told')
    await held.release()
  })
  const trying = holdLock(base.pool, 'zj').then(async lock => {
    order.push('tried')
    await lock.release()
  })
  const asked = await askForLock(base.pool, 'zj')
  order.push('asked')
  await asked.release()
  await trying
  expect(order).toEqual(['told', 'asked', 'tried'])
})

test('a wait for a lock can be given up', async () => {
  const held = await holdLock(base.pool, 'js')
  const aborting = new AbortController()
  const waiting = holdLock(base.pool, 'js', aborting.signal)
  aborting.abort()
  await expect(waiting).rejects.toThrow()
  await held.release()
})

test('a prepared statement is planned once a connection and binds its values', async () => {
  const query = sql<{ sum: number }>`select ${1}::int + ${2}::int as sum`.compile(base.db)
  expect(await runPrepared(base.pool, query)).toEqual([{ sum: 3 }])
  expect(await runPrepared(base.pool, { ...query, parameters: [5, '6'] })).toEqual([{ sum: 11 }])
  const { rows } = await base.pool.query(`select count(*)::int as n from pg_prepared_statements where name like 'q\\_%'`)
  expect(rows[0]).toEqual({ n: 1 })
})

test('closing ends every connection, also of a pool that was used by itself', async () => {
  const name = 'closing'
  const standing = async () => (await base.pool.query('select count(*)::int as n from pg_stat_activity where application_name = $1', [name])).rows[0]?.n
  const store = openStore(base.url, { applicationName: name })
  await store.pool.query('select 1')
  expect(await standing()).toBe(1)
  await store.close()
  await expect.poll(standing, { timeout: 5_000 }).toBe(0)
  expect(store.pool.ended).toBe(true)
})
