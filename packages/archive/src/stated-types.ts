import { addTerm, dayAsked, type GraphBuilder, type OpenRowRef, refuse, type Row } from '@delta/graph'
import {
  type Catalogue,
  type Commitment,
  type Day,
  type Evaluation,
  type EvaluationModel,
  type GradeRecognition,
  isProvince,
  statedValue,
  type StatedValue,
} from '@delta/model'
import type { GraphQLResolveInfo } from 'graphql'

/** What the value of an item is read with. */
export interface StatedParts {
  readonly catalogue: Catalogue
  /** Today in Asia/Shanghai. */
  readonly today: () => Day
}

const addCommitment = (builder: GraphBuilder) => {
  const kind = builder.enumType('CommitmentKind', {
    values: {
      APPROVAL: { description: '审批替代' },
      PUBLIC: { description: '主动公示' },
      INDUSTRY: { description: '行业自律' },
      REPAIR: { description: '信用修复' },
    } as const,
  })
  const fulfilment = builder.enumType('Fulfilment', {
    values: { RUNNING: { description: '履行中' }, FULFILLED: { description: '已履行' }, BROKEN: { description: '未履行' } } as const,
  })
  return builder.objectRef<Commitment>('Commitment').implement({
    description: 'A commitment (信用承诺) and how it is being kept.',
    fields: t => ({
      kind: t.field({ type: kind, resolve: one => one.kind }),
      matter: t.string({ description: 'What was promised, in the source’s words.', resolve: one => one.matter }),
      madeOn: t.field({ type: 'Date', resolve: one => one.madeOn }),
      dueOn: t.field({ type: 'Date', nullable: true, description: 'The last day to keep it; null where none is set.', resolve: one => one.dueOn }),
      fulfilment: t.field({ type: fulfilment, resolve: one => one.fulfilment }),
    }),
  })
}

const addEvaluation = (builder: GraphBuilder, { catalogue, today }: StatedParts) => {
  const model = addTerm<EvaluationModel>(builder, 'EvaluationModel', 'A province’s model of 公共信用综合评价.')
  builder.objectFields(model, t => ({
    province: t.id({ resolve: one => one.province }),
    grades: t.stringList({ description: 'From the best to the worst.', resolve: one => one.grades }),
    source: t.string({ description: 'Where this is known from; what it says is an assumption has not been seen in a document.', resolve: one => one.source }),
  }))
  const missing = builder.enumType('GradeMissing', {
    values: {
      MODEL: { description: 'The model is not in the catalogue.' },
      GRADE: { description: 'The grade is none of the model’s.' },
      OTHER_MODEL: { description: 'The other province has no one model on that day.' },
      EQUIVALENCE: { description: 'Nothing says what the grade is there.' },
    } as const,
  })
  const recognised = builder.objectRef<GradeRecognition>('GradeRecognition').implement({
    description: 'What a grade is by another province’s model, or what is missing to say so.',
    fields: t => ({
      model: t.field({ type: model, nullable: true, resolve: one => (one.kind === 'RECOGNISED' ? one.model : null) }),
      grade: t.string({ nullable: true, resolve: one => (one.kind === 'RECOGNISED' ? one.grade : null) }),
      missing: t.field({ type: missing, nullable: true, resolve: one => (one.kind === 'UNRESOLVED' ? one.missing : null) }),
      source: t.string({ nullable: true, resolve: one => (one.kind === 'RECOGNISED' ? one.source : null) }),
    }),
  })
  return builder.objectRef<Evaluation>('Evaluation').implement({
    description: 'The grade that a province’s model gives (公共信用综合评价).',
    fields: t => ({
      model: t.field({ type: model, resolve: one => catalogue.evaluationModel(one.model)! }),
      grade: t.string({ resolve: one => one.grade }),
      on: t.field({ type: 'Date', resolve: one => one.on }),
      recognised: t.field({
        type: recognised,
        description: 'What the grade is in a province.',
        args: { for: t.arg.id({ required: true }), on: t.arg.string({ description: 'A day; today where not given.' }) },
        resolve: (one, args) => {
          if (!isProvince(args.for)) throw refuse('BAD_ARGUMENT', 'A province here is 310000, 320000, 330000 or 340000.')
          return catalogue.gradeRecognition(one.model, one.grade, args.for, dayAsked(args.on, today))
        },
      }),
    }),
  })
}

/** Adds to an item what its value tells beside its text: `commitment` and `evaluation`. */
export function addStated(builder: GraphBuilder, item: OpenRowRef, parts: StatedParts): void {
  const stated = (row: Row, info: GraphQLResolveInfo): StatedValue => {
    const [code, value, arose] = row[info.path.key] as [string, string | null, Day | null]
    const indicator = parts.catalogue.indicator(code)
    return indicator === null ? {} : statedValue(parts.catalogue, indicator, value, arose)
  }
  const commitment = addCommitment(builder)
  const evaluation = addEvaluation(builder, parts)
  builder.objectFields(item, t => ({
    commitment: t.field({
      type: commitment,
      nullable: true,
      description: 'Null where the item is none, or its text does not tell it.',
      resolve: (row, _args, _context, info) => stated(row, info).commitment,
    }),
    evaluation: t.field({
      type: evaluation,
      nullable: true,
      description: 'Null where the item is none, or its text does not tell it.',
      resolve: (row, _args, _context, info) => stated(row, info).evaluation,
    }),
  }))
}
