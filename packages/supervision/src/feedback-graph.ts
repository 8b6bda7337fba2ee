import { type Answers, type GraphBuilder, type Row, selectionOf } from '@delta/graph'
import type { Catalogue } from '@delta/model'
import { orderByIdJson } from './order-query.ts'
import type { OrderTypes } from './order-types.ts'
import type { FeedbackBook, FeedbackError } from './record-feedback.ts'
import { scopeOf } from './scope.ts'

/** What the mutation is answered with. */
export interface FeedbackGraphParts {
  readonly catalogue: Catalogue
  readonly answers: Answers
  readonly feedback: FeedbackBook
}

interface Payload {
  /** The order by each response key that it is asked under. */
  readonly orders: Readonly<Record<string, Row | null>>
  readonly errors: readonly FeedbackError[]
}

const CODES = {
  ORDER_UNKNOWN: { description: 'There is no such order under your agreement.' },
  NOT_DEPARTMENT: { description: 'Only the department itself answers, in the role unit:<its code>.' },
  ORDER_LIFTED: { description: 'A lifted order can only be RELEASED.' },
  ORDER_OPEN: { description: 'An open order is not RELEASED.' },
  RESULT_LENGTH: { description: 'The result has 1 to 500 characters.' },
} as const

/** Adds `recordFeedback`. */
export function addFeedbackMutation(builder: GraphBuilder, types: OrderTypes, { catalogue, answers, feedback }: FeedbackGraphParts): void {
  const code = builder.enumType('FeedbackErrorCode', { values: CODES })
  const error = builder.objectRef<FeedbackError>('FeedbackError').implement({
    description: 'Why an answer is not taken.',
    fields: t => ({ code: t.field({ type: code, resolve: one => one.code }), field: t.exposeString('field'), message: t.exposeString('message') }),
  })
  const payload = builder.objectRef<Payload>('RecordFeedbackPayload').implement({
    fields: t => ({
      order: t.field({
        type: types.order,
        nullable: true,
        description: 'The order with the answer; null where it is not taken.',
        resolve: ({ orders }, _args, _context, info) => orders[String(info.path.key)] ?? null,
      }),
      errors: t.field({ type: [error], description: 'Empty where the answer is taken.', resolve: ({ errors }) => errors }),
    }),
  })
  builder.mutationFields(t => ({
    recordFeedback: t.field({
      type: payload,
      description: 'Answers a work order as its department (执行反馈). What is taken stays: another answer is another record.',
      args: {
        order: t.arg.id({ required: true }),
        disposition: t.arg({ type: types.disposition, required: true }),
        result: t.arg.string({ required: true, description: 'What came of it, in 1 to 500 characters. Residents’ numbers in it are struck out.' }),
      },
      resolve: async (_root, given, { viewer }, info): Promise<Payload> => {
        const scope = scopeOf(catalogue, viewer)
        const kept = await feedback.record(viewer, given)
        if ('error' in kept) return { orders: {}, errors: [kept.error] }
        const asked = selectionOf(info).filter(({ name }) => name === 'order')
        const found = await Promise.all(
          asked.map(async ({ key, children }) => [key, (await answers.one(orderByIdJson(children, given.order, scope))) as Row] as const),
        )
        return { orders: Object.fromEntries(found), errors: [] }
      },
    }),
  }))
}
