import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createStatement } from './index.ts'
import { createTestDatabase, type TestDatabase } from './testing.ts'

let base: TestDatabase<Record<string, never>>
beforeAll(async () => {
  base = await createTestDatabase(process.env.DELTA_TEST_POSTGRES, 1)
})
afterAll(() => base?.drop())

test('a statement is built once, planned once a connection, and takes new values each time, also in a transaction', async () => {
  let built = 0
  const add = createStatement<{ a: number; b: string }, { sum: number; text: string }>(values => {
    built++
    return sql`select ${values.a}::int + ${values.a}::int as sum, ${values.b} || 'x' as text`
  })
  expect(await add(base.db, { a: 1, b: 'p' })).toEqual([{ sum: 2, text: 'px' }])
  expect(await base.db.transaction().execute(trx => add(trx, { a: 2, b: `'; drop` }))).toEqual([{ sum: 4, text: `'; dropx` }])
  expect(built).toBe(1)
  const { rows } = await base.pool.query<{ name: string; generic_plans: number; custom_plans: number }>(
    `select name, generic_plans + custom_plans as plans from pg_prepared_statements where statement like '%as sum%'`,
  )
  expect(rows).toEqual([{ name: expect.stringMatching(/^q_/), plans: 2 }])
})

test('a plan that is made anew leaves no prepared statement', async () => {
  const add = createStatement<{ a: number }, { fresh: number }>(({ a }) => sql`select ${a}::int + 1 as fresh`, { plan: 'fresh' })
  expect(await add(base.db, { a: 1 })).toEqual([{ fresh: 2 }])
  expect((await base.pool.query(`select from pg_prepared_statements where statement like '%as fresh%'`)).rowCount).toBe(0)
})
