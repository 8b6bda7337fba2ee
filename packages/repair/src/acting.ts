import type { Role } from '@delta/access'
import { type Answer, type Catalogue, type Day, type ObjectionBody, type Province, type RepairParty, type RepairStep } from '@delta/model'

/** Whose case it is, and what the rules say of who acts. */
export interface ActingScope {
  readonly province: Province
  /** The unit that made the finding. */
  readonly unit: string
  readonly subjectId: string
  /** The unit that has applied for the subject; null where the subject did itself, or nobody yet. */
  readonly applicant: string | null
  readonly decider: 'FINDER' | 'CREDIT_CHINA' | null
  /** Where the pending objection goes; null where none is pending. */
  readonly bodies: Answer<readonly ObjectionBody[]> | null
}

/** As what somebody acts in a case: the party, and the unit where it is one. */
export interface Actor {
  readonly party: RepairParty
  readonly unit: string | null
}

/** For whom a unit or a province objects. */
export type ObjectsFor = 'SUBJECT' | 'THIRD_PARTY'

const OF_APPLICANT: ReadonlySet<RepairStep> = new Set(['APPLY', 'SUPPLEMENT', 'WITHDRAW'])
const OF_CREDIT_BODY: ReadonlySet<RepairStep> = new Set(['ANNOTATE', 'SYNC'])
const ON_OBJECTION: ReadonlySet<RepairStep> = new Set(['UPHOLD_OBJECTION', 'DISMISS_OBJECTION'])
const OF_DECIDER: ReadonlySet<RepairStep> = new Set(['ASK_SUPPLEMENT', 'COMPLETE', 'ACCEPT', 'DECLINE', 'APPROVE', 'REFUSE', 'PUBLICISE', 'CONFIRM', 'NOTIFY'])

/**
 * Tells as what a role takes a step: the unit that made the finding (or its heir) decides; the credit body of the province (公共信用工作机构, and its unit of function XYZX)
 * annotates and synchronises; the single window (信用中国) is run by the province's lead department (function FGW). A unit or the province may apply for the subject, and adds to or withdraws what itself has applied for.
 * null: this role has no part in it.
 */
export function createActing(catalogue: Catalogue): (role: Role, step: RepairStep, scope: ActingScope, today: Day, objectsFor?: ObjectsFor) => Actor | null {
  const unitOf = (fn: string, { province }: ActingScope, today: Day): string | null => catalogue.unitOfFunction(fn, province, null, today)

  const bodiesOf = (scope: ActingScope, today: Day): readonly (string | null)[] => {
    if (scope.bodies?.state !== 'STATED') return []
    // A superior of a bureau below the province is the province's unit of the same function: the one that the item's drill ends at.
    return scope.bodies.value.map(body => (body === 'PROVINCIAL_FGW' ? unitOf('FGW', scope, today) : scope.unit))
  }

  const onBehalf = (unit: string | null, step: RepairStep, { applicant }: ActingScope, today: Day): Actor | null =>
    step === 'APPLY' || (applicant !== null && (applicant === unit || catalogue.heirOn(applicant, today) === unit)) ? { party: 'AGENT', unit } : null

  const asProvince = (step: RepairStep, scope: ActingScope, today: Day, objectsFor: ObjectsFor): Actor | null => {
    const creditBody = unitOf('XYZX', scope, today)
    const lead = unitOf('FGW', scope, today)
    if (OF_APPLICANT.has(step)) return onBehalf(creditBody, step, scope, today)
    if (step === 'OBJECT') return { party: objectsFor === 'SUBJECT' ? 'AGENT' : 'THIRD_PARTY', unit: creditBody }
    if (OF_CREDIT_BODY.has(step)) return { party: 'CREDIT_BODY', unit: creditBody }
    if (step === 'FORWARD' || (OF_DECIDER.has(step) && scope.decider === 'CREDIT_CHINA')) return { party: 'CREDIT_CHINA', unit: lead }
    // Where the law leaves open which body decides, the province records who did; nobody is guessed.
    if (ON_OBJECTION.has(step) && scope.bodies?.state === 'OPEN') return { party: 'OBJECTION_BODY', unit: lead }
    return null
  }

  const asUnit = (unit: string, step: RepairStep, scope: ActingScope, today: Day, objectsFor: ObjectsFor): Actor | null => {
    const finder = unit === scope.unit || catalogue.heirOn(scope.unit, today) === unit
    if (OF_APPLICANT.has(step)) return onBehalf(unit, step, scope, today)
    if (step === 'OBJECT') return { party: objectsFor === 'SUBJECT' ? 'AGENT' : 'THIRD_PARTY', unit }
    if (ON_OBJECTION.has(step)) return bodiesOf(scope, today).includes(unit) ? { party: 'OBJECTION_BODY', unit } : null
    if (OF_CREDIT_BODY.has(step)) return unit === unitOf('XYZX', scope, today) ? { party: 'CREDIT_BODY', unit } : null
    if (finder && OF_DECIDER.has(step) && scope.decider === 'FINDER') return { party: 'FINDER', unit }
    return unit === unitOf('FGW', scope, today) && (step === 'FORWARD' || (OF_DECIDER.has(step) && scope.decider === 'CREDIT_CHINA'))
      ? { party: 'CREDIT_CHINA', unit }
      : null
  }

  return ({ kind, scope: own }, step, scope, today, objectsFor = 'SUBJECT') => {
    if (kind === 'subject') {
      if (own === scope.subjectId) return OF_APPLICANT.has(step) || step === 'OBJECT' ? { party: 'SUBJECT', unit: null } : null
      return step === 'OBJECT' ? { party: 'THIRD_PARTY', unit: null } : null
    }
    if (kind === 'province') return own === scope.province ? asProvince(step, scope, today, objectsFor) : null
    return kind === 'unit' && catalogue.unitServes(own!, scope.province, today) ? asUnit(own!, step, scope, today, objectsFor) : null
  }
}
