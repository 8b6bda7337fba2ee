import { type EvidenceWriter, isPerson, requireSubject } from '@delta/access'
import {
  admitSubject,
  type Answers,
  answerEntities,
  byKey,
  createBuilder,
  type GraphBuilder,
  type GraphContext,
  type Limits,
  PAGE,
  type PageInfoRef,
  pageOf,
  refuse,
  type Row,
  type Selected,
  selectionOf,
  SUBJECT_ID,
  subgraphSchema,
} from '@delta/graph'
import { type Catalogue, idsOf, isProvince } from '@delta/model'
import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql'
import { addCreditCheck } from './check-graph.ts'
import type { CreditChecks } from './credit-check.ts'
import { addFeedbackMutation } from './feedback-graph.ts'
import { orderByIdJson, ordersJson, WORK_ORDER } from './order-query.ts'
import { addOrders, type OrderTypes } from './order-types.ts'
import type { FeedbackBook } from './record-feedback.ts'
import type { Reports } from './report.ts'
import { addReport } from './report-graph.ts'
import { scopeOf } from './scope.ts'
import { subjectMeasuresJson } from './subject-measures.ts'

/** What the supervision subgraph is made of. */
export interface SupervisionGraphParts {
  readonly catalogue: Catalogue
  readonly answers: Answers
  readonly evidence: EvidenceWriter
  readonly limits: Limits
  readonly checks: CreditChecks
  readonly feedback: FeedbackBook
  readonly reports: Reports
  /** Adds what else is served here. */
  readonly more?: (builder: GraphBuilder, pageInfo: PageInfoRef) => void
}

function addSubjectMeasures(builder: GraphBuilder, types: OrderTypes): void {
  const standing = builder.objectRef<Row>('SubjectMeasure').implement({
    description: 'A measure that stands for or against a subject now, because of one entry, in one province.',
    fields: t => ({
      measure: t.field({ type: types.measure, resolve: types.measureOf }),
      province: t.id({ description: 'Whose departments must act.', resolve: byKey }),
      source: t.id({ description: 'The province that found it.', resolve: byKey }),
      domain: t.id({ resolve: byKey }),
      entry: t.id({ resolve: byKey }),
      orders: t.field({ type: [types.order], resolve: byKey }),
    }),
  })
  types.subject.implement({
    description: 'Whom records are about.',
    fields: t => ({
      id: t.id({ resolve: byKey }),
      measures: t.field({ type: [standing], nullable: true, description: 'Those that stand now: they end with the entry.', resolve: byKey }),
    }),
  })
}

const addQueries = (builder: GraphBuilder, types: OrderTypes, { catalogue, answers, evidence }: SupervisionGraphParts): void =>
  builder.queryFields(t => ({
    workOrders: t.field({
      type: types.connection,
      description: 'Work orders, the newest first.',
      args: {
        unit: t.arg.id({ description: 'A department’s code, or a data-source unit’s: then of all its departments.' }),
        province: t.arg.id({ description: 'Whose department must act.' }),
        state: t.arg({ type: types.state }),
        subject: t.arg.id(),
        first: t.arg.int({ defaultValue: PAGE.default }),
        after: t.arg.string(),
      },
      resolve: async (_root, { subject, ...asked }, { viewer }: GraphContext, info: GraphQLResolveInfo) => {
        requireSubject(viewer, subject ?? null)
        if (asked.province != null && !isProvince(asked.province)) throw refuse('BAD_ARGUMENT', 'A province here is 310000, 320000, 330000 or 340000.')
        if (subject != null && !SUBJECT_ID.test(subject)) throw refuse('BAD_ARGUMENT', 'subject is the id of a subject.')
        const scope = scopeOf(catalogue, viewer)
        const selected: Selected = { key: '', name: '', args: asked, children: selectionOf(info) }
        const page = pageOf(selected, WORK_ORDER)
        if (page.after && !/^\d{1,18}$/.test(page.after[0] ?? ''))
          throw refuse('BAD_CURSOR', 'The cursor is not one of this list: use an endCursor of the same field.')
        if (subject != null && isPerson(subject)) await evidence.look(viewer, 'LIST', [subject])
        return (await answers.one(ordersJson(selected, page, scope, { ...asked, subjects: subject == null ? null : idsOf(subject) }))) as Row
      },
    }),
    workOrder: t.field({
      type: types.order,
      nullable: true,
      args: { id: t.arg.id({ required: true }) },
      resolve: async (_root, { id }, { viewer }: GraphContext, info: GraphQLResolveInfo) => {
        requireSubject(viewer, null)
        return (await answers.one(orderByIdJson(selectionOf(info), id, scopeOf(catalogue, viewer)))) as Row | null
      },
    }),
  }))

/** The supervision subgraph: work orders and what departments answer, the monthly report, credit checks, and `Subject.measures`. */
export function supervisionGraph(parts: SupervisionGraphParts): GraphQLSchema {
  const { catalogue, answers, evidence, limits } = parts
  const builder = createBuilder()
  builder.mutationType({})
  const types = addOrders(builder, catalogue)
  addSubjectMeasures(builder, types)
  addQueries(builder, types, parts)
  addFeedbackMutation(builder, types, parts)
  addReport(builder, types, parts)
  addCreditCheck(builder, types, parts)
  parts.more?.(builder, types.pageInfo)
  const schema = subgraphSchema(builder)
  const read = async (ids: readonly string[], selected: readonly Selected[], { viewer }: GraphContext) => {
    const scope = scopeOf(catalogue, viewer)
    await evidence.look(viewer, 'LIST', ids)
    return (await answers.one(subjectMeasuresJson(selected, ids, scope))) as Row[]
  }
  answerEntities(schema, { Subject: { key: 'id', form: SUBJECT_ID, admit: admitSubject, read } }, limits)
  return schema
}
