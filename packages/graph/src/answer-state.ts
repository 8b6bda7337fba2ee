import type { GraphBuilder } from './builder.ts'

/** Adds RepairRuleState: does the law state it, leave it open, or is no rule set known? */
export const addAnswerState = (builder: GraphBuilder) =>
  builder.enumType('RepairRuleState', {
    description: 'STATED by a rule set; OPEN: the texts at hand leave it open, and it is not guessed; RULE_UNKNOWN: no rule set is known that speaks on it.',
    values: ['STATED', 'OPEN', 'RULE_UNKNOWN'] as const,
  })
