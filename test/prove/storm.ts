import { storm } from '../faults/storm.ts'
import { lineOf, NONE, ONE_FAILED } from '../runner/counts.ts'

/** Three hundred kills of any process at any moment with changes going on: nothing lost, doubled or reordered. */
const seed = Number(process.env['DELTA_SEED'] ?? Date.now() % 1_000_000)
console.log(`seed ${seed} (DELTA_SEED=${seed} runs the same again)`)
const verdict = await storm({ kills: 300, subjects: 2_000, rate: 40, seed })
console.log(JSON.stringify(verdict))
console.log(lineOf(verdict.good ? { ...NONE, passed: 1 } : ONE_FAILED))
process.exit(verdict.good ? 0 : 1)
