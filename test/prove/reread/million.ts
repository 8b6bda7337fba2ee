import { createBench } from '@delta/adapter/testing-adapter'
import { testBroker, until } from '@delta/stream/testing'
import { report } from '../../feed/report.ts'

/** An adapter reads a table of a million rows again from its start: every row comes, nothing is published. DELTA_ROWS says another number. */
const ROWS = Number(process.env['DELTA_ROWS'] ?? 1_000_000)
const HOUR = 3_600_000

const bench = await createBench(testBroker(process.env['DELTA_TEST_KAFKA']), process.env['DELTA_TEST_POSTGRES'])
const { pool } = bench.ledger
const numbered = async () => (await pool.query<{ n: number }>('select coalesce(sum(seq), 0)::bigint as n from outbox_head')).rows[0]!.n
const adapter = bench.adapter()
try {
  await bench.source.pool.query(`insert into t_md select 'k' || n, 'name ' || n, now() from generate_series(1, ${ROWS}) n`)
  adapter.run().catch((error: unknown) => console.error(error))
  const begun = performance.now()
  await until(async () => (await numbered()) >= ROWS, HOUR)
  const loaded = performance.now()
  console.log(`${ROWS.toLocaleString('en')} rows published in ${((loaded - begun) / 1000).toFixed(0)} s`)
  await pool.query(`insert into source_again (dataset) values ('t_md')`)
  const asked = async () =>
    (await pool.query<{ rows: number; published: number; done: boolean }>('select rows, published, done_at is not null as done from source_again')).rows[0]!
  await until(async () => (await asked()).done, HOUR)
  const { rows, published } = await asked()
  console.log(`${rows.toLocaleString('en')} rows read again in ${((performance.now() - loaded) / 1000).toFixed(0)} s, ${published} published`)
  process.exitCode = report({
    'every row was read again': rows === ROWS,
    'nothing was published': published === 0 && (await numbered()) === ROWS,
  })
} finally {
  await adapter.stop()
  await bench.remove()
}
process.exit()
