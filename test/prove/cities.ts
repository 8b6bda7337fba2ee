import { storm } from '../faults/storm.ts'
import { announceSeed } from '../feed/random.ts'
import { report } from '../feed/report.ts'

/**
 * 150 kills of what stands between a source and a partner city, the cities' own processes too, while changes go on in the sources: at the end every copy (the kit's, a stranger's in
 * Python, a reader of Kafka, a receiver of webhooks) is the read model's effective entries, which are the sources'; every digest on the way was right; the audit finds nothing.
 */
const { good, ...verdict } = await storm({
  kills: 150,
  subjects: 2_000,
  rate: 40,
  seed: announceSeed(),
  cities: true,
  victims: ['feed', 'projector', 'kafka', 'gateway', 'receiver', 'subscriber'],
})
console.log(JSON.stringify(verdict))
process.exit(
  report({
    'sources, broker and read model agree': verdict.counts === 'equal' && Object.keys(verdict.anomalies).length === 0,
    'every copy is right': Object.keys(verdict.cities).length === 0,
    'all came to rest': good,
  }),
)
