import type { CodeLists } from './code-list.ts'
import { type Day, isDay } from './day.ts'
import type { Evaluations } from './evaluation.ts'
import type { ArchiveItem } from './generated/records.ts'
import type { Indicator } from './terms.ts'

/** A commitment (信用承诺) and how it is being kept. */
export type Commitment = NonNullable<ArchiveItem['commitment']>

/** A 公共信用综合评价: the grade that a province's model gives on a day. */
export type Evaluation = NonNullable<ArchiveItem['evaluation']>

/** What a value tells beside its text. */
export interface StatedValue {
  readonly commitment?: Commitment
  readonly evaluation?: Evaluation
}

/** What a value is read with. */
export type ValueTerms = Pick<CodeLists, 'codeByName' | 'code'> & Pick<Evaluations, 'evaluationModel'>

const partsOf = (value: string): string[] => value.split(/[|｜]/u).map(part => part.trim())

const meaning = (terms: ValueTerms, list: string, text: string): string | null => (terms.codeByName(list, text) ?? terms.code(list, text))?.meaning ?? null

function commitmentOf(terms: ValueTerms, value: string, madeOn: Day): Commitment | null {
  const [stated = '', matter = '', due = '', kept = '', ...others] = partsOf(value)
  const kind = meaning(terms, 'commitment_kind', stated) as Commitment['kind'] | null
  const fulfilment = meaning(terms, 'commitment_fulfilment', kept) as Commitment['fulfilment'] | null
  const dueOn = due === '' ? null : due
  if (kind === null || fulfilment === null || matter === '' || others.length > 0) return null
  return dueOn !== null && (!isDay(dueOn) || dueOn < madeOn) ? null : { kind, matter, madeOn, dueOn, fulfilment }
}

function evaluationOf(terms: ValueTerms, value: string, on: Day): Evaluation | null {
  const [model = '', grade = '', ...others] = partsOf(value)
  return others.length === 0 && terms.evaluationModel(model)?.grades.includes(grade) ? { model, grade, on } : null
}

/**
 * What the value of an indicator tells beside its text. A commitment is written 类型|事项|履约期限|履约状态 (`审批替代型|食品经营许可|2026-06-30|已履行`; the term may be blank),
 * an evaluation 模型|等级 (`ZJ-2020|A`); the day on which it arose says when it was made. Empty where the value is not of that form: it stays the text that it is.
 */
export function statedValue(terms: ValueTerms, indicator: Pick<Indicator, 'valueType'>, value: string | null, arose: Day | null): StatedValue {
  if (value === null || arose === null) return {}
  if (indicator.valueType === 'commitment') {
    const commitment = commitmentOf(terms, value, arose)
    return commitment === null ? {} : { commitment }
  }
  const evaluation = indicator.valueType === 'evaluation' ? evaluationOf(terms, value, arose) : null
  return evaluation === null ? {} : { evaluation }
}
