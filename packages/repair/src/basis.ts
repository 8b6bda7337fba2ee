import type { ChosenRules, Duty, LegalBasis, PointName, RepairStep } from '@delta/model'

type Rests = { readonly point: PointName } | { readonly duty: Duty } | null

const RESTS_ON: Readonly<Record<RepairStep, Rests>> = {
  APPLY: { point: 'channel' },
  FORWARD: { point: 'channel' },
  ASK_SUPPLEMENT: { point: 'materials' },
  SUPPLEMENT: { point: 'materials' },
  COMPLETE: { point: 'materials' },
  ACCEPT: { duty: 'ACCEPTANCE' },
  DECLINE: { duty: 'ACCEPTANCE' },
  APPROVE: { point: 'decider' },
  REFUSE: { point: 'decider' },
  PUBLICISE: { duty: 'PUBLICITY' },
  CONFIRM: { point: 'decider' },
  NOTIFY: { point: 'noticeTo' },
  ANNOTATE: { point: 'annotation' },
  SYNC: { duty: 'SYNC' },
  NATURAL_REPAIR: { point: 'naturalRepair' },
  OBJECT: { duty: 'OBJECTION_DECISION' },
  UPHOLD_OBJECTION: { duty: 'OBJECTION_DECISION' },
  DISMISS_OBJECTION: { duty: 'OBJECTION_DECISION' },
  WITHDRAW: null,
}

/** The rule set and the article that a step goes by; null where none is known to speak of it. */
export function basisOf(step: RepairStep, rules: ChosenRules): { readonly ruleSet: LegalBasis['ruleSet'] | null; readonly article: string | null } {
  const rests = RESTS_ON[step]
  const answer = rests === null ? null : 'point' in rests ? rules.point(rests.point) : rules.term(rests.duty)
  return { ruleSet: answer?.ruleSet ?? null, article: answer?.article ?? null }
}
