import { agreedProvinces, Refusal, requireProduct, requireSubject, type Viewer } from '@delta/access'
import { type GraphBuilder, PAGE, type Row, type Selected, selectionOf, subjectIds } from '@delta/graph'
import type { GraphQLResolveInfo } from 'graphql'
import { sql } from 'kysely'
import { createPlanner, type PlanError } from './draw-plan.ts'
import type { SamplingParts } from './parts.ts'
import { planByIdJson, plansJson, resultsJson } from './query.ts'
import { createResultBook, type ResultError } from './record-result.ts'
import { addSamplingTypes, type SamplingTypes } from './types.ts'

interface Payload {
  /** The id of what was kept; null where it was not. */
  readonly kept: string | null
  readonly errors: readonly (PlanError | ResultError)[]
}

const payloadOf = (outcome: { readonly id: string } | { readonly error: PlanError | ResultError }): Payload =>
  'id' in outcome ? { kept: outcome.id, errors: [] } : { kept: null, errors: [outcome.error] }

const requireSupervision = ({ purpose, agreement }: Viewer): void => {
  if (purpose !== 'supervision') throw new Refusal('PURPOSE_NOT_ALLOWED', `Sampling is for supervision; the call under ${agreement.id} is for ${purpose}.`)
}

const provincesOf = (viewer: Viewer, subject: string | null, province?: string | null): readonly string[] => {
  requireProduct(viewer, 'ARCHIVE')
  requireSubject(viewer, subject)
  return agreedProvinces(viewer, province == null ? null : [province])
}

const fieldOf = (info: GraphQLResolveInfo, args: object): Selected => ({
  key: info.fieldName,
  name: info.fieldName,
  args: args as Selected['args'],
  children: selectionOf(info),
})

const addQueries = (builder: GraphBuilder, types: SamplingTypes, { answers }: SamplingParts): void =>
  builder.queryFields(t => ({
    samplingPlan: t.field({
      type: types.plan,
      nullable: true,
      args: { id: t.arg.id({ required: true }) },
      resolve: async (_root, { id }, { viewer }, info) => (await answers.one(planByIdJson(selectionOf(info), id, provincesOf(viewer, null)))) as Row | null,
    }),
    samplingPlans: t.field({
      type: types.plans,
      description: 'Plans of double random sampling, the newest first.',
      args: { province: t.arg.id(), matter: t.arg.id(), department: t.arg.id(), first: t.arg.int({ defaultValue: PAGE.default }), after: t.arg.string() },
      resolve: async (_root, args, { viewer }, info) => (await answers.one(plansJson(fieldOf(info, args), provincesOf(viewer, null, args.province)))) as Row,
    }),
    samplingResults: t.field({
      type: types.results,
      description: 'What inspections found at a subject, the newest plan first.',
      args: { subject: t.arg.id({ required: true }), first: t.arg.int({ defaultValue: PAGE.default }), after: t.arg.string() },
      resolve: async (_root, args, { viewer }, info) =>
        (await answers.one(resultsJson(fieldOf(info, args), provincesOf(viewer, args.subject), subjectIds(sql`${args.subject}::text`)))) as Row,
    }),
  }))

function addErrors(builder: GraphBuilder) {
  const plan = builder.objectRef<PlanError>('SamplingPlanError').implement({
    description: 'Why a plan is not drawn.',
    fields: t => ({
      code: t.string({
        description: 'MATTER_UNKNOWN, NOT_DEPARTMENT, CLASS_UNKNOWN, RATIO, SEED, INSPECTORS, POPULATION_EMPTY or POPULATION_SIZE.',
        resolve: one => one.code,
      }),
      field: t.string({ resolve: one => one.field }),
      message: t.string({ resolve: one => one.message }),
    }),
  })
  const result = builder.objectRef<ResultError>('SamplingResultError').implement({
    description: 'Why a result is not taken.',
    fields: t => ({
      code: t.string({ description: 'PLAN_UNKNOWN, NOT_DEPARTMENT, NOT_DRAWN, INSPECTED_ON or NOTE_LENGTH.', resolve: one => one.code }),
      field: t.string({ resolve: one => one.field }),
      message: t.string({ resolve: one => one.message }),
    }),
  })
  return { plan, result }
}

function addMutations(builder: GraphBuilder, types: SamplingTypes, parts: SamplingParts): void {
  const [draw, record] = [createPlanner(parts), createResultBook(parts)]
  const errors = addErrors(builder)
  const planned = builder.objectRef<Payload>('SamplingPlanPayload').implement({
    fields: t => ({
      plan: t.field({
        type: types.plan,
        nullable: true,
        description: 'Null where it is not drawn.',
        resolve: async ({ kept }, _args, { viewer }, info) =>
          kept === null ? null : ((await parts.answers.one(planByIdJson(selectionOf(info), kept, provincesOf(viewer, null)))) as Row),
      }),
      errors: t.field({ type: [errors.plan], resolve: ({ errors: told }) => told as PlanError[] }),
    }),
  })
  const recorded = builder.objectRef<Payload>('SamplingResultPayload').implement({
    fields: t => ({
      id: t.id({ nullable: true, description: 'Null where it is not taken.', resolve: ({ kept }) => kept }),
      errors: t.field({ type: [errors.result], resolve: ({ errors: told }) => told as ResultError[] }),
    }),
  })
  builder.mutationFields(t => ({
    samplingPlan: t.field({
      type: planned,
      description: 'Draws subjects of the matter’s division by credit class, and inspectors for each, as the matter’s department. What is drawn stays.',
      args: {
        matter: t.arg.id({ required: true, description: 'The code of a power item of inspection (JC).' }),
        classes: t.arg.idList({ required: true, description: 'Grades of the province’s evaluation, or NONE: who has none.' }),
        ratios: t.arg.stringList({ required: true, description: 'For each class the share drawn: 0.05. Rounded up.' }),
        seed: t.arg.string({ required: true, description: 'Public chance of the day: 8 to 128 ASCII characters without spaces.' }),
        inspectors: t.arg.idList({ required: true, description: 'Numbers of the inspectors who could be drawn.' }),
        inspectorsEach: t.arg.int({ defaultValue: 2 }),
      },
      resolve: async (_root, args, { viewer }) => {
        requireSupervision(viewer)
        provincesOf(viewer, null)
        const { classes, inspectors, inspectorsEach, ...asked } = args
        return payloadOf(
          await draw(viewer, { ...asked, classes: classes.map(String), inspectors: inspectors.map(String), inspectorsEach: inspectorsEach ?? 2 }),
        )
      },
    }),
    recordSamplingResult: t.field({
      type: recorded,
      description: 'Records what the inspection of a drawn subject found, as the department that drew. Another one of the same subject corrects it.',
      args: {
        plan: t.arg.id({ required: true }),
        subject: t.arg.id({ required: true }),
        inspectedOn: t.arg.string({ required: true }),
        finding: t.arg({ type: types.finding, required: true }),
        note: t.arg.string({ description: 'At most 500 characters. Residents’ numbers in it are struck out.' }),
      },
      resolve: async (_root, args, { viewer }) => {
        requireSupervision(viewer)
        provincesOf(viewer, null)
        return payloadOf(await record(viewer, args))
      },
    }),
  }))
}

/** Adds double random sampling to a subgraph that has mutations: `samplingPlan`, `samplingPlans`, `samplingResults`, and the mutations `samplingPlan` and `recordSamplingResult`. */
export function addSampling(builder: GraphBuilder, parts: SamplingParts): void {
  const types = addSamplingTypes(builder, parts.pageInfo)
  addQueries(builder, types, parts)
  addMutations(builder, types, parts)
}
