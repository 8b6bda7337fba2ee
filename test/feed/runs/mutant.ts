import { feedStorm } from '../feed-storm.ts'
import { announceSeed } from '../random.ts'
import { report } from '../report.ts'

/** The feed's processes, its writer and its listeners are killed at random: all copies are right; with one committed mutant they are not, and that is seen. The other mutants are for `prove`. */
const seed = announceSeed()
const good = await feedStorm({ kills: 8, rate: 60, seed })
console.log(JSON.stringify(good))
const bad = await feedStorm({ kills: 3, rate: 60, seed, mutant: 'feed-keeper-without-lock', victims: ['feed'] })
console.log(`a keeper without the head's lock: ${Object.keys(bad.anomalies).join(', ')}; ${bad.faults[0] ?? 'no listener noticed'}`)
process.exit(
  report({ 'every copy is right': good.good, 'a keeper without the lock is found out': !bad.good && (bad.faults.length > 0 || 'differing' in bad.anomalies) }),
)
