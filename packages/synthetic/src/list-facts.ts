import { cityOf, stateName, type FactContext } from './fact-context.ts'
import { addDays } from '@delta/model'
import type { Domain } from './reference.ts'

/** How the life of a list entry stands. */
export const LIST_STATES = ['effective', 'open', 'expired', 'repaired', 'term', 'withdrawn', 'delisted', 'blank', 'soon', 'deleted'] as const
/** One of the list states. */
export type ListState = (typeof LIST_STATES)[number]

/** An invented list entry. */
export interface ListFact {
  readonly domain: Domain
  readonly state: ListState
  readonly caseNo: string
  readonly basis: string
  /** The finder's name (认定单位); null where the source names none. */
  readonly finder: string | null
  readonly authority: string
  readonly filed: string
  readonly from: string
  readonly to: string | null
  /** The first day not listed. */
  readonly removedOn: string | null
  /** Code of code list removal_reason; null with a removal day means: not said. */
  readonly reason: '1' | '2' | '3' | '4' | null
}

const PERSON_DOMAINS = new Set(['B23', 'B35', 'B36', 'B37', 'B43', 'R03'])

/** Domains in which persons are listed rather than organisations. */
export const isPersonDomain = (domain: string): boolean => PERSON_DOMAINS.has(domain)

const REASONS = { repaired: '1', term: '2', withdrawn: '3', delisted: '4' } as const

/** Invents a list entry of a domain in a state. */
export function inventListEntry(context: FactContext, domain: Domain, state: ListState): ListFact {
  const { p, random, reference, subject, today } = context
  const city = cityOf(context)
  const unit = reference.unitOfDomain(domain.code, p, city)
  const early = state === 'expired' && random.chance(0.3) && reference.earlierName(unit.code) !== null
  const from = early ? addDays('2016-01-01', random.int(900)) : addDays(today, -random.between(40, state === 'expired' ? 1_800 : 900))
  const years = random.pick([1, 2, 3, 5])
  const to =
    state === 'open'
      ? null
      : state === 'expired'
        ? addDays(from, 365) < today
          ? addDays(from, 365)
          : addDays(today, -1)
        : addDays(today, 30 + years * 200 + random.int(200))
  const reason = state in REASONS ? REASONS[state as keyof typeof REASONS] : null
  const removedOn = state === 'soon' ? addDays(today, random.between(3, 60)) : reason || state === 'blank' ? addDays(from, random.between(10, 39)) : null
  return {
    domain,
    state,
    reason: state === 'soon' ? '1' : reason,
    from,
    to,
    removedOn,
    filed: addDays(from, -random.between(20, 90)),
    caseNo: `（${from.slice(0, 4)}）${{ sh: '沪', js: '苏', zj: '浙', ah: '皖' }[p]}${city.slice(2, 4)}执${subject.index}${domain.number}号`,
    basis: `《${domain.name.replace(/\(.*\)/u, '')}管理办法》`,
    finder: random.chance(0.08) ? null : stateName(context, unit, city, from),
    authority: reference.unitOfFunction('COURT', p, city).name,
  }
}
