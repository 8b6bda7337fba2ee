import type { Day } from './day.ts'
import type { TermPoint, TermStart } from './generated/repair-rules.ts'
import type { ChosenRules, Duty, TermAnswer } from './repair-law.ts'
import type { Deadline, Workdays } from './workday.ts'

/** The duties that rule sets give terms for. */
export const DUTIES: readonly Duty[] = [
  'ACCEPTANCE',
  'REVIEW',
  'FEEDBACK',
  'PUBLICITY',
  'NOTICE',
  'ANNOTATION',
  'SYNC',
  'SUBJECT_OBJECTION',
  'THIRD_PARTY_OBJECTION',
  'OBJECTION_DECISION',
]

/** A term that has begun. `due` is null where its length is open, or where the text sets no limit (`unlimited`). */
export interface RunningTerm {
  readonly duty: Duty
  /** To be done by the last day, goes on until the last day, or a right that lapses after it. */
  readonly sense: TermPoint['sense']
  readonly begins: Day
  readonly due: Deadline | null
  readonly unlimited: boolean
  readonly state: 'STATED' | 'OPEN'
  readonly ruleSet: string
  readonly article: string | null
  readonly source: string
  readonly open: string | null
}

/** The last day of a stated term that begins on a day; null without a limit. */
function dueOf(answer: TermAnswer & { state: 'STATED' }, begins: Day, workdays: Workdays): Deadline | null {
  const { count, unit } = answer.value
  if (count === null || unit === 'NONE') return null
  return unit === 'MONTH' ? workdays.afterMonths(begins, count) : workdays.afterWorkdays(begins, count)
}

/** The term of one duty that begins on a day; null where no rule set speaks of it. */
function runningTerm(duty: Duty, answer: TermAnswer, begins: Day, workdays: Workdays): RunningTerm | null {
  if (answer.term === null || answer.state === 'RULE_UNKNOWN') return null
  const { ruleSet, article, source, open } = answer
  const basis = { duty, sense: answer.term.sense, begins, ruleSet, article, source, open }
  if (answer.state === 'OPEN') return { ...basis, due: null, unlimited: false, state: 'OPEN' }
  const due = dueOf(answer, begins, workdays)
  return { ...basis, due, unlimited: due === null, state: 'STATED' }
}

/** The terms that an event begins on its day. */
export function deadlinesOf(event: TermStart, on: Day, rules: ChosenRules, workdays: Workdays): RunningTerm[] {
  return DUTIES.flatMap(duty => {
    const answer = rules.term(duty)
    return answer.term?.from === event ? (runningTerm(duty, answer, on, workdays) ?? []) : []
  })
}
