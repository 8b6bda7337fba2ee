import { createTestDatabase } from '@delta/store/testing'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { createChangeFinder, FIRST_SEARCH, type FinderParts, type Search } from './change-finder.ts'
import { createClock } from './testing.ts'

const source = await createTestDatabase(process.env.DELTA_TEST_POSTGRES)
afterAll(() => source.drop())

const sql = (text: string) => source.pool.query(text)

beforeEach(async () => {
  await sql(`drop table if exists t; create table t (zj text primary key, n int, gxsj timestamp); create index on t (gxsj, zj);
    insert into t select i::text, 0, timestamp '2026-11-20' from generate_series(1, 250) i`)
})

const recent = { column: 'gxsj', type: 'timestamp-shanghai', key: ['zj'], window: 10 } as const

const search = (parts: Partial<FinderParts> = {}) => {
  const clock = createClock()
  const finder = createChangeFinder({ pool: source.pool, table: 'public.t', select: 't.zj, t.n', recent, now: clock, pageRows: 100, ...parts })
  let at: Search = FIRST_SEARCH
  return {
    at: () => at,
    /** Takes steps until `enough` says so of what was found, or none of the last hundred found anything. */
    find: async (enough: (found: ReadonlyMap<string, string>) => boolean) => {
      const found = new Map<string, string>()
      for (let idle = 0; idle < 100 && !enough(found); idle++) {
        clock.forward(5_000)
        const step = await finder.step(at)
        at = step.search
        for (const [zj, n] of step.found?.rows ?? []) found.set(zj!, n!)
        if (step.found) idle = 0
      }
      return found
    },
  }
}

const all = (n: string) => (found: ReadonlyMap<string, string>) => [...found.values()].filter(value => value === n).length === 250
const over = (one: { at(): Search }) => () => one.at().sweep.current === null && one.at().sweep.earlier !== null

test('the quick pass finds ordinary changes by itself, also across page edges within one time', async () => {
  const one = search({ sweepEvery: Infinity })
  await one.find(over(one))
  const { sweep } = one.at()
  await sql(`update t set n = 1, gxsj = '2026-11-20 10:00:00'`)
  expect(all('1')(await one.find(all('1')))).toBe(true)
  expect(one.at().sweep).toEqual(sweep)
})

test('the quick pass looks no further back than its window; the sweep does', async () => {
  const quick = search({ sweepEvery: Infinity })
  const whole = search()
  for (const one of [quick, whole]) await one.find(over(one))
  await sql(`update t set n = 1, gxsj = '2026-11-20 10:00:00' where zj = '1'; update t set n = 1, gxsj = '2026-11-19' where zj = '2'`)
  expect([...(await quick.find(found => found.has('2'))).keys()]).not.toContain('2')
  expect((await whole.find(found => found.has('2'))).get('2')).toBe('1')
})

test('a search that starts now gives only what comes after', async () => {
  const one = search({ startsNow: true, recent: null })
  expect((await one.find(over(one))).size).toBe(0)
  await sql(`update t set n = 1 where zj = '7'`)
  expect([...(await one.find(found => found.size > 0)).keys()]).toEqual(['7'])
})

test('finds the rows of a table without any index on its change column', async () => {
  await sql('drop index t_gxsj_zj_idx')
  const one = search()
  await one.find(over(one))
  await sql(`update t set n = 1`)
  expect(all('1')(await one.find(all('1')))).toBe(true)
})
