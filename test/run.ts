import { BENCHES, LAYERS, PROOFS } from './layers.ts'
import { lineOf, ONE_FAILED, sum } from './runner/counts.ts'
import { type Outcome, runLayer } from './runner/run-layer.ts'
import { createSurroundings } from './runner/surroundings.ts'

/** The one test command: all layers, or the ones named; `prove` and `bench` run what is too slow for each commit. Its last line adds up every runner's counts. */
const [first, ...others] = process.argv.slice(2)
const named = first === undefined || first === 'prove' || first === 'bench' ? others : [first, ...others]
const all = first === 'prove' ? PROOFS : first === 'bench' ? BENCHES : LAYERS
const unknown = named.filter(name => !all.some(layer => layer.name === name))
if (unknown.length > 0) {
  console.error(`No such layer: ${unknown.join(', ')}. There are: ${all.map(({ name }) => name).join(', ')}; and: prove, bench.`)
  process.exit(1)
}

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort(new Error('stopped')))

const surroundings = createSurroundings(stopping.signal)
const results: (Outcome & { name: string; seconds: number })[] = []
for (const layer of all.filter(({ name }) => named.length === 0 || named.includes(name))) {
  if (stopping.signal.aborted) break
  const begun = performance.now()
  console.log(`\n── ${layer.name}`)
  const outcome = await surroundings
    .environmentFor(layer.needs)
    .then(environment => runLayer(layer, { env: { ...process.env, ...environment }, signal: stopping.signal }))
    .catch((error: unknown) => {
      console.error(error)
      return { counts: ONE_FAILED, failures: [error instanceof Error ? error.message : String(error)] }
    })
  results.push({ name: layer.name, ...outcome, seconds: (performance.now() - begun) / 1000 })
}
await surroundings.stop()

const total = sum(results.map(({ counts }) => counts))
console.log('')
for (const { name, failures } of results) for (const line of failures) console.log(`✗ ${name}: ${line}`)
for (const { name, counts, seconds } of results) console.log(`${name.padEnd(16)} ${lineOf(counts)} (${seconds.toFixed(0)} s)`)
if (stopping.signal.aborted) {
  console.error('Stopped before the end.')
  process.exit(130)
}
console.log(lineOf(total))
process.exit(total.failed > 0 ? 1 : 0)
