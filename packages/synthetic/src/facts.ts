import { createRandom } from './random.ts'
import type { FactContext } from './fact-context.ts'
import { inventLicence, inventPenalty, type Licence, type Penalty } from './document-facts.ts'
import { hasOwnTable, inventIndicator, type IndicatorFact } from './indicator-facts.ts'
import { LIST_STATES, inventListEntry, isPersonDomain, type ListFact, type ListState } from './list-facts.ts'
import { inventRelations, type RelationFact } from './relation-facts.ts'
import type { Domain, Indicator, Kind, Reference, Short } from './reference.ts'
import type { Subject, World } from './world.ts'

/** All that one province holds on one subject, in no province's format. */
export interface Facts {
  readonly subject: Subject
  readonly home: boolean
  readonly licences: readonly Licence[]
  readonly penalties: readonly Penalty[]
  readonly lists: readonly ListFact[]
  readonly indicators: readonly IndicatorFact[]
  readonly relations: readonly RelationFact[]
}

/** Invents what a province holds on a subject: the same for the same seed, subject and province. */
export interface FactSource {
  of(p: Short, subject: Subject, ordinal: number): Facts
  context(p: Short, subject: Subject, ordinal: number, path: string): FactContext
}

const LICENCES: Readonly<Record<Kind, number>> = { ENT: 0.4, NAT: 0.1, SOC: 0.2, INS: 0.2, GOV: 0.1 }
const PENALTIES: Readonly<Record<Kind, number>> = { ENT: 0.25, NAT: 0.08, SOC: 0.1, INS: 0.08, GOV: 0.05 }

/** Makes the inventor of facts. Its first subjects of each kind cover every domain in every state, every indicator, and both kinds of documents. */
export function createFacts(parts: { world: World; reference: Reference; today: string }): FactSource {
  const { world, reference, today } = parts
  const general = Object.groupBy(
    reference.indicators.filter(indicator => !hasOwnTable(indicator)),
    indicator => indicator.kind,
  )
  const states = reference.domains.flatMap(domain => LIST_STATES.map((state): [Domain, ListState] => [domain, state]))
  const covered = {
    NAT: states.filter(([domain]) => isPersonDomain(domain.code)),
    ENT: states.filter(([domain]) => !isPersonDomain(domain.code)),
  } as const

  const coverage = (kind: Kind, p: Short, ordinal: number): (readonly [Domain, ListState])[] => {
    if (ordinal < 0 || (kind !== 'ENT' && kind !== 'NAT')) return []
    const all = covered[kind]
    const every = Math.max(1, world.count(p, kind))
    const found: (readonly [Domain, ListState])[] = []
    for (let i = ordinal; i < all.length; i += every) found.push(all[i]!)
    return found
  }

  const context = (p: Short, subject: Subject, ordinal: number, path: string): FactContext => ({
    p,
    subject,
    ordinal,
    today,
    reference,
    world,
    random: createRandom(world.seed, path, p, subject.index),
  })

  const of = (p: Short, subject: Subject, ordinal: number): Facts => {
    const c = context(p, subject, ordinal, 'facts')
    const { random } = c
    const { kind } = subject
    const home = subject.home === p
    const first = ordinal >= 0 && ordinal < 2
    const lists = coverage(kind, p, ordinal).map(([domain, state]) => inventListEntry(c, domain, state))
    if (random.chance(home ? 0.1 : 0.4)) {
      const domain = random.pick(reference.domains)
      if (isPersonDomain(domain.code) === (kind === 'NAT') && !lists.some(entry => entry.domain === domain)) {
        lists.push(
          inventListEntry(
            c,
            domain,
            random.weighted([
              ['effective', 60],
              ['open', 8],
              ['expired', 10],
              ['repaired', 14],
              ['delisted', 4],
              ['withdrawn', 4],
            ] as const),
          ),
        )
      }
    }
    const mine: readonly Indicator[] = general[kind] ?? []
    const indicators = mine.length > 0 && ordinal >= 0 && ordinal < 2 * mine.length ? [inventIndicator(c, mine[ordinal % mine.length]!, 9)] : []
    const wanted = random.weighted([
      [0, 50],
      [1, 35],
      [2, 15],
    ] as const)
    for (let i = 0; i < wanted && mine.length > 0; i += 1) {
      const indicator = random.pick(mine)
      if (!indicators.some(other => other.indicator === indicator)) indicators.push(inventIndicator(c, indicator, i))
    }
    return {
      subject,
      home,
      lists,
      indicators,
      licences: first || random.chance(LICENCES[kind]) ? Array.from({ length: random.chance(0.2) ? 2 : 1 }, (_, i) => inventLicence(c, i)) : [],
      penalties: first || random.chance(PENALTIES[kind]) ? Array.from({ length: random.chance(0.2) ? 2 : 1 }, (_, i) => inventPenalty(c, i)) : [],
      relations: kind === 'NAT' ? [] : inventRelations(c, subject as Extract<Subject, { uscc: string }>),
    }
  }
  return { of, context }
}
