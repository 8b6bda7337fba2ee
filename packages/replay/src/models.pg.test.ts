import { migrateReadModel, type ReadModelTables } from '@delta/projection'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { coveredColumns, differences, digestTables } from './digest.ts'
import { LEFT_OUT, MODELS, NOT_PROJECTED } from './models.ts'

let base: TestDatabase<ReadModelTables>
beforeAll(async () => {
  base = await createTestDatabase(process.env.DELTA_TEST_POSTGRES)
  await migrateReadModel(base.db)
})
afterAll(() => base?.drop())

const PROJECTED = Object.values(MODELS).flat()

test('every table of the read model is rebuilt, or it is said why not', async () => {
  const { rows } = await sql<{ name: string }>`select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1`.execute(base.db)
  const named = (name: string) => PROJECTED.includes(name) || Object.keys(NOT_PROJECTED).some(begin => name.startsWith(begin) || name.includes('_migration'))
  expect(rows.map(row => row.name).filter(name => !named(name))).toEqual([])
  expect(PROJECTED.filter(name => !rows.some(row => row.name === name))).toEqual([])
})

test('the digest sees every column of every table but those that are left out, and every row', async () => {
  await sql`insert into list_rollup values ('B05', 'BLACK', '310000', 'SH-ECO', 1, 0, 0), ('B05', 'BLACK', '320000', 'JS-ECO', 2, 0, 0)`.execute(base.db)
  const before = await digestTables(base.db, ['list_rollup'])
  expect(before.map(one => [one.part, one.rows])).toEqual([
    ['310000', 1],
    ['320000', 1],
  ])
  for (const column of await coveredColumns(base.db, 'list_rollup')) {
    const change = sql`${sql.ref(column)} = ${['effective', 'repaired', 'ended'].includes(column) ? sql`${sql.ref(column)} + 1` : sql`'X'`}`
    const after = await base.db
      .transaction()
      .execute(async trx => {
        await sql`update list_rollup set ${change} where unit = 'JS-ECO'`.execute(trx)
        throw Object.assign(new Error('undone'), { digests: await digestTables(trx, ['list_rollup']) })
      })
      .catch((error: { digests: typeof before }) => error.digests)
    expect(differences(before, after), column).not.toEqual([])
  }
  await sql`delete from list_rollup where unit = 'JS-ECO'`.execute(base.db)
  expect(differences(before, await digestTables(base.db, ['list_rollup']))).toEqual([expect.stringMatching(/^list_rollup 320000: 1 rows \w{32}, nothing$/)])
  for (const table of PROJECTED) {
    const covered = await coveredColumns(base.db, table)
    const { rows } = await sql<{
      name: string
    }>`select attname as name from pg_attribute where attrelid = ${table}::regclass and attnum > 0 and not attisdropped`.execute(base.db)
    expect(rows.map(row => row.name).filter(name => !covered.includes(name) && LEFT_OUT[name] === undefined)).toEqual([])
  }
})
