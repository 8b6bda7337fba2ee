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

test('says its columns, and what is missing', async () => {
  const { reader } = open()
  expect(await reader.shapes()).toEqual([{ dataset: 't_md', columns: ['zj', 'tyshxydm', 'mc', 'je', 'gxsj', 'yxbz'] }])
  await sql('alter table gxpt.t_md drop column yxbz')
  await expect(reader.shapes()).rejects.toMatchObject({ code: 'SOURCE_SHAPE', message: 'gxpt.t_md: no column yxbz', canRetry: false })
})

test('reports a missing, a locked and an empty table, a lost connection and a wrong address, and goes on', async () => {
  const { reader, taker } = open()
  expect(await taker.drain(reader)).toEqual([])
  await sql('alter table gxpt.t_md rename to t_gone')
  await expect(taker.drain(reader)).rejects.toMatchObject({ code: 'SOURCE_MISSING', canRetry: true })
  await sql('alter table gxpt.t_gone rename to t_md')
  await put('a1', '甲')

  const locker = await source.pool.connect()
  await locker.query('begin; lock table gxpt.t_md in access exclusive mode')
  await expect(taker.drain(reader)).rejects.toMatchObject({ code: 'SOURCE_LOCKED', canRetry: true })
  await locker.query('commit')
  locker.release()

  await sql(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`)
  await taker.drain(reader).catch(error => expect(error).toMatchObject({ code: 'SOURCE_UNREACHABLE', canRetry: true }))
  await taker.drain(reader)
  expect(names([...taker.last().values()])).toEqual(['甲'])

  const nowhere = openStore('postgres://nobody@127.0.0.1:1/none')
  await expect(createTableReader({ pool: nowhere.pool, table: shanghai, now: () => new Date() }).next(async () => null)).rejects.toMatchObject({
    code: 'SOURCE_UNREACHABLE',
    canRetry: true,
  })
  await nowhere.close()
})

test('an error names the place and the code, never a value', async () => {
  await sql(`alter table gxpt.t_md alter column gxsj type text; insert into gxpt.t_md values ('1', null, '张三', null, '32050119900101998X', 'Y')`)
  const { reader, taker } = open()
  await taker.drain(reader).catch(error => {
    expect(String(error.message)).toBe('gxpt.t_md: 42804')
    expect(error.cause).toBeUndefined()
  })
})
