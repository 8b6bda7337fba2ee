import { availableParallelism, loadavg } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { keepChanging } from '../faults/keep-changing.ts'
import { report } from '../feed/report.ts'
import { openStream } from '../feed/sse-way.ts'
import { openStore } from '@delta/store'
import { lendSystem } from '../runner/lend-system.ts'
import { untilDelivered } from '../runner/until-delivered.ts'

/**
 * How long a repair takes from its commit in a provincial database to a partner city: 100 event streams through the gateway, 50 changes a second (DELTA_RATE) in the four sources, of which ten are
 * made by hand in Shanghai's database: entries, and their repairs. It is measured after 20 s of that load. Every stream must get every repair, and every work order that an entry had called for is lifted within a second of it.
 */
const STREAMS = 100
const BY_HAND = 5
const BESIDE = Number(process.env['DELTA_RATE'] ?? 50) - 2 * BY_HAND
const SECONDS = Number(process.env['DELTA_SECONDS'] ?? 60)
const WARM = 20
const LIMIT = 500
const LIFTED_WITHIN = 1_000
const LOOK_EVERY = 100
const SLOWEST = 12
const quantile = (sorted: readonly number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN

interface Repaired {
  readonly at: number
  readonly counted: boolean
  got: number
}

/** A repair as a stream tells it. */
interface Told {
  readonly at: string
  readonly entry: { readonly subject: { readonly id: string }; readonly provenance: { readonly receivedAt: string } }
}

/** Where the time goes, each from what is before it: the adapter has read it, the projection has written the change (by Kafka), the first stream has it. */
const STAGES = ['read', 'projected', 'told'] as const

const { took, missing, stages, lifted, open } = await lendSystem({}, async system => {
  await untilDelivered(system)
  const { tokenFor } = await import('../journeys/system.ts')
  const { openHands } = await import('../journeys/hands.ts')
  const { hands, close } = openHands()
  const headers = { authorization: `Bearer ${tokenFor('partner:330100')}`, 'delta-purpose': 'exchange' }
  const repaired = new Map<string, Repaired>()
  const early: { told: Told; at: number }[] = []
  const stages: { readonly second: number; readonly took: readonly number[] }[] = []
  const took: number[] = []
  let started = Date.now()
  const receive = (told: Told, now: number): void => {
    const one = repaired.get(told.entry.subject.id)
    if (!one) return void early.push({ told, at: now })
    one.got += 1
    if (!one.counted) return
    took.push(now - one.at)
    const moments = [one.at, Date.parse(told.entry.provenance.receivedAt), Date.parse(told.at), now]
    if (one.got === 1) stages.push({ second: (one.at - started) / 1000, took: moments.slice(1).map((moment, n) => moment - moments[n]!) })
  }
  const store = openStore(system.status().store, { connections: 1 })
  /** Subjects whose entry is repaired and has orders that are not lifted yet, with the time of the repair. */
  const unlifted = new Map<string, number>()
  const lifted: number[] = []
  const looking = new AbortController()
  const look = async (): Promise<void> => {
    while (!looking.signal.aborted) {
      const { rows } = await store.pool.query<{ subject_id: string }>(
        'select distinct subject_id from supervision.work_order where subject_id = any($1) and lifted_at is null',
        [[...unlifted.keys()]],
      )
      const now = Date.now()
      const still = new Set(rows.map(row => row.subject_id))
      for (const [subject, at] of unlifted) {
        if (still.has(subject)) continue
        unlifted.delete(subject)
        lifted.push(now - at)
      }
      await wait(LOOK_EVERY)
    }
  }
  const ordersOf = async (subject: string): Promise<number> =>
    (await store.pool.query('select from supervision.work_order where subject_id = $1 and lifted_at is null', [subject])).rowCount!
  const streams = Array.from({ length: STREAMS }, () =>
    openStream(system.gateway, headers, null, (event, data) => {
      if (event === 'change' && data.includes('"op":"repaired"')) receive(JSON.parse(data) as Told, Date.now())
    }),
  )
  const changing = keepChanging({ rate: BESIDE, seed: 7 })
  while (changing.count() === 0) await wait(100)
  const looked = look()
  started = Date.now()
  const begun = performance.now()
  const under: Promise<void>[] = []
  const pair = async (counted: boolean): Promise<void> => {
    const { made, next } = await hands.shanghai.insert()
    await wait(2_000)
    const hasOrders = (await ordersOf(made.subject)) > 0
    await next!()
    const at = Date.now()
    if (counted && hasOrders) unlifted.set(made.subject, at)
    repaired.set(made.subject, { at, counted, got: 0 })
    for (const one of early.splice(0)) receive(one.told, one.at)
  }
  for (let n = 0; n < BY_HAND * (SECONDS + WARM); n += 1) {
    await wait(Math.max(0, begun + (n * 1000) / BY_HAND - performance.now()))
    under.push(pair(n >= BY_HAND * WARM))
  }
  await Promise.all(under)
  const missing = (): number => [...repaired.values()].reduce((sum, { got }) => sum + STREAMS - got, 0)
  for (const end = performance.now() + 15_000; missing() + unlifted.size > 0 && performance.now() < end; await wait(50));
  looking.abort()
  await looked
  await store.close()
  await changing.stop()
  for (const stream of streams) stream.destroy()
  await close()
  return { took: took.toSorted((a, b) => a - b), missing: missing(), stages, lifted: lifted.toSorted((a, b) => a - b), open: unlifted.size }
})
const [p50, p99, max] = [0.5, 0.99, 1].map(share => quantile(took, share))
console.log(
  `${took.length} receipts of repairs by ${STREAMS} streams: p50 ${p50!.toFixed(0)} ms, p99 ${p99!.toFixed(0)} ms, max ${max!.toFixed(0)} ms; ${missing} missing`,
)
for (const [n, stage] of STAGES.entries()) {
  const sorted = stages.map(one => one.took[n]!).toSorted((a, b) => a - b)
  console.log(`  ${stage.padEnd(10)} p50 ${quantile(sorted, 0.5).toFixed(0).padStart(5)} ms  p99 ${quantile(sorted, 0.99).toFixed(0).padStart(5)} ms`)
}
const total = ({ took }: (typeof stages)[number]): number => took.reduce((a, b) => a + b, 0)
for (const one of stages.toSorted((a, b) => total(b) - total(a)).slice(0, SLOWEST))
  console.log(`  slowest: of ${one.second.toFixed(1)} s, ${one.took.map((ms, n) => `${STAGES[n]} ${ms}`).join(', ')} ms`)
console.log(
  `the work orders of ${lifted.length} repairs: lifted p50 ${quantile(lifted, 0.5)} ms, p99 ${quantile(lifted, 0.99)} ms, max ${quantile(lifted, 1)} ms after the source's commit; ${open} not`,
)
console.log(`the machine's load was ${loadavg()[0]!.toFixed(1)} on ${availableParallelism()} cores, others' work included`)
process.exit(
  report({
    'every stream got every repair': missing === 0,
    'p99 within 500 ms': p99! <= LIMIT,
    'work orders are lifted within 1 s': open === 0 && lifted.length > 0 && quantile(lifted, 0.99) <= LIFTED_WITHIN,
  }),
)
