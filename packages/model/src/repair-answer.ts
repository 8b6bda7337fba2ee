/** Why no rule set answers: none is in force for such a finding, the finder's vertical system has rules that the data do not hold, the finder is not known, or those that hold are silent. */
export type UnknownReason = 'NONE_IN_FORCE' | 'VERTICAL_SYSTEM' | 'FINDER_UNKNOWN' | 'SILENT' | 'NOT_APPLIED_FOR'

/** The place of the law that a statement rests on. */
export interface LegalBasis {
  readonly ruleSet: string
  /** null where the texts at hand do not tell the article. */
  readonly article: string | null
  readonly source: string
}

/** What the law says on a point: stated (`open` keeps a doubt), left open by the texts at hand (`open` says why), or RULE_UNKNOWN: never another rule set's. */
export type Answer<T> =
  | ({ readonly state: 'STATED'; readonly value: T; readonly open: string | null } & LegalBasis)
  | ({ readonly state: 'OPEN'; readonly value: null; readonly open: string } & LegalBasis)
  | RuleUnknown

/** No rule set is known that speaks on the point. */
export interface RuleUnknown {
  readonly state: 'RULE_UNKNOWN'
  readonly why: UnknownReason
  readonly value: null
  readonly open: string
  readonly ruleSet: null
  readonly article: null
  readonly source: null
}

const REASONS: Readonly<Record<UnknownReason, string>> = {
  NONE_IN_FORCE: 'no rule set was in force for such a finding on the day',
  VERTICAL_SYSTEM: 'the finder belongs to a vertical system whose own rules the data do not hold',
  FINDER_UNKNOWN: 'the finder is not known, so that a vertical system may have its own rules',
  SILENT: 'the rule sets that hold are silent on the point',
  NOT_APPLIED_FOR: 'the rule set goes by the day of an application, and there is none',
}

/** RULE_UNKNOWN with its reason. */
export const ruleUnknown = (why: UnknownReason): RuleUnknown => ({
  state: 'RULE_UNKNOWN',
  why,
  value: null,
  open: REASONS[why],
  ruleSet: null,
  article: null,
  source: null,
})

/** The same answer about something that follows from its value. */
export function answerWith<T, U>(answer: Answer<T>, make: (value: T) => U): Answer<U> {
  return answer.state === 'STATED' ? { ...answer, value: make(answer.value) } : answer
}
