import type { Day } from './day.ts'
import type { Points, RuleSet, TermPoint, Terms } from './generated/repair-rules.ts'
import { type Answer, type UnknownReason, ruleUnknown } from './repair-answer.ts'
import type { Finding } from './repair-finding.ts'

/** A point on which rule sets speak, other than the terms. */
export type PointName = Exclude<keyof Points, 'terms'>
/** What is due or may be done within a term. */
export type Duty = keyof Terms
/** What a point says where it is stated. */
export type PointValue<K extends PointName> = NonNullable<NonNullable<Points[K]>['value']>
/** The term of a duty: the event it begins with and its sense are known even where its length is open; null where no rule set speaks. */
export type TermAnswer = Answer<NonNullable<TermPoint['value']>> & { readonly term: Pick<TermPoint, 'from' | 'sense'> | null }

/** The rules that hold for a finding and an application, each point answered on its own. */
export interface ChosenRules {
  readonly finding: Finding
  readonly appliedOn: Day | null
  point<K extends PointName>(name: K): Answer<PointValue<K>>
  term(duty: Duty): TermAnswer
}

/** The rule sets with their order of precedence. */
export interface RepairLaw {
  readonly ruleSets: readonly RuleSet[]
  /** The rules for a finding: by the day of the finding where publication and lapse of time are concerned, else by the day of the application (null: there is none). */
  choose(finding: Finding, appliedOn: Day | null): ChosenRules
  /** As if one rule set alone held, everywhere and always; null where there is none of that id. */
  under(ruleSet: string): RepairLaw | null
}

const RANKS = ['VERTICAL', 'NATIONAL', 'PROVINCIAL'] as const
const BY_FINDING: ReadonlySet<PointName> = new Set(['severities', 'publicity', 'naturalRepair'])

type Candidates = readonly RuleSet[] | UnknownReason
interface Spoken<T> {
  readonly value: T | null
  readonly article: string | null
  readonly source: string
  readonly open: string | null
}

const inForce = (set: RuleSet, day: Day): boolean => set.inForceFrom <= day && (set.inForceTo === null || day <= set.inForceTo)
const within = (values: readonly string[] | null, value: string | null): boolean => values === null || (value !== null && values.includes(value))

/** Which rule sets hold on a day, the prevailing one first. A vertical system's findings go by its own rules and the nation's, never by a province's. */
function candidatesOn(ruleSets: readonly RuleSet[], verticals: ReadonlySet<string>, finding: Finding, day: Day): Candidates {
  if (finding.system === null) return 'FINDER_UNKNOWN'
  const vertical = verticals.has(finding.system)
  const holding = ruleSets.filter(
    set => inForce(set, day) && within(set.systems, finding.system) && within(set.provinces, finding.province) && !(vertical && set.rank === 'PROVINCIAL'),
  )
  if (vertical && !holding.some(set => set.rank === 'VERTICAL')) return 'VERTICAL_SYSTEM'
  return holding.length === 0 ? 'NONE_IN_FORCE' : holding.toSorted((a, b) => RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank))
}

/** A point speaks on a finding unless it names the kinds it is about and the finding's is not among them. */
function speaks<T>(point: Spoken<T>, name: PointName, { kind }: Finding): boolean {
  if (point.value === null) return true
  const kinds =
    name === 'publicity'
      ? (point.value as PointValue<'publicity'>).periods.flatMap(period => period.kinds)
      : name === 'decider'
        ? (point.value as PointValue<'decider'>).flatMap(each => each.kinds)
        : [kind]
  return kinds.includes(kind)
}

function answerOf<P extends Spoken<unknown>>(
  candidates: Candidates,
  pick: (points: Points) => P | null,
): { answer: Answer<NonNullable<P['value']>>; point: P | null } {
  if (typeof candidates === 'string') return { answer: ruleUnknown(candidates), point: null }
  for (const set of candidates) {
    const point = pick(set.points)
    if (point === null) continue
    const basis = { ruleSet: set.id, article: point.article, source: point.source }
    const value = point.value as NonNullable<P['value']> | null
    if (value !== null) return { answer: { state: 'STATED', value, open: point.open, ...basis }, point }
    return { answer: { state: 'OPEN', value: null, open: point.open ?? '', ...basis }, point }
  }
  return { answer: ruleUnknown('SILENT'), point: null }
}

/** Makes the law of rule sets. `verticals`: the functions that have rules of their own (vertical-systems.csv). */
export function createRepairLaw(ruleSets: readonly RuleSet[], verticals: ReadonlySet<string>): RepairLaw {
  return {
    ruleSets,
    choose(finding, appliedOn) {
      const found = candidatesOn(ruleSets, verticals, finding, finding.foundOn)
      const applied: Candidates = appliedOn === null ? 'NOT_APPLIED_FOR' : candidatesOn(ruleSets, verticals, finding, appliedOn)
      return {
        finding,
        appliedOn,
        point<K extends PointName>(name: K) {
          const pick = (points: Points): Spoken<PointValue<K>> | null => {
            const point = points[name] as Spoken<PointValue<K>> | null
            return point !== null && speaks(point, name, finding) ? point : null
          }
          return answerOf(BY_FINDING.has(name) ? found : applied, pick).answer as Answer<PointValue<K>>
        },
        term(duty) {
          const { answer, point } = answerOf(applied, points => points.terms[duty])
          return { ...answer, term: point && { from: point.from, sense: point.sense } }
        },
      }
    },
    under(id) {
      const set = ruleSets.find(each => each.id === id)
      return set === undefined ? null : createRepairLaw([{ ...set, provinces: null, systems: null, inForceFrom: '1000-01-01', inForceTo: null }], new Set())
    },
  }
}
