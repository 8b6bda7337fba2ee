import { deadlinesOf, mayApplyFrom, naturalRepairOn, publicityOf, type Deadline, type RepairLaw, type Workdays } from '@delta/model'
import type { Question } from './questions.ts'

const dayOf = ({ day, provisional }: Deadline): object => ({ day, provisional })

/** What the project answers, in the words that the foreign program uses. */
export function ourAnswer(question: Question, law: RepairLaw, workdays: Workdays): unknown {
  const { on } = question
  switch (question.ask) {
    case 'workday':
      return workdays.isWorkday(on)
    case 'workdays':
      return dayOf(workdays.afterWorkdays(on, question.count))
    case 'months':
      return dayOf(workdays.afterMonths(on, question.count))
    case 'publicity': {
      const answer = publicityOf(law.choose(question.finding, null))
      if (answer.state === 'RULE_UNKNOWN') return { why: answer.why }
      const { minUntil, maxUntil, stopsBy, provisional, ruleSet } = answer
      return { set: ruleSet, minUntil, maxUntil, stopsBy, provisional }
    }
    case 'natural repair': {
      const answer = naturalRepairOn(law.choose(question.finding, null))
      return answer.state === 'STATED' ? { set: answer.ruleSet, on: answer.value.on } : answer.state === 'OPEN' ? answer : { why: answer.why }
    }
    case 'may apply': {
      const answer = mayApplyFrom(law.choose(question.finding, on))
      return answer.state === 'STATED' ? { set: answer.ruleSet, day: answer.value } : answer.state === 'OPEN' ? answer : { why: answer.why }
    }
    case 'terms': {
      const terms = deadlinesOf(question.event, on, law.choose(question.finding, question.applied), workdays)
      return Object.fromEntries(terms.map(({ duty, ruleSet, article, due, unlimited }) => [duty, { set: ruleSet, article, due: due && dayOf(due), unlimited }]))
    }
  }
}
