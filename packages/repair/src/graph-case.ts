import {
  addConnection,
  addPageInfo,
  addProvince,
  addSourceUnit,
  type GraphBuilder,
  keyed,
  type NodeRef,
  type Row,
  type RowRef,
  type Selected,
} from '@delta/graph'
import type { Catalogue } from '@delta/model'
import type { ShownCase } from './graph-access.ts'
import type { RepairEnums } from './graph-enums.ts'
import { addCaseParts } from './graph-parts.ts'
import { addRules } from './graph-rules.ts'
import { REPAIRED } from './item.ts'

/** The keyset of `repairCases`: the number of the case. */
export const CASE_ORDER = 'repair.case'

const addSubject = (builder: GraphBuilder): NodeRef<{ id: string; name: string | null }> => {
  const subject = builder.objectRef<{ id: string; name: string | null }>('Subject').implement({
    description: 'Whom records are about.',
    fields: t => ({
      id: t.exposeID('id'),
      name: t.exposeString('name', { nullable: true, shareable: true, description: 'The registered name; a person’s is masked.' }),
    }),
  })
  builder.asEntity(subject, {
    key: builder.keyDirective(builder.selection<{ id: string }>('id'), false),
    resolveReference: () => {
      throw new Error('references are answered elsewhere')
    },
  } as never)
  return subject
}

/** Adds RepairCase with its connection. */
export function addRepairCase(builder: GraphBuilder, catalogue: Catalogue, enums: RepairEnums): { node: NodeRef<ShownCase>; connection: RowRef } {
  const province = addProvince(builder, { owner: false })
  const unit = addSourceUnit(builder, { owner: false })
  const subject = addSubject(builder)
  const parts = addCaseParts(builder, catalogue, enums, unit)
  const rules = addRules(builder, catalogue, parts.ruleState)
  const item = builder.objectRef<ShownCase>('RepairItem').implement({
    description: 'The adverse item that is to be repaired.',
    fields: t => ({
      product: t.field({ type: enums.product, resolve: ({ row }) => row.product }),
      id: t.id({ description: 'Of the entry or archive item.', resolve: ({ row }) => row.record_id }),
      domain: t.id({ nullable: true, description: 'Of a list entry.', resolve: ({ row }) => row.domain }),
      foundOn: t.field({ type: 'Date', resolve: ({ row }) => row.finding.foundOn }),
    }),
  })
  const node = builder.objectRef<ShownCase>('RepairCase').implement({
    description: 'A case of credit repair (信用修复), with what the law makes of it today.',
    fields: t => ({
      id: t.id({ resolve: ({ row }) => row.case_id }),
      version: t.int({ description: 'The number of its last event.', resolve: ({ row }) => row.sequence }),
      province: t.field({ type: province, resolve: ({ row }) => catalogue.province(row.province)! }),
      unit: t.field({ type: unit, description: 'The unit that made the finding: it decides.', resolve: ({ row }) => catalogue.unit(row.unit)! }),
      subject: t.field({ type: subject, resolve: ({ row, name }) => ({ id: row.subject_id, name }) }),
      item: t.field({ type: item, resolve: shown => shown }),
      state: t.field({ type: enums.state, resolve: ({ judged }) => judged.outcome ?? 'OPEN' }),
      stage: t.field({ type: parts.step, description: 'The last step that still stands.', resolve: ({ judged, row }) => judged.stage ?? row.stage }),
      closed: t.boolean({ description: 'Ended, with nothing due and nothing to come but what has no limit of time.', resolve: ({ judged }) => judged.closed }),
      overdue: t.boolean({
        description: 'Something was to be done, and its last day has passed.',
        resolve: ({ judged }) => judged.terms.some(term => term.overdue),
      }),
      annotation: t.string({
        nullable: true,
        description: 'What the repaired item bears: 经…同意修复，不再作为负面信息使用; null where the rules state none.',
        resolve: ({ judged, events }) =>
          judged.outcome !== null && REPAIRED.includes(judged.outcome) ? events.findLast(({ notice }) => notice.annotation !== null)?.notice.annotation : null,
      }),
      openedAt: t.field({ type: 'DateTime', resolve: ({ row }) => row.opened_at }),
      changedAt: t.field({ type: 'DateTime', resolve: ({ row }) => row.changed_at }),
      rules: t.field({ type: [rules.type], resolve: rules.of }),
      terms: t.field({ type: [parts.term], resolve: ({ judged }) => [...judged.terms] }),
      objections: t.field({ type: [parts.objection], resolve: ({ judged }) => [...judged.objections] }),
      next: t.field({ type: [parts.next], description: 'Which steps may be taken now, as what.', resolve: ({ judged }) => [...judged.next] }),
      events: t.field({ type: [parts.event], resolve: ({ events }) => events.map(({ notice }) => notice) }),
      propagation: t.field({
        type: [parts.propagation],
        description: 'Who has stopped sharing and using the repaired item, and who has not.',
        resolve: ({ participants, today }) =>
          participants.map(one => ({ ...one, overdue: (one.state === 'PENDING' || one.state === 'REJECTED') && one.due_on !== null && one.due_on < today })),
      }),
    }),
  })
  const connection = addConnection(builder, addPageInfo(builder), {
    name: 'RepairCase',
    node: node as unknown as RowRef,
    order: CASE_ORDER,
    totalCount: 'Counted.',
  })
  return { node, connection }
}

/** A page as the connection's resolvers read it: values under their response keys. `count` is asked only where it is selected. */
export async function pageOfCases(
  selected: readonly Selected[],
  cases: readonly ShownCase[],
  { more, after, count }: { more: boolean; after: boolean; count: () => Promise<number> },
): Promise<Row> {
  const cursors = cases.map(({ row }) => [String(row.no)])
  const pageInfo = { hasNextPage: more, hasPreviousPage: after, startCursor: cursors[0] ?? null, endCursor: cursors.at(-1) ?? null }
  const edge = (shown: ShownCase, place: number, children: readonly Selected[]): Row =>
    Object.fromEntries(children.map(({ key, name }) => [key, name === 'cursor' ? cursors[place] : shown]))
  const values = selected.map(async ({ key, name, children }): Promise<[string, unknown]> => {
    if (name === 'nodes') return [key, cases]
    if (name === 'edges') return [key, cases.map((shown, place) => edge(shown, place, children))]
    return [key, name === 'totalCount' ? await count() : keyed(pageInfo, children)]
  })
  return Object.fromEntries(await Promise.all(values))
}
