import { availableParallelism, loadavg } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import type { Hand, HandMade } from '../journeys/hands.ts'
import { lineOf, type Counts } from '../runner/counts.ts'
import { lendSystem } from '../runner/lend-system.ts'
import { untilDelivered } from '../runner/until-delivered.ts'

/**
 * How long a change made by hand in a source takes to show in the graph, through the gateway: twenty changes a second in all four sources, inserts and what
 * ends them, on the default data. Counted from the commit (or the moment a file lies in the folder) until an answer shows it; a change that never shows is a failure.
 */
const RATE = 20
const SECONDS = 60
/** So many changes come first and are not counted: the gateway has answered nobody yet. */
const WARM = 100
const LIMIT = 2_000
const PATIENCE = 30_000
const AT_ONCE = { list: 12, penalty: 6 }
const LOOK = {
  list: 'listEntries(first: 5) { edges { node { status } } }',
  penalty: 'archive { attributes { indicators { items(first: 5) { edges { node { penalty { docNo status } } } } } } }',
}

interface Waiting extends HandMade {
  readonly province: string
  readonly at: number
  readonly counted: boolean
  readonly next: Hand | null
}

const statusesIn = (value: unknown): string[] =>
  value !== null && typeof value === 'object'
    ? Object.entries(value).flatMap(([name, inner]) => (name === 'status' && typeof inner === 'string' ? [inner] : statusesIn(inner)))
    : []
const quantile = (sorted: readonly number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? NaN

const took = await lendSystem({}, async system => {
  await untilDelivered(system)
  // They read what runs at their import.
  const { data } = await import('../journeys/system.ts')
  const { openHands } = await import('../journeys/hands.ts')
  const { hands, close } = openHands()
  const provinces = Object.keys(hands) as (keyof typeof hands)[]
  const took = Object.fromEntries(provinces.map(province => [province, [] as number[]]))
  const nexts = new Map<string, Hand[]>(provinces.map(province => [province, []]))
  const waiting = new Set<Waiting>()
  let done = false

  const look = async (where: HandMade['where']): Promise<void> => {
    const wanted = [...waiting].filter(one => one.where === where).slice(0, AT_ONCE[where])
    if (wanted.length === 0) return
    const seen = await data(`{ ${wanted.map(({ subject }, n) => `s${n}: subject(id: "${subject}") { ${LOOK[where]} }`).join(' ')} }`)
    const now = performance.now()
    for (const [n, one] of wanted.entries()) {
      if (statusesIn(seen[`s${n}`]).includes(one.shows)) {
        waiting.delete(one)
        if (one.next) nexts.get(one.province)!.push(one.next)
        if (one.counted) took[one.province]!.push(now - one.at)
      } else if (now - one.at > PATIENCE) throw new Error(`${one.province}: ${one.shows} does not show within ${PATIENCE / 1000} s (${one.subject})`)
      else {
        // To the end, so that nothing waits behind what is late.
        waiting.delete(one)
        waiting.add(one)
      }
    }
  }
  const watch = async (where: HandMade['where']): Promise<void> => {
    while (!done || waiting.size > 0) {
      await look(where)
      await wait(20)
    }
  }
  const change = async (n: number): Promise<void> => {
    const province = provinces[n % provinces.length]!
    const hand = nexts.get(province)!.shift()
    const { made, next } = hand ? { made: await hand(), next: null } : await hands[province].insert()
    waiting.add({ ...made, province, next, at: performance.now(), counted: n >= WARM })
  }
  const write = async (): Promise<void> => {
    const begun = performance.now()
    const under: Promise<void>[] = []
    for (let n = 0; n < WARM + RATE * SECONDS; n += 1) {
      await wait(Math.max(0, begun + (n * 1000) / RATE - performance.now()))
      under.push(change(n))
    }
    await Promise.all(under)
    done = true
  }
  await Promise.all([write(), watch('list'), watch('penalty')])
  await close()
  return took
})

console.log(
  `${RATE} changes a second for ${SECONDS} s; the machine's load was ${loadavg()[0]!.toFixed(1)} on ${availableParallelism()} cores, others' work included`,
)
const passed: boolean[] = []
for (const [province, times] of [...Object.entries(took), ['all', Object.values(took).flat()] as const]) {
  const sorted = times.toSorted((a, b) => a - b)
  const [p50, p99, max] = [quantile(sorted, 0.5), quantile(sorted, 0.99), quantile(sorted, 1)]
  passed.push(p99 <= LIMIT)
  console.log(
    `${province.padEnd(10)} ${String(sorted.length).padStart(5)} changes  p50 ${p50.toFixed(0).padStart(5)} ms  p99 ${p99.toFixed(0).padStart(5)} ms  max ${max.toFixed(0).padStart(5)} ms`,
  )
}
const counts: Counts = { passed: passed.filter(Boolean).length, failed: passed.filter(one => !one).length, skipped: 0 }
console.log(lineOf(counts))
process.exit(counts.failed > 0 ? 1 : 0)
