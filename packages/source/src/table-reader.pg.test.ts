import { createTestDatabase } from '@delta/store/testing'
import { openStore } from '@delta/store'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { createTableReader } from './table-reader.ts'
import type { TableDescription } from './table-description.ts'
import { createClock, createTaker } from './testing.ts'

const source = await createTestDatabase(process.env.DELTA_TEST_POSTGRES, 8)
const reading = openStore(source.url, { connections: 2 })
afterAll(async () => {
  await reading.close()
  await source.drop()
})

const sql = (text: string, values?: unknown[]) => source.pool.query(text, values)

const shanghai: TableDescription = {
  dataset: 't_md',
  table: 'gxpt.t_md',
  key: ['zj'],
  order: 'gxsj',
  orderType: 'timestamp-shanghai',
  deleted: { column: 'yxbz', value: 'N' },
}

const open = (clock = createClock(), table = shanghai, pageRows = 1_000) => {
  const parts = { pool: reading.pool, table, now: clock, pageRows }
  return { reader: createTableReader(parts), again: () => createTableReader(parts), taker: createTaker(clock), clock }
}

const put = (zj: string, mc: string, gxsj = '2026-11-20 10:00:00', yxbz = 'Y') =>
  sql('insert into gxpt.t_md values ($1, $2, $3, $4, $5, $6) on conflict (zj) do update set mc = excluded.mc, gxsj = excluded.gxsj, yxbz = excluded.yxbz', [
    zj,
    '91310000abc',
    mc,
    '1234.50',
    gxsj,
    yxbz,
  ])

const names = (rows: readonly { columns: Readonly<Record<string, string | null>> }[]) => rows.map(row => row.columns.mc)

beforeEach(async () => {
  await sql(`drop schema if exists gxpt cascade; create schema gxpt;
    create table gxpt.t_md (zj char(32) primary key, tyshxydm char(20), mc varchar(200), je numeric(18,2), gxsj timestamp not null, yxbz char(1) not null);
    create index on gxpt.t_md (gxsj, zj)`)
})

test('gives every column as text exactly as stored, times in UTC, deletions marked', async () => {
  await put('a1', '甲', '2026-11-20 10:00:00.25')
  await put('a2', '乙', '2026-11-20 07:59:59', 'N')
  const { reader, taker } = open()
  const rows = await taker.drain(reader)
  expect(rows[0]).toEqual({
    dataset: 't_md',
    coordinate: 'gxpt.t_md/a1',
    position: '2026-11-20 10:00:00.250000 a1',
    updatedAt: '2026-11-20T02:00:00.250Z',
    firstSeenAt: null,
    deleted: false,
    held: null,
    warnings: [],
    columns: { zj: 'a1'.padEnd(32), tyshxydm: '91310000abc'.padEnd(20), mc: '甲', je: '1234.50', gxsj: '2026-11-20 10:00:00.25', yxbz: 'Y' },
  })
  expect(rows[1]).toMatchObject({ deleted: true, updatedAt: '2026-11-19T23:59:59.000Z' })
})

test('says the same whatever time zone and date style the database is set to', async () => {
  const name = new URL(source.url).pathname.slice(1)
  await sql(`alter database ${name} set timezone = 'America/New_York'; alter database ${name} set datestyle = 'German'`)
  await sql('alter table gxpt.t_md add column at timestamptz')
  await put('a1', '甲')
  await sql(`update gxpt.t_md set at = '2026-11-20 10:00:00+08'`)
  const bare = openStore(source.url)
  try {
    const clock = createClock()
    const [row] = await createTaker(clock).drain(createTableReader({ pool: bare.pool, table: shanghai, now: clock }))
    expect(row!.columns).toMatchObject({ gxsj: '2026-11-20 10:00:00', at: '2026-11-20 02:00:00+00' })
    expect(row!.updatedAt).toBe('2026-11-20T02:00:00.000Z')
  } finally {
    await bare.close()
    await sql(`alter database ${name} reset all`)
  }
})

test('reads what is there once, then only what changes', async () => {
  await sql(`insert into gxpt.t_md select i::text, null, 'n' || i, null, '2026-11-20', 'Y' from generate_series(1, 2500) i`)
  const { reader, taker } = open()
  expect(await taker.drain(reader)).toHaveLength(2500)
  expect(await taker.drain(reader)).toHaveLength(0)
  await put('7', 'new')
  expect(names(await taker.drain(reader))).toEqual(['new'])
})

test('never hands over more rows than a page', async () => {
  await sql(`insert into gxpt.t_md select i::text, null, 'n' || i, null, '2026-11-20', 'Y' from generate_series(1, 950) i`)
  const { reader, taker } = open(createClock(), shanghai, 100)
  const sizes: number[] = []
  const counting = {
    ...reader,
    next: async (cursor: (name: string) => Promise<unknown>) => {
      const batch = await reader.next(cursor)
      sizes.push(batch?.rows.length ?? 0)
      return batch
    },
  }
  await taker.drain(counting)
  await sql(`update gxpt.t_md set mc = 'changed'`)
  await taker.drain(counting)
  expect(Math.max(...sizes)).toBe(100)
  expect([...taker.last().values()].every(row => row.columns.mc === 'changed')).toBe(true)
})

test('finds a row that commits minutes after it was stamped, behind rows read long ago', async () => {
  const { reader, taker } = open()
  const late = await source.pool.connect()
  await late.query(`begin; insert into gxpt.t_md values ('late', null, 'late', null, '2026-11-20 09:00:00', 'Y')`)
  for (let i = 0; i < 5; i++) {
    await put(`n${i}`, 'early', `2026-11-20 10:0${i}:00`)
    await taker.drain(reader)
  }
  await late.query('commit')
  late.release()
  expect(names(await taker.drain(reader))).toContain('late')
})

test('finds a row that was written in a savepoint of a transaction that commits late', async () => {
  const { reader, taker } = open()
  const late = await source.pool.connect()
  await late.query(`begin; insert into gxpt.t_md values ('top', null, 'top', null, '2026-11-20 09:00:00', 'Y')`)
  await late.query(`savepoint s; insert into gxpt.t_md values ('sub', null, 'sub', null, '2026-11-20 09:00:00', 'Y'); release s`)
  await put('other', 'other')
  await taker.drain(reader)
  await late.query('commit')
  late.release()
  expect(names(await taker.drain(reader))).toEqual(expect.arrayContaining(['top', 'sub']))
})

test('finds rows with back-dated, untouched, future and infinite change times', async () => {
  for (const zj of ['back', 'same', 'future', 'never', 'plain']) await put(zj, 'old')
  const { reader, taker } = open()
  await taker.drain(reader)
  await put('back', 'new', '2019-01-01 00:00:00')
  await sql(`update gxpt.t_md set mc = 'new' where zj = 'same'`)
  await put('future', 'new', '2999-01-01 00:00:00')
  await put('never', 'new', 'infinity')
  await taker.drain(reader)
  await put('plain', 'new', '2026-11-20 10:00:01')
  await taker.drain(reader)
  expect([...taker.last().values()].map(row => row.columns.mc)).toEqual(['new', 'new', 'new', 'new', 'new'])
  expect(taker.last().get('gxpt.t_md/never')).toMatchObject({ updatedAt: null, position: '~~ never' })
})

test('positions sort as change time and key do', async () => {
  await put('b', '1', '2026-11-20 10:00:00.1')
  await put('a', '2', '2026-11-20 10:00:00')
  await put('c', '3', '2026-11-20 10:00:00.1')
  await put('d', '4', '-infinity')
  const { reader, taker } = open()
  const rows = (await taker.drain(reader)).toSorted((x, y) => (x.position < y.position ? -1 : 1))
  expect(names(rows)).toEqual(['4', '2', '1', '3'])
})

test('goes on from the stored cursor after being killed between pages, before or after a commit', async () => {
  await sql(`insert into gxpt.t_md select i::text, null, 'n' || i, null, '2026-11-20', 'Y' from generate_series(1, 1000) i`)
  const { again, taker, clock } = open(createClock(), shanghai, 50)
  let reader = again()
  for (let round = 0, still = 0; still < 3; round++) {
    if (round % 5 === 2) await sql(`update gxpt.t_md set mc = 'r' || $1 where zj = $2`, [round, String(((round * 37) % 1000) + 1)])
    clock.forward(2_000)
    const dies = round < 60 ? ([undefined, 'committed', 'lost'] as const)[round % 3] : undefined
    still = (await taker.take(reader, dies)) ? 0 : still + 1
    if (dies) reader = again()
  }
  const stored = (await sql('select zj, mc from gxpt.t_md')).rows as { zj: string; mc: string }[]
  expect(new Map([...taker.last()].map(([at, row]) => [at, row.columns.mc]))).toEqual(new Map(stored.map(row => [`gxpt.t_md/${row.zj.trim()}`, row.mc])))
})

test('a batch that was not settled comes again from the same reader', async () => {
  await put('a1', '甲')
  const { reader, taker } = open()
  await taker.take(reader, 'lost')
  expect(names(await taker.drain(reader))).toEqual(['甲'])
})

test('reads everything again when the table is another one, and when its cluster is', async () => {
  await put('a1', '甲')
  const { reader, again, taker } = open()
  await taker.drain(reader)
  await sql(`create table gxpt.t_new (like gxpt.t_md including all); insert into gxpt.t_new values ('b1', null, '乙', null, '2020-01-01', 'Y')`)
  await put('a2', 'after')
  await taker.drain(reader)
  await sql('drop table gxpt.t_md; alter table gxpt.t_new rename to t_md')
  expect(names(await taker.drain(reader))).toEqual(['乙'])
  for (const [name, text] of taker.cursors) {
    const value = JSON.parse(text) as { source: string }
    taker.cursors.set(name, JSON.stringify({ ...value, source: value.source.replace(/^\d+/, '1') }))
  }
  const before = taker.rows.length
  await taker.drain(again())
  expect(names(taker.rows.slice(before))).toContain('乙')
})

test('loses nothing when the table is rewritten in the middle of a sweep', async () => {
  await sql(
    `insert into gxpt.t_md select i::text, null, repeat('x', 200), null, '2026-11-20', 'Y' from generate_series(1, 2000) i; delete from gxpt.t_md where zj::int <= 1000`,
  )
  const { reader, taker } = open(createClock(), shanghai, 100)
  for (let i = 0; i < 5; i++) await taker.take(reader)
  await sql('vacuum full gxpt.t_md')
  await taker.drain(reader)
  expect(taker.last().size).toBe(1000)
})

test('reads partitions, also one that is attached later', async () => {
  await sql(`drop table gxpt.t_md; create table gxpt.t_md (zj char(32), tyshxydm char(20), mc varchar(200), je numeric, gxsj timestamp not null, yxbz char(1)) partition by list (yxbz);
    create table gxpt.t_y partition of gxpt.t_md for values in ('Y'); create table gxpt.t_n (like gxpt.t_md);
    insert into gxpt.t_y select i::text, null, 'y', null, '2026-11-20', 'Y' from generate_series(1, 300) i;
    insert into gxpt.t_n select 'n' || i::text, null, 'n', null, '2026-11-20', 'N' from generate_series(1, 300) i`)
  const { reader, taker } = open(createClock(), shanghai, 100)
  expect(await taker.drain(reader)).toHaveLength(300)
  await sql(`alter table gxpt.t_md attach partition gxpt.t_n for values in ('N')`)
  await taker.drain(reader)
  expect(taker.last().size).toBe(600)
})

test('Jiangsu: orders by milliseconds since the epoch and a numeric key, hides a personal key', async () => {
  await sql(`create table gxpt.dw_person (p001 text primary key, p002 text, p003 text, p099 bigint, p100 int);
    insert into gxpt.dw_person values ('32050119900101998X', '张三', '051283', 1763600000123, 0), ('b', '李四', '02505', 9223372036854775807, 1), ('c', '王五', '02505', null, 0), ('d', '赵六', '02505', -9223372036854775808, 0)`)
  const table: TableDescription = {
    dataset: 'dw_person',
    table: 'gxpt.dw_person',
    key: ['p001'],
    order: 'p099',
    orderType: 'epoch-milliseconds',
    deleted: { column: 'p100', value: '1' },
    cloak: key => `hidden-${key.at(-1)}`,
  }
  const { reader, taker } = open(createClock(), table)
  const rows = await taker.drain(reader)
  expect(rows[0]).toMatchObject({
    coordinate: 'gxpt.dw_person/hidden-X',
    position: '0000001763600000123 hidden-X',
    updatedAt: '2025-11-20T00:53:20.123Z',
    columns: { p003: '051283' },
  })
  expect(rows.map(row => row.updatedAt)).toEqual(['2025-11-20T00:53:20.123Z', null, null, null])
  expect(rows.map(row => row.deleted)).toEqual([false, true, false, false])
  await sql(`update gxpt.dw_person set p002 = '张三丰', p099 = p099 + 1 where p003 = '051283'`)
  expect((await taker.drain(reader)).at(-1)!.columns.p002).toBe('张三丰')
})

test('numeric keys sort as numbers', async () => {
  await sql(`create table gxpt.dw_rel (r000 bigint primary key, r099 bigint); insert into gxpt.dw_rel values (9, 5), (10, 5), (-1, 5), (1, -7), (2, null)`)
  const { reader, taker } = open(createClock(), {
    dataset: 'dw_rel',
    table: 'gxpt.dw_rel',
    key: ['r000'],
    order: 'r099',
    orderType: 'epoch-milliseconds',
    deleted: null,
  })
  const rows = (await taker.drain(reader)).toSorted((x, y) => (x.position < y.position ? -1 : 1))
  expect(rows.map(row => row.columns.r000)).toEqual(['2', '1', '-1', '9', '10'])
})

test('reads a table again from its start when told to, also by a new reader, and says when it is through', async () => {
  // What is committed after a transaction that goes on meanwhile, anywhere on the server, comes once more when that has ended.
  const busy = await source.pool.connect()
  await busy.query('begin; select pg_current_xact_id()')
  for (let n = 0; n < 5; n++) await put(`a${n}`, `${n}`)
  const { reader, again, taker } = open(createClock(), shanghai, 2)
  await taker.take(reader)
  await busy.query('commit')
  busy.release()
  await taker.drain(reader)
  const before = [...taker.rows]
  await taker.again(reader, 't_md')
  const other = again()
  expect(await other.through('t_md', taker.cursor)).toBe(false)
  await taker.drain(other)
  expect(await other.through('t_md', taker.cursor)).toBe(true)
  const once = (rows: readonly { coordinate: string }[]) => new Map(rows.map(row => [row.coordinate, row]))
  expect(once(taker.rows.slice(before.length))).toEqual(once(before))
})
