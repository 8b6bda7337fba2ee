import { openStore, type Connection } from '@delta/store'
import { createTestDatabase } from '@delta/store/testing'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { TableReaderParts } from './reader-parts.ts'
import type { ChangeReader } from './source-row.ts'
import { createTableReader } from './table-reader.ts'
import { toTableRows } from './table-row.ts'
import type { TableDescription } from './table-description.ts'
import { createClock, createTaker } from './testing.ts'
import { withSession } from './session.ts'

const source = await createTestDatabase(process.env.DELTA_TEST_POSTGRES)
const reading = openStore(source.url, { connections: 1 })
const writing = openStore(source.url, { connections: 3 })
const writers: Connection[] = []

beforeAll(async () => {
  await source.pool.query('create table t (zj text primary key, n int not null, gxsj timestamp not null); create index on t (gxsj, zj)')
  for (let i = 0; i < 3; i++) writers.push(await writing.pool.connect())
})

afterAll(async () => {
  for (const writer of writers) (writer as unknown as { release(): void }).release()
  await reading.close()
  await writing.close()
  await source.drop()
})

const table: TableDescription = { dataset: 't', table: 'public.t', key: ['zj'], order: 'gxsj', orderType: 'timestamp-shanghai', deleted: null }

type Make = (parts: TableReaderParts) => Pick<ChangeReader, 'next' | 'close'>

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('write'), who: fc.nat(2), row: fc.nat(3), minutes: fc.integer({ min: -3, max: 30 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('begin', 'savepoint', 'undo', 'commit', 'rollback'), who: fc.nat(2) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('take', 'take', 'killed', 'lost'), pause: fc.constantFrom(150, 2_000) }) },
)
type Move = { do: string; who?: number; row?: number; minutes?: number; pause?: number }

/** Plays a history of three writers and a reader that may be killed at any call, then compares what was taken with what stands. */
async function play(make: Make, history: readonly Move[]): Promise<boolean> {
  await source.pool.query('truncate t')
  const clock = createClock()
  const taker = createTaker(clock)
  const parts = { pool: reading.pool, table, now: clock, pageRows: 2 }
  let reader = make(parts)
  const open = [0, 0, 0]
  let n = 0
  for (const move of history) {
    const who = move.who ?? 0
    const run = (text: string, values?: unknown[]) => writers[who]!.query(text, values)
    if (move.do === 'write') {
      await run(
        `insert into t values ($1, $2, timestamp '2026-11-20' + $3 * interval '1 minute') on conflict (zj) do update set n = excluded.n, gxsj = excluded.gxsj`,
        [`${who}.${move.row}`, ++n, move.minutes! < 0 ? 0 : move.minutes],
      )
    } else if (move.do === 'begin' && !open[who]) {
      await run('begin')
      open[who] = 1
    } else if (move.do === 'savepoint' && open[who]) {
      await run(`savepoint s${open[who]++}`)
    } else if (move.do === 'undo' && open[who]! > 1) {
      await run(`rollback to s${--open[who]!}`)
    } else if ((move.do === 'commit' || move.do === 'rollback') && open[who]) {
      await run(move.do)
      open[who] = 0
    } else if (move.pause) {
      clock.forward(move.pause)
      await taker.take(reader, move.do === 'killed' ? 'committed' : move.do === 'lost' ? 'lost' : undefined)
      if (move.do !== 'take') reader = make(parts)
    }
  }
  for (const [who, depth] of open.entries()) if (depth) await writers[who]!.query('commit')
  await taker.drain(reader)
  const { rows } = await source.pool.query<{ zj: string; n: number }>('select zj, n from t')
  const seen = taker.last()
  return rows.every(row => seen.get(`public.t/${row.zj}`)?.columns.n === String(row.n))
}

const take: Move = { do: 'take', pause: 2_000 }

/** A transaction that writes in a savepoint while others commit, and commits after the reader passed by. */
const SAVEPOINT: Move[] = [
  { do: 'begin', who: 0 },
  { do: 'write', who: 0, row: 0, minutes: 1 },
  { do: 'savepoint', who: 0 },
  { do: 'write', who: 0, row: 1, minutes: 1 },
  { do: 'write', who: 1, row: 0, minutes: 2 },
  take,
  take,
  take,
]

const findLoss = (make: Make, runs: number) =>
  fc.check(
    fc.asyncProperty(fc.array(step as fc.Arbitrary<Move>, { minLength: 10, maxLength: 40 }), history => play(make, history)),
    { numRuns: runs, seed: 20261123, endOnFailure: true, examples: [[SAVEPOINT]] },
  )

test('every committed row is seen in its last state, whatever the writers do and whenever the reader is killed', async () => {
  const result = await findLoss(createTableReader, 80)
  expect(result.failed, fc.defaultReportMessage(result)).toBe(false)
}, 180_000)

/** The cursor that everyone writes first: the highest change time seen. */
const plainCursor: Make = ({ pool, pageRows = 1_000 }) => {
  let last: unknown
  return {
    name: 'plain',
    next: async cursor => {
      last ??= (await cursor('plain')) ?? '-infinity'
      const found = await withSession(pool, 't', session => session.read('select * from t where gxsj > $1 order by gxsj, zj limit $2', [last, pageRows]))
      if (!found.rows.length) return null
      const rows = toTableRows(table, found)
      last = rows.at(-1)!.columns.gxsj
      return { rows, refused: [], cursors: [{ name: 'plain', value: last }], settled: async () => {} }
    },
    shapes: async () => [],
    onHint: () => () => {},
    close: async () => {},
  }
}

test('mutant: a plain cursor on the change time loses rows', async () => {
  expect((await findLoss(plainCursor, 100)).failed).toBe(true)
})

/** The real reader with one function of pass.ts replaced. */
const mutated = async (change: (real: typeof import('./pass.ts')) => Partial<typeof import('./pass.ts')>): Promise<Make> => {
  vi.resetModules()
  vi.doMock('./pass.ts', async original => {
    const real = await original<typeof import('./pass.ts')>()
    return { ...real, ...change(real) }
  })
  const mutant = await import('./table-reader.ts')
  vi.doUnmock('./pass.ts')
  return mutant.createTableReader
}

test('mutant: without the floor, what late transactions wrote in savepoints is lost', async () => {
  const make = await mutated(real => ({
    changedSince: (pass, first) => real.changedSince({ ...pass, current: pass.current && { ...pass.current, floor: null } }, first),
  }))
  expect((await findLoss(make, 100)).failed).toBe(true)
}, 180_000)

test('mutant: a pass that forgets its own snapshot and starts from the newest transaction loses what was running', async () => {
  const make = await mutated(real => ({
    endPass: pass => ({
      earlier: pass.current ? `${pass.current.snapshot.split(':')[1]}:${pass.current.snapshot.split(':')[1]}:` : pass.earlier,
      current: null,
    }),
    changedSince: (pass, first) => real.changedSince({ ...pass, current: pass.current && { ...pass.current, floor: null } }, first),
  }))
  expect((await findLoss(make, 100)).failed).toBe(true)
}, 180_000)
