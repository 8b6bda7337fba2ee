import { addYears } from './calendar-period.ts'
import { type Day, dayAfter } from './day.ts'
import type { Answer } from './repair-answer.ts'
import type { ChosenRules } from './repair-law.ts'
import { publicityOf } from './publicity.ts'

/** From when repair may be applied for; `provisional` where that rests on an assumption. */
export type Waiting = Answer<Day> & { readonly provisional: boolean }

/** The day after a last day; the last that can be written where none follows. */
const following = (day: Day): Day => dayAfter(day) ?? day

/** The first day on which repair may be applied for: after full years, or after the shortest publication (on the day of the finding itself where there is none). */
export function mayApplyFrom(rules: ChosenRules): Waiting {
  const answer = rules.point('waiting')
  if (answer.state !== 'STATED') return { ...answer, provisional: false }
  const { foundOn } = rules.finding
  const { years, sectorMayBeLonger } = answer.value
  if (years !== null) return { ...answer, value: following(addYears(foundOn, years)), provisional: sectorMayBeLonger }
  const publicity = publicityOf(rules)
  if (publicity.state === 'RULE_UNKNOWN') return { ...publicity, provisional: false }
  const { minUntil, provisional, open } = publicity
  if (minUntil === null) return { ...answer, state: 'OPEN', value: null, open: open.join('; '), provisional }
  return { ...answer, value: minUntil === foundOn ? foundOn : following(minUntil), provisional }
}
