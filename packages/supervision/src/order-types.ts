import {
  addConnection,
  addDomain,
  addMeasure,
  addMeasurePolarity,
  addPageInfo,
  addPolarity,
  addPowerCategory,
  addPowerLevel,
  addProvince,
  addSourceUnit,
  byKey,
  createTerms,
  type GraphBuilder,
  type OpenRowRef,
  type PageInfoRef,
  type Row,
  type RowRef,
  type Term,
  type TermRef,
} from '@delta/graph'
import type { Catalogue, Measure, Unit } from '@delta/model'
import type { GraphQLResolveInfo } from 'graphql'
import { WORK_ORDER } from './order-query.ts'

/** The types of work orders, and those that other parts of this subgraph name things by. */
export interface OrderTypes {
  readonly order: RowRef
  readonly connection: RowRef
  readonly feedback: RowRef
  readonly subject: OpenRowRef
  readonly pageInfo: PageInfoRef
  readonly state: ReturnType<typeof addState>
  readonly disposition: ReturnType<typeof addDisposition>
  readonly level: ReturnType<typeof addPowerLevel>
  readonly polarity: ReturnType<typeof addPolarity>
  readonly measure: TermRef<Measure>
  readonly category: TermRef
  readonly province: TermRef
  readonly unit: TermRef<Unit>
  /** Resolves a measure's code under a field's key to the measure. */
  readonly measureOf: (row: Row, args: unknown, context: unknown, info: GraphQLResolveInfo) => Measure
}

const addState = (builder: GraphBuilder) =>
  builder.enumType('WorkOrderState', {
    values: { OPEN: { description: 'The department must act.' }, LIFTED: { description: 'It must not any more.' } } as const,
  })

const addDisposition = (builder: GraphBuilder) =>
  builder.enumType('WorkDisposition', {
    description: 'How a department has disposed of a work order.',
    values: {
      APPLIED: { description: '已落实: carried out.' },
      NOT_APPLICABLE: { description: '无相关事项: the subject has no such matter.' },
      DEFERRED: { description: '暂缓: not yet.' },
      RELEASED: { description: '已解除: ended, after the order was lifted.' },
    } as const,
  })

const addReason = (builder: GraphBuilder) =>
  builder.enumType('WorkOrderReason', {
    description:
      'Why an order stands as it does: LISTED raised it; CORRECTED: the entry was stated anew, and calls for other or for no such order; RULE: so it does since a rule of the catalogue began, ended or was changed; the others ended the entry.',
    values: ['LISTED', 'CORRECTED', 'RULE', 'REPAIRED', 'DELISTED', 'EXPIRED', 'WITHDRAWN'] as const,
  })

const addFeedback = (builder: GraphBuilder, disposition: OrderTypes['disposition']): RowRef =>
  builder.objectRef<Row>('WorkFeedback').implement({
    description: 'What a department has answered (执行反馈).',
    fields: t => ({
      id: t.id({ resolve: byKey }),
      at: t.field({ type: 'DateTime', resolve: byKey }),
      department: t.id({ description: 'Its code.', resolve: byKey }),
      disposition: t.field({ type: disposition, resolve: byKey }),
      result: t.string({ resolve: byKey }),
      orderVersion: t.int({ description: 'The version of the order that is answered.', resolve: byKey }),
    }),
  })

const addDepartment = (builder: GraphBuilder, unit: TermRef<Unit>, unitOf: ReturnType<typeof createTerms>['unit']): RowRef =>
  builder.objectRef<Row>('WorkDepartment').implement({
    description: 'The one department that must act (责任部门).',
    fields: t => ({
      code: t.id({
        description: 'Its data-source unit and, below the province, its division: ZJ-ECO-330400. It answers in the role unit:<code>.',
        resolve: byKey,
      }),
      name: t.string({ resolve: byKey }),
      division: t.id({ description: 'Whose department it is.', resolve: byKey }),
      unit: t.field({ type: unit, resolve: unitOf }),
    }),
  })

const addSubject = (builder: GraphBuilder): OpenRowRef => {
  const subject = builder.objectRef<Row>('Subject')
  builder.asEntity(subject, {
    key: builder.selection<{ id: string }>('id'),
    resolveReference: () => {
      throw new Error('references are answered by _entities')
    },
  })
  return subject
}

/** Adds WorkOrder with its connection, and what it is made of. Subject is left open. */
export function addOrders(builder: GraphBuilder, catalogue: Catalogue): OrderTypes {
  const terms = createTerms(catalogue)
  const polarity = addPolarity(builder)
  const unit = addSourceUnit(builder, { owner: false })
  const domain = addDomain(builder, polarity, catalogue.area, { owner: false })
  const measure = addMeasure(builder, addMeasurePolarity(builder))
  const category = addPowerCategory(builder)
  const types = {
    polarity,
    unit,
    measure,
    category,
    province: addProvince(builder, { owner: false }),
    level: addPowerLevel(builder),
    subject: addSubject(builder),
    pageInfo: addPageInfo(builder),
  }
  const [state, reason, disposition] = [addState(builder), addReason(builder), addDisposition(builder)]
  const feedback = addFeedback(builder, disposition)
  const department = addDepartment(builder, unit, terms.unit)
  const measureOf: OrderTypes['measureOf'] = (row, _args, _context, info) => catalogue.measure(row[info.path.key] as string)!
  const categoryOf = (...given: Parameters<OrderTypes['measureOf']>): Term => catalogue.powerCategory(measureOf(...given).category)!
  const order = builder.objectRef<Row>('WorkOrder').implement({
    description: 'What one department must do because of one entry of a list (联合奖惩工作任务): one power item, as long as the entry is in force.',
    fields: t => ({
      id: t.id({ resolve: byKey }),
      version: t.int({ resolve: byKey }),
      state: t.field({ type: state, resolve: byKey }),
      reason: t.field({ type: reason, resolve: byKey }),
      province: t.field({ type: types.province, description: 'Whose department must act.', resolve: terms.province }),
      source: t.field({ type: types.province, description: 'Whose finding it is; where it is another, the finding binds here.', resolve: terms.province }),
      entry: t.id({ description: 'The list entry’s id: `listEntry(id:)`.', resolve: byKey }),
      domain: t.field({ type: domain, resolve: terms.domain }),
      polarity: t.field({ type: polarity, resolve: byKey }),
      subject: t.field({ type: types.subject, resolve: byKey }),
      measure: t.field({ type: measure, resolve: measureOf }),
      category: t.field({ type: category, resolve: categoryOf }),
      item: t.id({ description: 'The power item’s code.', resolve: byKey }),
      level: t.field({ type: types.level, resolve: byKey }),
      division: t.id({ description: 'Where the item lies.', resolve: byKey }),
      department: t.field({ type: department, resolve: byKey }),
      openedAt: t.field({ type: 'DateTime', resolve: byKey }),
      liftedAt: t.field({ type: 'DateTime', nullable: true, resolve: byKey }),
      dealtAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When the department first said that it has carried it out, that there is no such matter, or that it is released.',
        resolve: byKey,
      }),
      feedback: t.field({ type: [feedback], description: 'The oldest first.', resolve: byKey }),
    }),
  })
  const connection = addConnection(builder, types.pageInfo, {
    name: 'WorkOrder',
    node: order,
    order: WORK_ORDER,
    totalCount: 'Counted where it is asked for.',
  })
  return { ...types, order, connection, feedback, state, disposition, measureOf }
}
