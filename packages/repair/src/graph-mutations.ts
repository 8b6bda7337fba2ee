import { type EvidenceWriter, isPerson, type Viewer } from '@delta/access'
import { type GraphBuilder, type NodeRef } from '@delta/graph'
import type { Day, RepairNotice, RepairStep } from '@delta/model'
import type { RepairDesk, StepDetails } from './desk.ts'
import type { RepairEnums } from './graph-enums.ts'
import { lookAt, maySee, requireActing, type Seen, type ShownCase } from './graph-access.ts'
import { refused, type StepError, type StepOutcome } from './outcome.ts'

/** What the mutations are made of. */
export interface MutationParts {
  readonly desk: RepairDesk
  readonly evidence: EvidenceWriter
  readonly enums: RepairEnums
  readonly node: NodeRef<ShownCase>
  /** Whom a case, or an item, is about; null where there is none. */
  readonly aboutCase: (id: string) => Promise<Seen | null>
  readonly aboutItem: (item: RepairNotice['item']) => Promise<Seen | null>
  /** The case as it is now, for a viewer who has left evidence. */
  readonly show: (viewer: Viewer, id: string) => Promise<ShownCase | null>
}

interface Payload {
  readonly case: ShownCase | null
  readonly errors: readonly StepError[]
}

type PlainStep = Exclude<
  RepairStep,
  'APPLY' | 'NATURAL_REPAIR' | 'APPROVE' | 'REFUSE' | 'ACCEPT' | 'DECLINE' | 'OBJECT' | 'UPHOLD_OBJECTION' | 'DISMISS_OBJECTION'
>

/** The steps that need nothing but the case: the mutation's name, what it says, and whether it may give a reason. */
const PLAIN: readonly { readonly name: string; readonly step: PlainStep; readonly says: string; readonly reason?: NonNullable<RepairNotice['reason']> }[] = [
  { name: 'forwardRepair', step: 'FORWARD', says: 'The single window (信用中国) hands the application on to the unit that made the finding.' },
  { name: 'requestRepairMaterial', step: 'ASK_SUPPLEMENT', says: 'The decider asks for what is missing (补正).', reason: 'MATERIAL_INCOMPLETE' },
  { name: 'supplyRepairMaterial', step: 'SUPPLEMENT', says: 'The applicant hands in what was asked for.' },
  { name: 'completeRepairMaterial', step: 'COMPLETE', says: 'The decider finds the material complete: the term of review begins.' },
  { name: 'publiciseRepair', step: 'PUBLICISE', says: 'The decider publishes what it means to confirm (公示), where the rules ask for it.' },
  { name: 'confirmRepair', step: 'CONFIRM', says: 'The decider confirms (信用修复确认通知书): the item no longer counts, and everybody who got it is told.' },
  { name: 'notifyRepair', step: 'NOTIFY', says: 'The decider tells the credit body and the subject.' },
  { name: 'annotateRepair', step: 'ANNOTATE', says: 'The credit body annotates the item (标注).' },
  { name: 'synchroniseRepair', step: 'SYNC', says: 'The credit body says that publication, sharing and use have stopped.' },
  { name: 'withdrawRepair', step: 'WITHDRAW', says: 'The applicant withdraws the application.' },
]

const detailsOf = (args: {
  version?: number | null | undefined
  documents?: RepairNotice['documents'] | null | undefined
  doneOn?: string | null | undefined
}): StepDetails => ({
  version: args.version ?? null,
  documents: args.documents ?? [],
  doneOn: (args.doneOn as Day | null | undefined) ?? null,
})

const addInputs = (builder: GraphBuilder, enums: RepairEnums) => ({
  item: builder.inputType('RepairItemInput', {
    fields: t => ({
      product: t.field({ type: enums.product, required: true }),
      id: t.id({ required: true, description: 'Of the list entry, or the archive item.' }),
    }),
  }),
  document: builder.inputType('RepairDocumentInput', {
    fields: t => ({ kind: t.field({ type: enums.document, required: true }), digest: t.string({ required: true, description: 'SHA-256, 64 hex digits.' }) }),
  }),
})

const addPayload = (builder: GraphBuilder, enums: RepairEnums, node: NodeRef<ShownCase>): NodeRef<Payload> => {
  const error = builder.objectRef<StepError>('RepairError').implement({
    description: 'Why a step was not taken.',
    fields: t => ({
      code: t.field({ type: enums.code, resolve: one => one.code }),
      field: t.exposeString('field', { nullable: true, description: 'The argument that is meant.' }),
      message: t.exposeString('message'),
    }),
  })
  return builder.objectRef<Payload>('RepairPayload').implement({
    description: 'What came of a step: the case as it is now, or why not.',
    fields: t => ({
      case: t.field({
        type: node,
        nullable: true,
        description: 'Null where a step was refused, and for whoever may object but not see the case.',
        resolve: one => one.case,
      }),
      errors: t.field({ type: [error], resolve: one => [...one.errors] }),
    }),
  })
}

/** Adds the steps of a case as mutations. Each tells typed errors; what the caller may not see is as if it were not there. */
export function addRepairMutations(builder: GraphBuilder, { desk, evidence, enums, node, aboutCase, aboutItem, show }: MutationParts): void {
  const inputs = addInputs(builder, enums)
  const payload = addPayload(builder, enums, node)

  /** Takes a step about somebody, with evidence first. `unseen`: a third party objects to what it may not see. */
  const act = async (
    viewer: Viewer,
    about: Seen | null,
    unknown: 'CASE_UNKNOWN' | 'ITEM_UNKNOWN',
    take: () => Promise<StepOutcome>,
    unseen = false,
  ): Promise<Payload> => {
    requireActing(viewer)
    const sees = about !== null && maySee(viewer, about)
    if (about === null || (!sees && !unseen)) return { case: null, ...refused(unknown, unknown === 'CASE_UNKNOWN' ? 'id' : 'item') }
    if (sees && isPerson(about.subjectId)) await lookAt(evidence, viewer, about)
    const outcome = await take()
    if ('errors' in outcome) return { case: null, errors: outcome.errors }
    return { case: sees ? await show(viewer, outcome.caseId) : null, errors: [] }
  }
  const move = async (viewer: Viewer, id: string, step: Exclude<RepairStep, 'APPLY' | 'NATURAL_REPAIR'>, details: StepDetails): Promise<Payload> => {
    const unseen = step === 'OBJECT' && viewer.principal.role.kind === 'subject'
    return act(viewer, await aboutCase(id), 'CASE_UNKNOWN', () => desk.take(viewer.principal.role, id, step, details), unseen)
  }

  builder.mutationFields(t => {
    const common = () => ({
      id: t.arg.id({ required: true, description: 'Of the case.' }),
      version: t.arg.int({ description: 'The version that you have seen: the step is refused where the case has moved on.' }),
      documents: t.arg({ type: [inputs.document] }),
      doneOn: t.arg.string({
        description: 'The day on which a unit or province did it, 2026-11-23, where it is recorded here later; `recordedAt` tells when.',
      }),
    })
    const reason = () => t.arg({ type: enums.reason })
    const either = (
      description: string,
      which: string,
      yes: Exclude<RepairStep, 'APPLY' | 'NATURAL_REPAIR'>,
      no: Exclude<RepairStep, 'APPLY' | 'NATURAL_REPAIR'>,
    ) =>
      t.field({
        type: payload,
        description,
        args: { ...common(), [which]: t.arg.boolean({ required: true }), reason: reason() },
        resolve: (_root, args, { viewer }) =>
          move(viewer, args.id, (args as unknown as Record<string, boolean>)[which] ? yes : no, { ...detailsOf(args), reason: args.reason ?? null }),
      })
    const plain = PLAIN.map(({ name, step, says, reason: given }) => [
      name,
      t.field({
        type: payload,
        description: says,
        args: common(),
        resolve: (_root, args, { viewer }) => move(viewer, args.id, step, { ...detailsOf(args), reason: given ?? null }),
      }),
    ])
    return {
      applyRepair: t.field({
        type: payload,
        description: 'Applies for repair (信用修复申请): the subject, or a unit or the province on its behalf.',
        args: {
          item: t.arg({ type: inputs.item, required: true }),
          receivedOn: t.arg.string({
            description: 'The day on which a unit or province received the application, 2026-11-23, where that was earlier: it chooses the rules.',
          }),
          documents: t.arg({ type: [inputs.document] }),
        },
        resolve: async (_root, { item, receivedOn, documents }, { viewer }) => {
          const key = { product: item.product, recordId: item.id }
          const details = { documents: documents ?? [], doneOn: (receivedOn as Day | null | undefined) ?? null }
          return act(viewer, await aboutItem(key), 'ITEM_UNKNOWN', () => desk.apply(viewer.principal.role, key, details))
        },
      }),
      objectToFinding: t.field({
        type: payload,
        description:
          'Objects (异议) to the finding itself: the subject, or a unit or the province on its behalf. Which body decides no text at hand tells: the province records who did (`decideRepairObjection`). Upheld, the item is withdrawn everywhere.',
        args: {
          item: t.arg({ type: inputs.item, required: true }),
          receivedOn: t.arg.string({ description: 'The day on which a unit or province received the objection, 2026-11-23, where that was earlier.' }),
          documents: t.arg({ type: [inputs.document] }),
        },
        resolve: async (_root, { item, receivedOn, documents }, { viewer }) => {
          const key = { product: item.product, recordId: item.id }
          const details = { documents: documents ?? [], doneOn: (receivedOn as Day | null | undefined) ?? null, objectsFor: 'SUBJECT' } as const
          return act(viewer, await aboutItem(key), 'ITEM_UNKNOWN', () => desk.object(viewer.principal.role, key, details))
        },
      }),
      acceptRepair: either('The decider accepts the application (受理), or declines it with a reason.', 'accept', 'ACCEPT', 'DECLINE'),
      decideRepair: either('The decider approves after review, or refuses in writing with a reason (不予信用修复告知书).', 'approve', 'APPROVE', 'REFUSE'),
      decideRepairObjection: either(
        'The body that an objection goes to upholds or dismisses it, with a reason.',
        'uphold',
        'UPHOLD_OBJECTION',
        'DISMISS_OBJECTION',
      ),
      objectToRepair: t.field({
        type: payload,
        description: 'Objects (异议): the subject to a refusal; an interested third party to what is published or confirmed.',
        args: { ...common(), on: t.arg({ type: enums.objector, description: 'For whom a unit or province objects.' }) },
        resolve: (_root, args, { viewer }) => move(viewer, args.id, 'OBJECT', { ...detailsOf(args), objectsFor: args.on ?? 'SUBJECT' }),
      }),
      acknowledgeRepair: t.field({
        type: payload,
        description: 'A participant answers that it has stopped sharing and using the repaired item, or why not: with a receipt on `delta.receipt.<p>.v1`.',
        args: {
          id: t.arg.id({ required: true, description: 'Of the case.' }),
          rejected: t.arg.string({ description: 'Why not, as a code: A to Z and _, up to 40.' }),
        },
        resolve: async (_root, { id, rejected }, { viewer }) => {
          if (rejected != null && !/^[A-Z][A-Z_]{1,39}$/.test(rejected)) return { case: null, ...refused('REASON_REQUIRED', 'rejected') }
          const answer = rejected == null ? ({ stopped: true } as const) : ({ stopped: false, code: rejected } as const)
          return act(viewer, await aboutCase(id), 'CASE_UNKNOWN', () => desk.acknowledge(viewer.principal.role, id, answer))
        },
      }),
      ...(Object.fromEntries(plain) as Record<string, ReturnType<typeof either>>),
    }
  })
}
