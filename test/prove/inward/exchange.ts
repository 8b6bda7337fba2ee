import { announceSeed } from '../../feed/random.ts'
import { report } from '../../feed/report.ts'
import { inwardStorm } from '../../inward/storm.ts'

/** Four provinces, 100,000 changes, sixty kills: each record about another province's subject arrives there exactly once, in order, in the local format, with its receipt. */
const verdict = await inwardStorm({ subjects: 20_000, rate: 100, seconds: 120, churn: 40, kills: 60, seed: announceSeed() })
console.log(JSON.stringify(verdict))
process.exit(
  report({
    'a hundred thousand changes were published': verdict.published >= 100_000,
    'an altered and a lost row are found out': /"altered": 1/.test(verdict.spoilt) && /"lost": 1/.test(verdict.spoilt),
    'the four platforms hold what the others published about their subjects, once, in order, and answered it': verdict.good,
  }),
)
