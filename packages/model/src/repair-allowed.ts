import type { Day } from './day.ts'
import { mayApplyFrom } from './may-apply-from.ts'
import { naturalRepairOn } from './natural-repair.ts'
import { findingObjectionBodies, type Objector, objectionBodiesOf } from './repair-bodies.ts'
import type { ChosenRules } from './repair-law.ts'
import { type Procedure, type RepairParty, type RepairStep, partiesOf } from './repair-procedure.ts'
import { type Progress, pendingObjection } from './repair-progress.ts'

/** Why a step may not be taken. */
export type RepairFault =
  | 'STEP_NOT_ALLOWED'
  | 'PARTY_NOT_ALLOWED'
  | 'TOO_EARLY'
  | 'TOO_LATE'
  | 'SERIOUS_LIST'
  | 'OBJECTION_PENDING'
  | 'OBJECTION_UNKNOWN'
  | 'REASON_REQUIRED'
  | 'RULE_UNKNOWN'
  | 'TIME_REVERSED'
  | 'TIME_INVALID'
  | 'CALENDAR_UNKNOWN'

/** What a step is judged by. */
export interface Situation {
  readonly rules: ChosenRules
  readonly procedure: Procedure
  readonly progress: Progress
  readonly on: Day
  /** Does a list marked serious hold the subject on a day? (The entry that is to be repaired counts where the caller counts it.) */
  readonly seriousListed: (day: Day) => boolean
}

const wrong = 'STEP_NOT_ALLOWED'
const unless = (allowed: boolean): RepairFault | null => (allowed ? null : wrong)

/** As whom an objection is raised: who acts for the subject objects as the subject. */
export const objectorOf = (party: RepairParty): Objector => (party === 'THIRD_PARTY' ? 'THIRD_PARTY' : 'SUBJECT')

function applying({ rules, procedure, progress: { done, outcome }, on }: Situation): RepairFault | null {
  if (outcome !== null || done.size > 0) return wrong
  if (procedure.decider === null) return 'RULE_UNKNOWN'
  const from = mayApplyFrom(rules)
  return from.state === 'STATED' && on < from.value ? 'TOO_EARLY' : null
}

/** Material is examined once it has reached the decider, and until it decides. */
const examining = ({ procedure, progress: { done, outcome } }: Situation): boolean =>
  outcome === null && done.has(procedure.forwarded ? 'FORWARD' : 'APPLY') && !done.has('APPROVE') && !done.has('REFUSE') && !done.has('ASK_SUPPLEMENT')

const reached = ({ done }: Progress, event: string | null): boolean => event === null || done.has(event as RepairStep)

const blocked = ({ rules, seriousListed, on }: Situation): boolean => rules.point('seriousListBlocks').state === 'STATED' && seriousListed(on)

function approving(situation: Situation): RepairFault | null {
  if (!examining(situation) || !reached(situation.progress, situation.procedure.reviewAfter)) return wrong
  return blocked(situation) ? 'SERIOUS_LIST' : null
}

function confirming(situation: Situation): RepairFault | null {
  const { progress, procedure, on } = situation
  if (progress.outcome !== null || !progress.done.has('APPROVE') || (procedure.published && !progress.done.has('PUBLICISE'))) return wrong
  if (pendingObjection(progress) !== null) return 'OBJECTION_PENDING'
  const publication = progress.terms.find(({ duty }) => duty === 'PUBLICITY')
  if (publication?.due && on <= publication.due.day) return 'TOO_EARLY'
  if (publication?.due?.provisional) return 'CALENDAR_UNKNOWN'
  return blocked(situation) ? 'SERIOUS_LIST' : null
}

/** Without an application an objection is one against the finding itself: the subject raises it. */
function objectingToFinding({ rules, progress }: Situation, by: Objector): RepairFault | null {
  if (by !== 'SUBJECT' || progress.outcome !== null) return wrong
  if (findingObjectionBodies(rules).state === 'RULE_UNKNOWN') return 'RULE_UNKNOWN'
  return pendingObjection(progress) === null ? null : 'OBJECTION_PENDING'
}

function objecting(situation: Situation, by: Objector): RepairFault | null {
  const { rules, progress, on } = situation
  if (!progress.done.has('APPLY')) return objectingToFinding(situation, by)
  const { terms, objections, done, outcome } = progress
  const right = terms.findLast(({ duty, void: ended }) => !ended && duty === (by === 'SUBJECT' ? 'SUBJECT_OBJECTION' : 'THIRD_PARTY_OBJECTION'))
  const refusedOn = done.get('REFUSE')
  if (right === undefined || (by === 'SUBJECT' ? outcome !== 'REFUSED' || refusedOn === undefined : outcome !== null && outcome !== 'REPAIRED')) return wrong
  if (objectionBodiesOf(rules, by).state === 'RULE_UNKNOWN') return 'RULE_UNKNOWN'
  if (pendingObjection(progress) !== null) return 'OBJECTION_PENDING'
  if (by === 'SUBJECT' && objections.some(each => each.by === by && each.filedOn >= right.begins && each.decision?.upheld === false)) return wrong
  return right.due !== null && !right.due.provisional && on > right.due.day ? 'TOO_LATE' : null
}

function lapsing({ rules, progress: { outcome }, on }: Situation): RepairFault | null {
  if (outcome === 'REPAIRED' || outcome === 'DELETED' || outcome === 'FINDING_FELL') return wrong
  const lapse = naturalRepairOn(rules)
  if (lapse.state !== 'STATED') return 'RULE_UNKNOWN'
  return lapse.value.on === null || on < lapse.value.on ? 'TOO_EARLY' : null
}

function ofStep(step: RepairStep, situation: Situation, by: Objector): RepairFault | null {
  const { procedure, progress } = situation
  const { done, outcome } = progress
  switch (step) {
    case 'APPLY':
      return applying(situation)
    case 'FORWARD':
      return unless(procedure.forwarded && outcome === null && done.has('APPLY') && !done.has('FORWARD'))
    case 'ASK_SUPPLEMENT':
    case 'COMPLETE':
      return unless(examining(situation) && !done.has('COMPLETE') && !done.has('ACCEPT'))
    case 'SUPPLEMENT':
      return unless(outcome === null && done.has('ASK_SUPPLEMENT'))
    case 'ACCEPT':
    case 'DECLINE':
      return unless(procedure.acceptanceAfter !== null && examining(situation) && reached(progress, procedure.acceptanceAfter) && !done.has('ACCEPT'))
    case 'APPROVE':
      return approving(situation)
    case 'REFUSE':
      return unless(examining(situation) && reached(progress, procedure.reviewAfter))
    case 'PUBLICISE':
      return unless(procedure.published && outcome === null && done.has('APPROVE') && !done.has('PUBLICISE'))
    case 'CONFIRM':
      return confirming(situation)
    case 'NOTIFY':
      return unless(outcome === 'REPAIRED' && !done.has('NOTIFY'))
    case 'ANNOTATE':
      return unless(outcome === 'REPAIRED' && procedure.annotated && done.has('NOTIFY') && !done.has('ANNOTATE'))
    case 'SYNC':
      return unless(outcome === 'REPAIRED' && procedure.synced && !done.has('SYNC'))
    case 'NATURAL_REPAIR':
      return lapsing(situation)
    case 'OBJECT':
      return objecting(situation, by)
    case 'UPHOLD_OBJECTION':
    case 'DISMISS_OBJECTION':
      return unless(pendingObjection(progress) !== null)
    case 'WITHDRAW':
      return unless(outcome === null && done.has('APPLY'))
  }
}

/** Why a step may not be taken as this party in a situation; null where it may. */
export function whyNot(step: RepairStep, party: RepairParty, situation: Situation): RepairFault | null {
  const { last } = situation.progress
  if (last !== null && situation.on < last) return 'TIME_REVERSED'
  const fault = ofStep(step, situation, objectorOf(party))
  return fault ?? (partiesOf(step, situation.procedure, situation.progress.appliedBy).includes(party) ? null : 'PARTY_NOT_ALLOWED')
}
