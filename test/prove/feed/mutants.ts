import { readFileSync } from 'node:fs'
import { feedStorm } from '../../feed/feed-storm.ts'
import { announceSeed } from '../../feed/random.ts'
import { report } from '../../feed/report.ts'

interface Mutant {
  /** The guarantee that it breaks. */
  readonly breaks: string
  readonly storm?: 'feed'
  readonly victims: readonly string[]
  /** What the verdict must name: kinds of anomalies, or `faults`, which listeners say themselves. */
  readonly shows: readonly string[]
}

/** Do the feed's listeners and their judge see a broken guarantee? The product as it is stays good in the storm in which each committed mutant of the feed must be found out. DELTA_MUTANTS names some. */
const mutants = JSON.parse(readFileSync(new URL('../../mutants/mutants.json', import.meta.url), 'utf8')) as Record<string, Mutant>
const ofFeed = Object.keys(mutants).filter(name => mutants[name]!.storm === 'feed')
const named = process.env['DELTA_MUTANTS']?.split(',') ?? ['none', ...ofFeed]
const seed = announceSeed()
const claims: Record<string, boolean> = {}
for (const name of named) {
  const mutant = mutants[name]
  const given = { kills: 8, rate: 60, seed }
  const verdict = await feedStorm(mutant ? { ...given, mutant: name, victims: mutant.victims } : given)
  const seen = [...Object.keys(verdict.anomalies), ...(verdict.faults.length > 0 ? ['faults'] : [])]
  const right = mutant ? seen.some(one => mutant.shows.includes(one)) : verdict.good
  claims[`${name}: ${mutant?.breaks ?? 'the product as it is'}; seen: ${seen.join(', ') || 'nothing'}`] = right
  if (!right) console.log(JSON.stringify(verdict))
}
process.exit(report(claims))
