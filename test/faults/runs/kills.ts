/** Thirty kills of any process at any moment with changes going on: nothing lost, doubled or reordered. */
import { storm } from '../storm.ts'

const seed = Number(process.env['DELTA_SEED'] ?? Date.now() % 1_000_000)
const verdict = await storm({ kills: 30, subjects: 2_000, rate: 40, seed })
console.log(`seed ${seed}`, JSON.stringify(verdict))
console.log(verdict.good ? '1 passed, 0 failed, 0 skipped' : '0 passed, 1 failed, 0 skipped')
process.exit(verdict.good ? 0 : 1)
