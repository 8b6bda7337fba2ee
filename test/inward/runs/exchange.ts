import { announceSeed } from '../../feed/random.ts'
import { report } from '../../feed/report.ts'
import { inwardStorm } from '../storm.ts'

/** Four adapters exchange what four provinces hold, under kills: each platform has what concerns its subjects, once, in order, answered. A slice of test/prove/inward/exchange.ts. */
const verdict = await inwardStorm({ subjects: 1_000, rate: 40, seconds: 20, churn: 10, kills: 8, seed: announceSeed() })
console.log(JSON.stringify(verdict))
process.exit(
  report({
    'an altered and a lost row are found out': /"altered": 1/.test(verdict.spoilt) && /"lost": 1/.test(verdict.spoilt),
    'the four platforms hold what the others published about their subjects, once, in order, and answered it': verdict.good,
  }),
)
