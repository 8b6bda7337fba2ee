import { readFileSync } from 'node:fs'
import { storm, type Storm, type Verdict } from '../faults/storm.ts'
import { lineOf, NONE, ONE_FAILED, sum } from '../runner/counts.ts'

interface Mutant {
  /** The guarantee that it breaks. */
  readonly breaks: string
  /** Those of the feed have a storm of their own: prove/feed/mutants.ts. */
  readonly storm?: 'feed'
  readonly victims: readonly string[]
  /** What the verdict must name: kinds of anomalies, or `counts`. */
  readonly shows: readonly string[]
}

/** Does a storm see a broken guarantee? The product as it is stays good in the very storm in which each committed mutant must be found out, for what it is. DELTA_MUTANTS names some. */
const all = JSON.parse(readFileSync(new URL('../mutants/mutants.json', import.meta.url), 'utf8')) as Record<string, Partial<Mutant>>
// Those without victims are found out by other proofs.
const mutants = Object.fromEntries(
  Object.entries(all).filter((entry): entry is [string, Mutant] => entry[1].victims !== undefined && entry[1].storm !== 'feed'),
)
const named = process.env['DELTA_MUTANTS']?.split(',') ?? ['none', ...Object.keys(mutants)]
const seed = Number(process.env['DELTA_SEED'] ?? Date.now() % 1_000_000)
console.log(`seed ${seed} (DELTA_SEED=${seed} runs the same again)`)

const shown = ({ anomalies, counts }: Verdict): string[] => [...Object.keys(anomalies), ...(counts === 'equal' ? [] : ['counts'])]

async function findsOut(name: string): Promise<boolean> {
  const mutant = mutants[name]
  const given: Storm = { kills: 12, subjects: 500, rate: 60, seed }
  try {
    const verdict = await storm(mutant ? { ...given, mutant: name, victims: mutant.victims } : given)
    const seen = shown(verdict)
    const right = mutant ? seen.some(one => mutant.shows.includes(one)) : verdict.good
    console.log(`${right ? '✓' : '✗'} ${name}: ${mutant?.breaks ?? 'the product as it is'}; seen: ${seen.join(', ') || 'nothing'}`)
    if (!right) console.log(JSON.stringify(verdict))
    return right
  } catch (error) {
    console.log(`✗ ${name}: no verdict`, error)
    return false
  }
}

const results: boolean[] = []
for (const name of named) results.push(await findsOut(name))
const counts = sum(results.map(right => (right ? { ...NONE, passed: 1 } : ONE_FAILED)))
console.log(lineOf(counts))
process.exit(counts.failed > 0 ? 1 : 0)
