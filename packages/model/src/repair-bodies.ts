import type { Decider, NoticeTo, ObjectionBody } from './generated/repair-rules.ts'
import { type Answer, answerWith } from './repair-answer.ts'
import type { ChosenRules } from './repair-law.ts'

/** Whose objection. */
export type Objector = 'SUBJECT' | 'THIRD_PARTY'

const LEVEL = 'the level of the finder is not known, or the rules name no body for it'

function atLevel<E extends { readonly levels: readonly string[] }, T>(rules: ChosenRules, answer: Answer<readonly E[]>, pick: (entry: E) => T): Answer<T> {
  if (answer.state !== 'STATED') return answer
  const entry = answer.value.find(({ levels }) => rules.finding.level !== null && levels.includes(rules.finding.level))
  return entry === undefined ? { ...answer, state: 'OPEN', value: null, open: LEVEL } : { ...answer, value: pick(entry) }
}

/** Who decides on the repair of the finding: the unit that made it (谁认定、谁修复), or the single window. */
export const deciderOf = (rules: ChosenRules): Answer<Decider[number]['body']> => {
  const answer = rules.point('decider')
  if (answer.state !== 'STATED') return answer
  const entry = answer.value.find(({ kinds }) => kinds.includes(rules.finding.kind))
  return entry === undefined
    ? { ...answer, state: 'OPEN', value: null, open: 'no decider is stated for this kind of finding' }
    : { ...answer, value: entry.body }
}

/** Which credit body (公共信用工作机构) is told of the repair, by the level of the finder. */
export const creditBodyOf = (rules: ChosenRules): Answer<NoticeTo[number]['body']> => atLevel(rules, rules.point('noticeTo'), ({ body }) => body)

/** To which bodies an objection goes, by who objects and by the level of the deciding unit. */
export const objectionBodiesOf = (rules: ChosenRules, by: Objector): Answer<readonly ObjectionBody[]> =>
  atLevel(rules, rules.point(by === 'SUBJECT' ? 'subjectObjection' : 'thirdPartyObjection'), ({ bodies }) => bodies)

const ONLY_REPAIR = 'the texts at hand tell of objections to decisions on repair, not to the finding itself'

/** To which bodies an objection against the finding itself goes: no text at hand tells, so it stays open. */
export const findingObjectionBodies = (rules: ChosenRules): Answer<readonly ObjectionBody[]> => {
  const answer = rules.point('subjectObjection')
  if (answer.state === 'RULE_UNKNOWN') return answer
  return { state: 'OPEN', value: null, open: ONLY_REPAIR, ruleSet: answer.ruleSet, article: null, source: answer.source }
}

/** The text that annotates the repaired item, with the unit that agreed. */
export const annotationOf = (rules: ChosenRules, unitName: string): Answer<string> =>
  answerWith(rules.point('annotation'), text => text.replace(/XXX(（[^）]*）)?/u, () => unitName))
