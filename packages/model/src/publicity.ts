import { addMonths } from './calendar-period.ts'
import { type Day, dayAfter } from './day.ts'
import type { SectorOverlay, Severity } from './generated/repair-rules.ts'
import type { LegalBasis, RuleUnknown } from './repair-answer.ts'
import type { Finding } from './repair-finding.ts'
import type { ChosenRules, PointValue } from './repair-law.ts'

/** How long a finding is published (公示期). */
export interface Publicity extends LegalBasis {
  readonly state: 'STATED' | 'OPEN'
  /** The last day of the shortest publication; the day of the finding where there is none. */
  readonly minUntil: Day | null
  /** The last day of the longest publication. */
  readonly maxUntil: Day | null
  /** The first day on which it is no longer published, even if nobody does anything; null where it does not end by itself. */
  readonly stopsBy: Day | null
  /** false: such findings are normally not published at all. */
  readonly normallyPublished: boolean | null
  /** The severity reckoned with; null where the period does not depend on it. */
  readonly severity: Severity | null
  /** The sectors that lengthen the shortest publication. */
  readonly sectors: readonly string[]
  /** The days rest on an assumption that `open` names. */
  readonly provisional: boolean
  readonly open: readonly string[]
}

const ASSUMED = 'no severity is stated: treated as 一般'

const belongs = (sector: SectorOverlay, { sectors, system, domain }: Finding): boolean =>
  sectors.includes(sector.sector) || (system !== null && sector.functions.includes(system)) || (domain !== null && sector.domains.includes(domain))

const mayBelong = (sector: SectorOverlay, { sectors, system, domain }: Finding): boolean =>
  sectors.length === 0 && domain === null && system !== null && sector.unclearFunctions.includes(system)

function periodOf(
  { periods }: PointValue<'publicity'>,
  { kind, severity }: Finding,
): { period: PointValue<'publicity'>['periods'][number] | null; assumed: boolean } {
  const ofKind = periods.filter(period => period.kinds.includes(kind))
  const any = ofKind.find(period => period.severity === null)
  if (any !== undefined) return { period: any, assumed: false }
  return { period: ofKind.find(period => period.severity === (severity ?? 'GENERAL')) ?? null, assumed: severity === null }
}

/** The publication of the finding that the rules were chosen for. It lasts whole months, is counted from the day of the finding and is not prolonged over days of rest, since nobody has to act on its last day. */
export function publicityOf(rules: ChosenRules): Publicity | RuleUnknown {
  const answer = rules.point('publicity')
  if (answer.state === 'RULE_UNKNOWN') return answer
  const { finding } = rules
  const { ruleSet, article, source } = answer
  const none = { minUntil: null, maxUntil: null, stopsBy: null, normallyPublished: null, severity: null, sectors: [], provisional: false }
  if (answer.state === 'OPEN') return { ...none, state: 'OPEN', open: [answer.open], ruleSet, article, source }
  const { period, assumed } = periodOf(answer.value, finding)
  if (period === null) return { ...none, state: 'OPEN', open: ['no period is stated for the severity'], ruleSet, article, source }
  const sectors = answer.value.sectors.filter(sector => belongs(sector, finding))
  const unclear = answer.value.sectors.filter(sector => !sectors.includes(sector) && mayBelong(sector, finding) && sector.minMonths > period.minMonths)
  const maxUntil = addMonths(finding.foundOn, period.maxMonths)
  return {
    state: 'STATED',
    minUntil: addMonths(finding.foundOn, Math.max(period.minMonths, ...sectors.map(sector => sector.minMonths))),
    maxUntil,
    stopsBy: answer.value.stopsByItself ? dayAfter(maxUntil) : null,
    normallyPublished: period.normallyPublished,
    severity: period.severity,
    sectors: sectors.map(sector => sector.sector),
    provisional: assumed || unclear.length > 0,
    open: [
      ...(assumed ? [ASSUMED] : []),
      ...unclear.map(sector => `the finder's function does not tell whether this is ${sector.name}: then ${sector.minMonths} months at least`),
      ...sectors.flatMap(sector => sector.open ?? []),
      ...(answer.open === null ? [] : [answer.open]),
    ],
    ruleSet,
    article,
    source,
  }
}
