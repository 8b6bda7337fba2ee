import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addCounts, createCountChanges, upsertRows } from './index.ts'
import { createTestDatabase, type TestDatabase } from './testing.ts'

interface Tables {
  thing: { id: string; version: number; first: string; tags: string[] }
  tally: { province: string | null; polarity: string; yes: number; no: number }
}

let base: TestDatabase<Tables>
beforeAll(async () => {
  base = await createTestDatabase(process.env.DELTA_TEST_POSTGRES)
  await base.pool.query('create table thing (id text primary key, version integer, first date, tags text[])')
  await base.pool.query('create table tally (province text, polarity text, yes bigint, no bigint, unique nulls not distinct (province))')
})
afterAll(() => base?.drop())

const columns = { id: 'text', version: 'integer', first: 'date', tags: 'text[]' }
const put = (rows: object[]) => upsertRows(base.db, 'thing', columns, rows, { key: ['id'], keep: ['first'], above: 'version' })

test('rows are inserted and replaced; what is kept is kept, what is not above changes nothing', async () => {
  await put([
    { id: 'b', version: 2, first: '2026-01-02', tags: ['x', 'y"\\'] },
    { id: 'a', version: 1, first: null, tags: [] },
  ])
  await put([
    { id: 'b', version: 3, first: '2026-03-03', tags: ['z'] },
    { id: 'c', version: 1 },
  ])
  await put([
    { id: 'b', version: 3, tags: ['late'] },
    { id: 'a', version: 0, tags: ['late'] },
  ])
  await put([])
  expect(await base.db.selectFrom('thing').selectAll().orderBy('id').execute()).toEqual([
    { id: 'a', version: 1, first: null, tags: [] },
    { id: 'b', version: 3, first: '2026-01-02', tags: ['z'] },
    { id: 'c', version: 1, first: null, tags: null },
  ])
})

const tally = { table: 'tally', key: { province: 'text' }, facts: { polarity: 'text' }, counts: ['yes', 'no'] } as const
const count = (province: string | null, yes: number, no: number) => {
  const changes = createCountChanges<{ province: string | null; polarity: string }, 'yes' | 'no'>(['yes', 'no'])
  for (let n = 0; n < Math.abs(yes); n++) changes.add({ province, polarity: 'RED' }, 'yes', yes > 0 ? 1 : -1)
  for (let n = 0; n < Math.abs(no); n++) changes.add({ province, polarity: 'RED' }, 'no', no > 0 ? 1 : -1)
  return addCounts(base.db, tally, changes.rows())
}

test('counters add up, also under a null key; a row that comes to zero goes away, and none falls below it', async () => {
  await count(null, 2, 1)
  await count('310000', 1, 0)
  await count(null, -2, 1)
  expect(await base.db.selectFrom('tally').selectAll().orderBy('province').execute()).toEqual([
    { province: '310000', polarity: 'RED', yes: 1, no: 0 },
    { province: null, polarity: 'RED', yes: 0, no: 2 },
  ])
  await count(null, 0, -2)
  expect(await sql`select province from tally`.execute(base.db)).toMatchObject({ rows: [{ province: '310000' }] })
  await expect(count('310000', -2, 0)).rejects.toMatchObject({ code: 'STORE_COUNT' })
})

test('what cancels out is no change', () => {
  const changes = createCountChanges<{ unit: string }, 'yes'>(['yes'])
  changes.add({ unit: 'b' }, 'yes', 1)
  changes.add({ unit: 'a' }, 'yes', 1)
  changes.add({ unit: 'c' }, 'yes', 1)
  changes.add({ unit: 'c' }, 'yes', -1)
  expect(changes.rows()).toEqual([
    { unit: 'a', yes: 1 },
    { unit: 'b', yes: 1 },
  ])
})
