import { addAnswerState, type GraphBuilder, type NodeRef, type TermRef } from '@delta/graph'
import { type CaseTerm, type Catalogue, DUTIES, type Objection, type RepairCase, type RepairNotice, STEPS, type Unit } from '@delta/model'
import type { RepairEnums } from './graph-enums.ts'
import type { RepairParticipantTable } from './tables.ts'

/** A participant's answer on the day of the look. */
export type Propagation = RepairParticipantTable & { readonly overdue: boolean }

const PARTIES = ['SUBJECT', 'AGENT', 'THIRD_PARTY', 'FINDER', 'CREDIT_CHINA', 'CREDIT_BODY', 'OBJECTION_BODY', 'GATEWAY'] as const
const BODIES = ['SUPERIOR', 'PROVINCIAL_FGW', 'CONFIRMING_UNIT'] as const

const addTerms = (builder: GraphBuilder, ruleState: ReturnType<typeof addAnswerState>): NodeRef<CaseTerm> => {
  const duty = builder.enumType('RepairDuty', { values: DUTIES })
  const sense = builder.enumType('RepairTermSense', {
    description: 'To be done WITHIN the term; LASTS until its last day; a RIGHT that lapses after it.',
    values: ['WITHIN', 'LASTS', 'RIGHT'] as const,
  })
  return builder.objectRef<CaseTerm>('RepairTerm').implement({
    description: 'A term that has begun, with the article that sets it.',
    fields: t => ({
      duty: t.field({ type: duty, resolve: term => term.duty }),
      sense: t.field({ type: sense, resolve: term => term.sense }),
      begins: t.field({ type: 'Date', description: 'The day that is not counted.', resolve: term => term.begins }),
      dueOn: t.field({
        type: 'Date',
        nullable: true,
        description: 'Its last day; null where the law leaves it open, or sets no limit.',
        resolve: term => term.due?.day,
      }),
      provisional: t.boolean({
        description: 'The day runs into a year whose working days are not known yet.',
        resolve: term => term.due?.provisional ?? false,
      }),
      unlimited: t.boolean({ resolve: term => term.unlimited }),
      state: t.field({ type: ruleState, resolve: term => term.state }),
      ruleSet: t.id({ resolve: term => term.ruleSet }),
      article: t.string({ nullable: true, resolve: term => term.article }),
      source: t.string({ resolve: term => term.source }),
      open: t.string({ nullable: true, resolve: term => term.open }),
      doneOn: t.field({ type: 'Date', nullable: true, resolve: term => term.doneOn }),
      overdue: t.boolean({ description: 'Not done, and its last day has passed.', resolve: term => term.overdue }),
      late: t.boolean({ description: 'Done after its last day.', resolve: term => term.late }),
      ended: t.boolean({ description: 'The case ended before it was done.', resolve: term => term.void }),
      objection: t.int({ nullable: true, description: 'The objection that it is about.', resolve: term => term.objection }),
    }),
  })
}

const addObjections = (builder: GraphBuilder, enums: RepairEnums, ruleState: ReturnType<typeof addAnswerState>): NodeRef<Objection> => {
  const body = builder.enumType('RepairObjectionBody', { values: BODIES })
  return builder.objectRef<Objection>('RepairObjection').implement({
    description: 'An objection (异议) within a case.',
    fields: t => ({
      number: t.int({ resolve: one => one.number }),
      by: t.field({ type: enums.objector, resolve: one => one.by }),
      filedOn: t.field({ type: 'Date', resolve: one => one.filedOn }),
      bodies: t.field({ type: [body], description: 'To whom it goes; empty where that is open.', resolve: one => [...(one.bodies.value ?? [])] }),
      bodiesState: t.field({ type: ruleState, resolve: one => one.bodies.state }),
      bodiesOpen: t.string({ nullable: true, resolve: one => one.bodies.open }),
      ruleSet: t.id({ nullable: true, resolve: one => one.bodies.ruleSet }),
      article: t.string({ nullable: true, resolve: one => one.bodies.article }),
      decidedOn: t.field({ type: 'Date', nullable: true, resolve: one => one.decision?.on }),
      upheld: t.boolean({ nullable: true, resolve: one => one.decision?.upheld }),
      reason: t.field({ type: enums.reason, nullable: true, resolve: one => one.decision?.reason }),
    }),
  })
}

const addPropagation = (builder: GraphBuilder, enums: RepairEnums, ruleState: ReturnType<typeof addAnswerState>): NodeRef<Propagation> => {
  const kind = builder.enumType('RepairParticipantKind', { values: ['PROVINCE', 'CITY', 'NATIONAL'] as const })
  return builder.objectRef<Propagation>('RepairPropagation').implement({
    description: 'A participant that got the item: it answers that it has stopped sharing and using it.',
    fields: t => ({
      participant: t.id({ description: 'A province, a partner city, or `national`.', resolve: one => one.participant }),
      kind: t.field({ type: kind, resolve: one => one.kind }),
      state: t.field({ type: enums.answer, resolve: one => one.state }),
      code: t.string({ nullable: true, description: 'Why it rejects.', resolve: one => one.code }),
      dueOn: t.field({
        type: 'Date',
        nullable: true,
        description: 'By when the law has it answer; null where the law leaves that open.',
        resolve: one => one.due_on,
      }),
      dueState: t.field({ type: ruleState, resolve: one => one.due_state as 'STATED' }),
      provisional: t.boolean({ resolve: one => one.due_provisional }),
      ruleSet: t.id({ nullable: true, resolve: one => one.due_rule_set }),
      article: t.string({ nullable: true, resolve: one => one.due_article }),
      open: t.string({ nullable: true, resolve: one => one.due_open }),
      overdue: t.boolean({ resolve: one => one.overdue }),
      toldAt: t.field({ type: 'DateTime', resolve: one => one.told_at }),
      at: t.field({ type: 'DateTime', nullable: true, description: 'When it answered.', resolve: one => one.answered_at }),
    }),
  })
}

const addEvents = (
  builder: GraphBuilder,
  enums: RepairEnums,
  { catalogue, unit, party, step }: { catalogue: Catalogue; unit: TermRef<Unit>; party: ReturnType<typeof addParty>; step: ReturnType<typeof addStep> },
): NodeRef<RepairNotice> => {
  const document = builder.objectRef<RepairNotice['documents'][number]>('RepairDocument').implement({
    description: 'A document by kind and SHA-256: it does not travel itself.',
    fields: t => ({ kind: t.field({ type: enums.document, resolve: one => one.kind }), digest: t.exposeString('digest') }),
  })
  const effect = builder.enumType('RepairEventEffect', { values: ['REPAIRED', 'DELETED', 'WITHDRAWN', 'RESTORED'] as const })
  return builder.objectRef<RepairNotice>('RepairEvent').implement({
    description: 'What was done, by whom, when, and by which rule: a record on `delta.repair.<p>.v1`, signed.',
    fields: t => ({
      id: t.id({ description: 'Of the record.', resolve: one => one.recordId }),
      sequence: t.exposeInt('sequence'),
      step: t.field({ type: step, resolve: one => one.step }),
      party: t.field({ type: party, resolve: one => one.party }),
      unit: t.field({
        type: unit,
        nullable: true,
        description: 'The unit that acted.',
        resolve: one => (one.actor === null ? null : catalogue.unit(one.actor)),
      }),
      at: t.field({ type: 'DateTime', resolve: one => one.at }),
      recordedAt: t.field({ type: 'DateTime', resolve: one => one.recordedAt }),
      objection: t.int({ nullable: true, resolve: one => one.objection }),
      reason: t.field({ type: enums.reason, nullable: true, resolve: one => one.reason }),
      documents: t.field({ type: [document], resolve: one => one.documents }),
      effect: t.field({ type: effect, nullable: true, description: 'What it does to the item.', resolve: one => one.effect }),
      annotation: t.string({ nullable: true, resolve: one => one.annotation }),
      ruleSet: t.id({ nullable: true, resolve: one => one.ruleSet }),
      article: t.string({ nullable: true, resolve: one => one.article }),
    }),
  })
}

const addStep = (builder: GraphBuilder) => builder.enumType('RepairStep', { values: STEPS })
const addParty = (builder: GraphBuilder) => builder.enumType('RepairParty', { description: 'As what somebody acts.', values: PARTIES })

/** Adds what a case is made of: its terms, objections, events, what may come next, and who has answered. */
export function addCaseParts(builder: GraphBuilder, catalogue: Catalogue, enums: RepairEnums, unit: TermRef<Unit>) {
  const ruleState = addAnswerState(builder)
  const step = addStep(builder)
  const party = addParty(builder)
  const next = builder.objectRef<RepairCase['next'][number]>('RepairNext').implement({
    fields: t => ({
      step: t.field({ type: step, resolve: one => one.step }),
      parties: t.field({ type: [party], resolve: one => [...one.parties] }),
    }),
  })
  return {
    ruleState,
    step,
    next,
    term: addTerms(builder, ruleState),
    objection: addObjections(builder, enums, ruleState),
    propagation: addPropagation(builder, enums, ruleState),
    event: addEvents(builder, enums, { catalogue, unit, party, step }),
  }
}
