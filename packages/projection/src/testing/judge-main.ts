import { judge } from './judge.ts'

const verdict = await judge(process.env.DELTA_TEST_POSTGRES, { seed: Number(process.argv[2] ?? 1), histories: Number(process.argv[3] ?? 20) })
console.log(verdict === null ? 'sound' : `history ${verdict.history}: ${verdict.wrong.slice(0, 500)}`)
process.exitCode = verdict === null ? 0 : 3
