import { addYears } from './calendar-period.ts'
import { type Day, dayAfter } from './day.ts'
import { type Answer, answerWith } from './repair-answer.ts'
import type { ChosenRules, PointValue } from './repair-law.ts'

/** Repair by the lapse of time (自然修复): from `on` the item is no longer there (DELETE leaves no annotation); null past the last day that can be written. */
export interface NaturalRepair {
  readonly on: Day | null
  readonly effect: PointValue<'naturalRepair'>['effect']
}

/** The first day on which the finding is repaired by the lapse of full years since it was made. */
export function naturalRepairOn(rules: ChosenRules): Answer<NaturalRepair> {
  return answerWith(rules.point('naturalRepair'), ({ years, effect }) => ({ on: dayAfter(addYears(rules.finding.foundOn, years)), effect }))
}
