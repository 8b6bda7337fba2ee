import type { FactContext } from './fact-context.ts'
import { addDays } from '@delta/model'
import { SHORTS, type Short } from './reference.ts'
import type { Organisation, Person, Subject } from './world.ts'

/** The four dimensions by Shanghai's and Zhejiang's codes. */
export type Dimension = 'TZ' | 'FD' | 'GG' | 'GY'

/** An invented relation of an organisation with a party; the share is in basis points. */
export interface RelationFact {
  readonly dimension: Dimension
  readonly party: Subject
  readonly share: number | null
  readonly from: string | null
  readonly to: string | null
}

const elsewhere = ({ p, random }: FactContext): Short => (random.chance(0.75) ? p : random.pick(SHORTS))

const somePerson = (context: FactContext): Person => {
  const p = elsewhere(context)
  return context.world.person(p, context.random.int(Math.max(1, context.world.count(p, 'NAT'))))
}

const someFirm = (context: FactContext): Organisation => {
  const p = elsewhere(context)
  return context.world.organisation(p, 'ENT', context.random.int(Math.max(1, context.world.count(p, 'ENT'))))
}

const shares = ({ random }: FactContext, n: number): number[] => {
  if (n === 1) return [10_000]
  const first = random.between(5, 95) * 100
  const rest = 10_000 - first
  const last = random.chance(0.03) ? rest + 500 : rest
  return n === 2 ? [first, last] : [first, Math.floor(rest / 2), last - Math.floor(rest / 2)]
}

/** Invents the relations of an organisation: legal representative, investors, executives, suppliers and customers; each party once per dimension. */
export function inventRelations(context: FactContext, organisation: Organisation): RelationFact[] {
  const { random, today } = context
  const found: RelationFact[] = []
  const seen = new Set<string>([`${organisation.index}`])
  const add = (dimension: Dimension, party: Subject, share: number | null) => {
    const key = `${dimension}${party.index}`
    if (seen.has(key) || party.index === organisation.index) return
    seen.add(key)
    const from = random.chance(0.85) ? addDays(today, -random.between(30, 3_000)) : null
    found.push({ dimension, party, share, from, to: from && random.chance(0.12) ? addDays(from, random.between(20, 4_000)) : null })
  }
  if (organisation.kind === 'GOV') return found
  if (random.chance(0.5)) add('FD', organisation.representative, null)
  if (organisation.kind !== 'ENT') return found
  if (random.chance(0.3))
    for (const share of shares(context, random.between(1, 3))) add('TZ', random.chance(0.65) ? somePerson(context) : someFirm(context), share)
  if (random.chance(0.2)) add('GG', random.chance(0.85) ? somePerson(context) : someFirm(context), null)
  if (random.chance(0.25)) add('GY', random.chance(0.9) ? someFirm(context) : somePerson(context), null)
  return found
}
