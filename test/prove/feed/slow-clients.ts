import { announceSeed } from '../../feed/random.ts'
import { report } from '../../feed/report.ts'
import { measureSlow } from '../../feed/slow-clients.ts'

/** Of 200 clients 20 never read: the feed's memory grows by 64 MiB at most, and the others' p99 stays within 10 % of what it is without them, in turn in one run. */
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!
const { without, with: beside, cut } = await measureSlow({ readers: 180, stuck: 20, seconds: 20, rounds: 15, seed: announceSeed() })
const [p99, p99Beside] = [median(without.p99), median(beside.p99)]
const [memory, memoryBeside] = [without.memory[0]!, Math.max(...beside.memory)]
console.log(
  `p99 of 180 readers: ${p99} ms alone (${without.p99.join(', ')}), ${p99Beside} ms beside 20 that never read (${beside.p99.join(', ')}); ${cut} cut off`,
)
console.log(`the feed's resident memory: ${memory} MiB alone (${without.memory.join(', ')}), ${memoryBeside} MiB beside them (${beside.memory.join(', ')})`)
process.exit(
  report({ 'memory grows by 64 MiB at most': memoryBeside - memory <= 64, 'p99 within 10 %': p99Beside <= p99 * 1.1, 'who does not read is cut off': cut > 0 }),
)
