import { lineOf, NONE, ONE_FAILED } from '../../runner/counts.ts'
import { storm } from '../storm.ts'

/** Thirty kills of any process at any moment with changes going on, partner cities among them: nothing lost, doubled or reordered, every copy of the lists right. */
const seed = Number(process.env['DELTA_SEED'] ?? Date.now() % 1_000_000)
console.log(`seed ${seed} (DELTA_SEED=${seed} runs the same again)`)
const verdict = await storm({ kills: 30, subjects: 2_000, rate: 40, seed, cities: true })
console.log(JSON.stringify(verdict))
console.log(lineOf(verdict.good ? { ...NONE, passed: 1 } : ONE_FAILED))
process.exit(verdict.good ? 0 : 1)
