import type { Random } from './random.ts'
import type { Reference, Short, Unit } from './reference.ts'
import type { Subject, World } from './world.ts'

/** Who is spoken of where, and what the inventors of facts need. */
export interface FactContext {
  readonly p: Short
  readonly subject: Subject
  /** The ordinal of the subject among its kind in its home province; -1 where it is a visitor or an extra. */
  readonly ordinal: number
  readonly random: Random
  readonly today: string
  readonly reference: Reference
  readonly world: World
}

/** The city in province `p` whose own units would be responsible for the subject. */
export function cityOf({ p, subject, reference }: Pick<FactContext, 'p' | 'subject' | 'reference'>): string {
  const counties = reference.counties[p]
  if (subject.kind !== 'NAT') return subject.home === p ? subject.city : counties[subject.index % counties.length]!.city
  const county = subject.hukou.division === null ? undefined : reference.county(subject.hukou.division)
  return county && counties.includes(county) ? county.city : counties[subject.index % counties.length]!.city
}

/** A name under which a unit states something: its own, sometimes its bureau's in the city, or, for old days, an earlier one. */
export function stateName(context: FactContext, unit: Unit, city: string, day: string): string {
  const { random, reference } = context
  const earlier = reference.earlierName(unit.code)
  if (earlier && day <= earlier.until && random.chance(0.8)) return earlier.name
  const bureau = reference.bureau(unit.code, city)
  return bureau && random.chance(0.25) ? bureau : unit.name
}
