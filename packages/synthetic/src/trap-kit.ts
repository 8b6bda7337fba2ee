import type { Random } from './random.ts'
import type { FactContext } from './fact-context.ts'
import type { FactSource } from './facts.ts'
import { inventLicence, inventPenalty, type Licence, type Penalty } from './document-facts.ts'
import { inventIndicator, type IndicatorFact } from './indicator-facts.ts'
import { inventListEntry, type ListFact, type ListState } from './list-facts.ts'
import type { Dimension, RelationFact } from './relation-facts.ts'
import type { Kind, Reference, Short } from './reference.ts'
import type { Organisation, Person, Subject, World } from './world.ts'

/** What a trap is made of: subjects of its own, outside the population, and clean facts about them to spoil. */
export interface TrapKit {
  readonly p: Short
  readonly today: string
  readonly random: Random
  readonly reference: Reference
  /** A number that grows with each subject made. */
  readonly serial: () => number
  organisation(kind?: Exclude<Kind, 'NAT'>, known?: Organisation['known']): Organisation
  /** An organisation that meets a condition; kinds as given. */
  organisationWhere(test: (organisation: Organisation) => boolean, kind?: Exclude<Kind, 'NAT'>): Organisation
  person(): Person
  personWhere(test: (person: Person) => boolean): Person
  licence(subject: Subject): Licence
  penalty(subject: Subject): Penalty
  list(subject: Subject, domain?: string, state?: ListState): ListFact
  item(subject: Subject, indicator?: string): IndicatorFact
  relation(party: Subject, dimension: Dimension, share?: number | null): RelationFact
}

/** A trap of a province's format: makes its records; the last one is the one that the note points at. */
export interface Trap<Made> {
  readonly name: string
  /** A reject code, a warning code, `held` or `accepted`. */
  readonly expect: string
  /** The source's own column name that a reject code names. */
  readonly field: string | null
  readonly make: (kit: TrapKit) => Made
}

/** Writes a trap as one expression. */
export const trap = <Made>(name: string, expect: string, field: string | null, make: (kit: TrapKit) => Made): Trap<Made> => ({ name, expect, field, make })

function searching<T>(make: () => T, test: (made: T) => boolean): T {
  for (let i = 0; i < 20_000; i += 1) {
    const found = make()
    if (test(found)) return found
  }
  throw new Error('no invented subject meets the condition')
}

/** Makes the kit of a province. `first` separates the subjects of seeding from those of later play. */
export function createTrapKit(parts: {
  p: Short
  today: string
  random: Random
  reference: Reference
  world: World
  facts: FactSource
  first: number
}): TrapKit {
  const { p, today, random, reference, world, facts } = parts
  let next = parts.first
  const serial = (): number => {
    next += 1
    return next
  }
  const organisation: TrapKit['organisation'] = (kind = 'ENT', known = 'uscc') => world.extraOrganisation(p, kind, serial(), known)
  const person = (): Person => world.extraPerson(p, serial())
  const context = (subject: Subject): FactContext => facts.context(p, subject, -1, 'trap')
  const ownUnit = (fn: string, subject: Subject): string => reference.unitOfFunction(fn, p, subject.kind === 'NAT' ? '' : subject.city).name
  return {
    p,
    today,
    random,
    reference,
    serial,
    organisation,
    organisationWhere: (test, kind = 'ENT') => searching(() => organisation(kind), test),
    person,
    personWhere: test => searching(person, test),
    licence: subject => ({ ...inventLicence(context(subject), 0), status: 'VALID', unit: ownUnit('MKT', subject) }),
    penalty: subject => ({
      ...inventPenalty(context(subject), 0),
      status: 'VALID',
      unit: ownUnit('MKT', subject),
      kinds: ['03'],
      fine: 500_000,
      confiscated: null,
    }),
    list: (subject, domain = 'B05', state = 'effective') => {
      const entry = inventListEntry(
        context(subject),
        reference.domains.find(found => found.code === domain)!,
        state,
      )
      return { ...entry, finder: reference.unitOfDomain(domain, p, subject.kind === 'NAT' ? '' : subject.city).name }
    },
    item: (subject, indicator = subject.kind === 'NAT' ? 'NAT-LAW-003' : 'ENT-OPS-001') => {
      const fact = inventIndicator(
        context(subject),
        reference.indicators.find(found => found.code === indicator)!,
        0,
      )
      return { ...fact, unit: reference.unitOfIndicator(indicator, p, subject.kind === 'NAT' ? '' : subject.city).name }
    },
    relation: (party, dimension, share = null) => ({ dimension, party, share, from: '2021-03-01', to: null }),
  }
}

/** Where a trap's row stands, and what is expected of it. */
export interface TrapNote {
  readonly province: Short
  readonly trap: string
  readonly dataset: string
  /** `table/key`, `file:line`, `zb/sid/block/row_no`, or a file's name. */
  readonly coordinate: string
  readonly expect: string
  readonly field: string | null
}
