import type { TermStart } from './generated/repair-rules.ts'
import type { RepairNotice } from './generated/records.ts'
import { deciderOf } from './repair-bodies.ts'
import type { ChosenRules, Duty } from './repair-law.ts'

/** A step of a repair case (信用修复), and as what somebody takes it. */
export type RepairStep = RepairNotice['step']
export type RepairParty = RepairNotice['party']

/** The steps of a case in the order in which they are thought of. */
export const STEPS: readonly RepairStep[] = [
  'APPLY',
  'FORWARD',
  'ASK_SUPPLEMENT',
  'SUPPLEMENT',
  'COMPLETE',
  'ACCEPT',
  'DECLINE',
  'APPROVE',
  'REFUSE',
  'PUBLICISE',
  'CONFIRM',
  'NOTIFY',
  'ANNOTATE',
  'SYNC',
  'NATURAL_REPAIR',
  'OBJECT',
  'UPHOLD_OBJECTION',
  'DISMISS_OBJECTION',
  'WITHDRAW',
]

/** What the chosen rules make of the way of a case. */
export interface Procedure {
  /** Who decides; null where that is open or no rule set is known: then there is no case. */
  readonly decider: 'FINDER' | 'CREDIT_CHINA' | null
  /** The single window hands the application on to the finder. */
  readonly forwarded: boolean
  /** The event that acceptance, or review, waits for; null where the rules know no such step. */
  readonly acceptanceAfter: TermStart | null
  readonly reviewAfter: TermStart | null
  readonly published: boolean
  readonly annotated: boolean
  readonly synced: boolean
}

/** The way of a case under the rules. */
export function procedureOf(rules: ChosenRules): Procedure {
  const decider = deciderOf(rules).value
  const after = (duty: Duty): TermStart | null => rules.term(duty).term?.from ?? null
  return {
    decider,
    forwarded: decider === 'FINDER' && rules.point('channel').value === 'CREDIT_CHINA',
    acceptanceAfter: after('ACCEPTANCE'),
    reviewAfter: after('REVIEW'),
    published: after('PUBLICITY') !== null,
    annotated: rules.point('annotation').state !== 'RULE_UNKNOWN',
    synced: after('SYNC') !== null,
  }
}

/** As what a step may be taken. What somebody has applied for itself nobody else adds to or withdraws: `appliedBy` is as what the application was made, null before it. */
export function partiesOf(step: RepairStep, { decider }: Procedure, appliedBy: RepairParty | null): readonly RepairParty[] {
  switch (step) {
    case 'APPLY':
      return ['SUBJECT', 'AGENT']
    case 'SUPPLEMENT':
    case 'WITHDRAW':
      return appliedBy === 'AGENT' ? ['SUBJECT', 'AGENT'] : ['SUBJECT']
    case 'FORWARD':
      return ['CREDIT_CHINA']
    case 'ANNOTATE':
    case 'SYNC':
      return ['CREDIT_BODY']
    case 'NATURAL_REPAIR':
      return ['GATEWAY']
    case 'OBJECT':
      return ['SUBJECT', 'AGENT', 'THIRD_PARTY']
    case 'UPHOLD_OBJECTION':
    case 'DISMISS_OBJECTION':
      return ['OBJECTION_BODY']
    default:
      return decider === null ? [] : [decider]
  }
}
