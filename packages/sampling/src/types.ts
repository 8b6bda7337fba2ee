import { addConnection, byKey, type GraphBuilder, PAGE, type PageInfoRef, type Row, type RowRef } from '@delta/graph'
import { ORDERS } from './query.ts'
import { FINDINGS } from './tables.ts'

/** The types of plans and results. */
export interface SamplingTypes {
  readonly plan: RowRef
  readonly plans: RowRef
  readonly result: RowRef
  readonly results: RowRef
  readonly finding: ReturnType<typeof addFinding>
}

const addFinding = (builder: GraphBuilder) =>
  builder.enumType('SamplingFinding', {
    description:
      'CLEAN 未发现问题, MENDED 发现问题已责令改正, PENDING 发现问题待后续处理, UNCOOPERATIVE 不配合检查, UNREACHABLE 无法联系, NOT_APPLICABLE 未开展相关活动.',
    values: FINDINGS,
  })

const addResult = (builder: GraphBuilder, finding: SamplingTypes['finding']): RowRef =>
  builder.objectRef<Row>('SamplingResult').implement({
    description: 'What the inspection of a drawn subject found, in its newest version.',
    fields: t => ({
      id: t.id({ resolve: byKey }),
      version: t.int({ description: 'A correction is the next version.', resolve: byKey }),
      plan: t.id({ resolve: byKey }),
      subject: t.id({ resolve: byKey }),
      matter: t.string({ resolve: byKey }),
      department: t.id({ resolve: byKey }),
      inspectors: t.stringList({ resolve: byKey }),
      inspectedOn: t.field({ type: 'Date', resolve: byKey }),
      finding: t.field({ type: finding, resolve: byKey }),
      note: t.string({ nullable: true, resolve: byKey }),
      at: t.field({ type: 'DateTime', resolve: byKey }),
    }),
  })

const addMember = (builder: GraphBuilder, result: RowRef): RowRef =>
  builder.objectRef<Row>('SamplingMember').implement({
    description: 'A subject of a plan’s population.',
    fields: t => ({
      subject: t.id({ resolve: byKey }),
      class: t.string({ resolve: byKey }),
      place: t.int({ nullable: true, description: 'Its number in the draw; null where it was not drawn.', resolve: byKey }),
      inspectors: t.stringList({ description: 'Drawn for it.', resolve: byKey }),
      result: t.field({ type: result, nullable: true, resolve: byKey }),
    }),
  })

const addClass = (builder: GraphBuilder): RowRef =>
  builder.objectRef<Row>('SamplingClass').implement({
    fields: t => ({
      class: t.string({ description: 'A grade of the province’s evaluation; NONE where it has none.', resolve: byKey }),
      ratio: t.string({ resolve: byKey }),
      population: t.int({ resolve: byKey }),
      drawn: t.int({ resolve: byKey }),
    }),
  })

/** Adds SamplingPlan, SamplingResult and what they are made of. */
export function addSamplingTypes(builder: GraphBuilder, pageInfo: PageInfoRef): SamplingTypes {
  const finding = addFinding(builder)
  const result = addResult(builder, finding)
  const share = addClass(builder)
  const members = addConnection(builder, pageInfo, {
    name: 'SamplingMember',
    node: addMember(builder, result),
    order: ORDERS.members,
    totalCount: 'All of them.',
  })
  const plan = builder.objectRef<Row>('SamplingPlan').implement({
    description:
      'A draw of subjects to inspect by credit class, and of their inspectors (双随机). Whoever has population, roster and seed draws the same: SAMPLING.md.',
    fields: t => ({
      id: t.id({ resolve: byKey }),
      ordinal: t.int({ description: 'Number among the plans of its matter and department: a draw that did not please stays.', resolve: byKey }),
      matter: t.string({ description: 'The code of the power item.', resolve: byKey }),
      province: t.id({ resolve: byKey }),
      division: t.id({ resolve: byKey }),
      department: t.id({ resolve: byKey }),
      departmentName: t.string({ resolve: byKey }),
      classes: t.field({ type: [share], resolve: byKey }),
      seed: t.string({ resolve: byKey }),
      populationDigest: t.string({ description: 'SHA-256, hex.', resolve: byKey }),
      rosterDigest: t.string({ description: 'SHA-256, hex.', resolve: byKey }),
      roster: t.stringList({ description: 'The inspectors that could be drawn.', resolve: byKey }),
      inspectorsEach: t.int({ resolve: byKey }),
      at: t.field({ type: 'DateTime', resolve: byKey }),
      members: t.field({
        type: members,
        args: {
          drawn: t.arg.boolean({ defaultValue: false, description: 'Only those drawn, in the order of the draw; else the whole population by id.' }),
          first: t.arg.int({ defaultValue: PAGE.default }),
          after: t.arg.string(),
        },
        resolve: byKey,
      }),
    }),
  })
  return {
    plan,
    result,
    finding,
    plans: addConnection(builder, pageInfo, { name: 'SamplingPlan', node: plan, order: ORDERS.plans, totalCount: 'All that were asked for.' }),
    results: addConnection(builder, pageInfo, { name: 'SamplingResult', node: result, order: ORDERS.results, totalCount: 'All that were asked for.' }),
  }
}
