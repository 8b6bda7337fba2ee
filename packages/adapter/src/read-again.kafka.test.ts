import { testBroker, until } from '@delta/stream/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { counts } from './counts.ts'
import { type AdapterBench, createBench } from './testing-adapter.ts'

let bench: AdapterBench
beforeAll(async () => {
  bench = await createBench(testBroker(process.env.DELTA_TEST_KAFKA), process.env.DELTA_TEST_POSTGRES)
})
afterAll(() => bench?.remove())

const ROWS = 2_500
const published = async () => (await counts(bench.ledger.db)).reduce((sum, one) => sum + one.published, 0)
const numbered = async () => (await sql<{ n: number }>`select coalesce(sum(seq), 0)::bigint as n from outbox_head`.execute(bench.ledger.db)).rows[0]!.n
/** Asks for a dataset, and gives what came of it. */
const again = async (dataset: string) => {
  await sql`insert into source_again (dataset) values (${dataset}) on conflict (dataset) do update set begun = false, rows = 0, published = 0, done_at = null`.execute(
    bench.ledger.db,
  )
  const row = async () =>
    (
      await sql<{ rows: number; published: number; done: boolean; failed: string | null }>`select rows, published, done_at is not null as done, failed
        from source_again where dataset = ${dataset}`.execute(bench.ledger.db)
    ).rows[0]!
  await until(async () => (await row()).done, 60_000)
  return row()
}

test('a dataset that is read again publishes nothing but what the ledger did not know; others are read meanwhile', async () => {
  await bench.source.pool.query(`insert into t_md select 'k' || n, 'name ' || n, now() from generate_series(1, ${ROWS}) n`)
  let adapter = bench.adapter()
  adapter.run().catch(() => undefined)
  await until(async () => (await published()) === ROWS, 60_000)
  const before = await numbered()
  expect(await again('t_md')).toMatchObject({ rows: ROWS, published: 0, failed: null })
  expect(await numbered()).toBe(before)

  await sql`update ledger set body_hash = 'lost' where coordinate = 'public.t_md/k7'`.execute(bench.ledger.db)
  // Another process goes on with what was asked of the first.
  await adapter.stop()
  adapter = bench.adapter()
  adapter.run().catch(() => undefined)
  expect(await again('t_md')).toMatchObject({ rows: ROWS, published: 1 })
  expect(await numbered()).toBe(before + 1)
  expect(await again('t_none')).toMatchObject({ failed: 'DATASET_UNKNOWN' })
  await adapter.stop()
})
