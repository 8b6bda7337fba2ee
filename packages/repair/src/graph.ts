import type { EvidenceWriter, Viewer } from '@delta/access'
import { createBuilder, PAGE, pageOf, type Selected, selectionOf, subgraphSchema, SUBJECT_ID } from '@delta/graph'
import { refuse } from '@delta/graph'
import type { Day, RepairNotice } from '@delta/model'
import type { GraphQLSchema } from 'graphql'
import type { Kysely } from 'kysely'
import type { RepairDesk } from './desk.ts'
import { countCases, findCase, findCases } from './find-cases.ts'
import { lookAt, maySee, scopeOf, type Seen, type ShownCase, withNames } from './graph-access.ts'
import { addRepairCase, CASE_ORDER, pageOfCases } from './graph-case.ts'
import { addRepairEnums } from './graph-enums.ts'
import { addRepairMutations } from './graph-mutations.ts'
import { readItem } from './item.ts'
import { judgeCases, type JudgeParts } from './stored-case.ts'
import type { RepairCaseTable, RepairTables } from './tables.ts'

/** What the repair subgraph is made of. */
export interface RepairGraphParts extends JudgeParts {
  readonly db: Kysely<RepairTables>
  readonly desk: RepairDesk
  readonly evidence: EvidenceWriter
  /** Today in Asia/Shanghai. */
  readonly today: () => Day
}

const seen = ({ province, product, domain, subject_id }: RepairCaseTable): Seen => ({ province, product, domain, subjectId: subject_id })

/** Numbers of cases stay far below this: a cursor beyond is none of ours. */
const placeAfter = (after: readonly (string | null)[] | null): number => {
  const text = after?.[0] ?? '0'
  if (!/^\d{1,15}$/.test(text)) throw refuse('BAD_CURSOR', 'The cursor is not one of this list: use an endCursor of the same field.')
  return Number(text)
}

/** The repair subgraph: `repairCases`, `repairCase`, and the steps of a case as mutations. */
export function repairGraph(parts: RepairGraphParts): GraphQLSchema {
  const { catalogue, db, desk, evidence, today } = parts
  const builder = createBuilder()
  builder.mutationType({})
  const enums = addRepairEnums(builder)
  const { node, connection } = addRepairCase(builder, catalogue, enums)

  const show = async (viewer: Viewer, rows: readonly RepairCaseTable[], looked: boolean): Promise<ShownCase[]> => {
    const day = today()
    return withNames(db, viewer, await judgeCases(db, parts, rows, day), { looked, today: day })
  }
  const showOne = async (viewer: Viewer, id: string): Promise<ShownCase | null> => {
    const row = await findCase(db, id)
    return row === null ? null : (await show(viewer, [row], true))[0]!
  }

  builder.queryFields(t => ({
    repairCase: t.field({
      type: node,
      nullable: true,
      description: 'A repair case; one about a person needs `Delta-Case` and leaves evidence.',
      args: { id: t.arg.id({ required: true }) },
      resolve: async (_root, { id }, { viewer }) => {
        const row = await findCase(db, id)
        if (row === null || !maySee(viewer, seen(row))) return null
        await lookAt(evidence, viewer, seen(row))
        return (await show(viewer, [row], true))[0]!
      },
    }),
    repairCases: t.field({
      type: connection,
      description: 'Repair cases in the order in which they were opened; persons are masked.',
      args: {
        province: t.arg.id(),
        unit: t.arg.id({ description: 'The unit that made the finding.' }),
        subject: t.arg.id({ description: 'A person needs `Delta-Case`.' }),
        state: t.arg({ type: [enums.state] }),
        overdue: t.arg.boolean({ description: 'Only those in which something is overdue, or nothing is.' }),
        first: t.arg.int({ defaultValue: PAGE.default }),
        after: t.arg.string(),
      },
      resolve: async (_root, args, { viewer }, info) => {
        const { province, unit, subject, state, overdue } = args
        if (subject != null && !SUBJECT_ID.test(subject)) throw refuse('BAD_ARGUMENT', 'subject is an id of a subject.')
        const field: Selected = { key: 'repairCases', name: 'repairCases', args, children: selectionOf(info) }
        const { first, after } = pageOf(field, CASE_ORDER)
        const scope = { ...scopeOf(catalogue, viewer, { province, subject }), unit: unit ?? null, states: state ?? null, overdue: overdue ?? null }
        if (subject != null)
          for (const product of ['LIST', 'ARCHIVE'] as const)
            if (viewer.agreement.products.includes(product)) await lookAt(evidence, viewer, { product, subjectId: subject })
        const day = today()
        const rows = await findCases(db, scope, { first, after: placeAfter(after), today: day })
        const cases = await show(viewer, rows.slice(0, first), subject != null)
        return pageOfCases(field.children, cases, { more: rows.length > first, after: after !== null, count: () => countCases(db, scope, day) })
      },
    }),
  }))
  addRepairMutations(builder, {
    desk,
    evidence,
    enums,
    node,
    aboutCase: async id => {
      const row = await findCase(db, id)
      return row && seen(row)
    },
    aboutItem: (item: RepairNotice['item']) => readItem(db, catalogue, item),
    show: showOne,
  })
  return subgraphSchema(builder)
}
