import type { addAnswerState, GraphBuilder } from '@delta/graph'
import { annotationOf, type Answer, type Catalogue, creditBodyOf, deciderOf, mayApplyFrom, naturalRepairOn, objectionBodiesOf } from '@delta/model'
import type { ShownCase } from './graph-access.ts'

/** What the law says on one point of a case. */
interface Ruling {
  readonly point: (typeof POINTS)[number]
  readonly answer: Answer<unknown>
}

const POINTS = [
  'MAY_APPLY_FROM',
  'NATURAL_REPAIR',
  'CHANNEL',
  'DECIDER',
  'MATERIALS',
  'FULFILLED',
  'NO_NEW_RECORD',
  'SERIOUS_LIST_BLOCKS',
  'CREDIT_BODY',
  'ANNOTATION',
  'EFFECT',
  'NATIONAL_REPORT',
  'SUBJECT_OBJECTION',
  'THIRD_PARTY_OBJECTION',
] as const

/** What the rules of a case say on each point. */
const rulingsOf = (catalogue: Catalogue, { row, judged: { rules } }: ShownCase): Ruling[] => {
  const answers: Readonly<Record<(typeof POINTS)[number], Answer<unknown>>> = {
    MAY_APPLY_FROM: mayApplyFrom(rules),
    NATURAL_REPAIR: naturalRepairOn(rules),
    CHANNEL: rules.point('channel'),
    DECIDER: deciderOf(rules),
    MATERIALS: rules.point('materials'),
    FULFILLED: rules.point('fulfilled'),
    NO_NEW_RECORD: rules.point('noNewRecord'),
    SERIOUS_LIST_BLOCKS: rules.point('seriousListBlocks'),
    CREDIT_BODY: creditBodyOf(rules),
    ANNOTATION: annotationOf(rules, catalogue.unit(row.unit)?.name ?? row.unit),
    EFFECT: rules.point('effect'),
    NATIONAL_REPORT: rules.point('nationalReport'),
    SUBJECT_OBJECTION: objectionBodiesOf(rules, 'SUBJECT'),
    THIRD_PARTY_OBJECTION: objectionBodiesOf(rules, 'THIRD_PARTY'),
  }
  return POINTS.map(point => ({ point, answer: answers[point] }))
}

/** Adds RepairRule, and gives its type with how it is read. */
export function addRules(builder: GraphBuilder, catalogue: Catalogue, state: ReturnType<typeof addAnswerState>) {
  const point = builder.enumType('RepairPoint', { values: POINTS })
  const type = builder.objectRef<Ruling>('RepairRule').implement({
    description: 'What the law says on one point, with the rule set and the article that say it.',
    fields: t => ({
      point: t.field({ type: point, resolve: one => one.point }),
      state: t.field({ type: state, resolve: one => one.answer.state }),
      value: t.field({ type: 'JSON', nullable: true, description: 'Null unless it is stated.', resolve: one => one.answer.value }),
      ruleSet: t.id({ nullable: true, resolve: one => one.answer.ruleSet }),
      article: t.string({ nullable: true, description: 'Null where the texts at hand do not tell it.', resolve: one => one.answer.article }),
      source: t.string({ nullable: true, resolve: one => one.answer.source }),
      open: t.string({ nullable: true, description: 'The doubt that is left, or why it is open.', resolve: one => one.answer.open }),
    }),
  })
  return { type, of: (shown: ShownCase): Ruling[] => rulingsOf(catalogue, shown) }
}
