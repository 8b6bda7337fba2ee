import { type GraphBuilder, refuse } from '@delta/graph'
import type { AnswerEntry, AnswerMeasure } from './check-answer.ts'
import type { CreditChecks, ProvenAnswer } from './credit-check.ts'
import type { OrderTypes } from './order-types.ts'

const addEffect = (builder: GraphBuilder) =>
  builder.enumType('CheckEffect', {
    description: 'What an entry or a measure does to a matter.',
    values: {
      STOP: { description: 'It must not be granted.' },
      NOTE: { description: 'It is to be examined with care.' },
      FAVOUR: { description: 'It is to be helped.' },
      NONE: { description: 'Nothing.' },
    } as const,
  })

const addFlag = (builder: GraphBuilder) =>
  builder.enumType('CheckFlag', {
    values: {
      W_RED_ON_BLACK: { description: 'A red entry of a subject that stands on a black list: it favours nothing.' },
      W_NOT_RECOGNISED: { description: 'The finding has no effect in this province.' },
      W_WATCHED: { description: 'A watch list calls for no measure: the entry is only to be noted.' },
    } as const,
  })

const addMeasures = (builder: GraphBuilder, effect: ReturnType<typeof addEffect>) => {
  const department = builder.objectRef<AnswerMeasure['departments'][number]>('CheckDepartment').implement({
    fields: t => ({ code: t.exposeID('code'), name: t.exposeString('name'), unit: t.exposeID('unit', { description: 'Its data-source unit.' }) }),
  })
  const missing = builder.enumType('CheckMissing', { values: ['ITEM', 'DEPARTMENT'] as const })
  return builder.objectRef<AnswerMeasure>('CheckMeasure').implement({
    description: 'What a measure does to the matter, and by which law.',
    fields: t => ({
      code: t.exposeID('code'),
      name: t.exposeString('name'),
      effect: t.field({ type: effect, resolve: one => one.effect }),
      legalBasis: t.exposeString('legalBasis'),
      article: t.exposeString('article', { nullable: true, description: 'Null where the catalogue names none.' }),
      departments: t.field({ type: [department], description: 'Who says so there.', resolve: one => one.departments }),
      missing: t.field({
        type: missing,
        nullable: true,
        description: 'Why there is no department: no power item there carries the measure, or none is known for it.',
        resolve: one => one.missing,
      }),
    }),
  })
}

function addEntry(builder: GraphBuilder, { polarity }: OrderTypes, effect: ReturnType<typeof addEffect>) {
  const recognition = builder.enumType('CheckRecognition', {
    description: 'What a finding of its province does in the province of the matter.',
    values: ['BINDS', 'NOTED', 'NONE'] as const,
  })
  const [measure, flag] = [addMeasures(builder, effect), addFlag(builder)]
  return builder.objectRef<AnswerEntry>('CheckEntry').implement({
    description: 'An entry in force that bears on the matter.',
    fields: t => ({
      id: t.exposeID('id', { description: '`listEntry(id:)` tells more.' }),
      domain: t.exposeID('domain'),
      domainName: t.exposeString('domainName'),
      polarity: t.field({ type: polarity, resolve: one => one.polarity as 'BLACK' }),
      province: t.exposeID('province'),
      unit: t.exposeID('unit'),
      basis: t.exposeString('basis', { nullable: true }),
      document: t.exposeString('document', { nullable: true }),
      from: t.field({ type: 'Date', resolve: one => one.from }),
      to: t.field({ type: 'Date', nullable: true, resolve: one => one.to }),
      recognition: t.field({ type: recognition, resolve: one => one.recognition }),
      effect: t.field({ type: effect, resolve: one => one.effect }),
      flags: t.field({ type: [flag], resolve: one => one.flags }),
      memoranda: t.stringList({ description: 'Memoranda of joint measures for the domain.', resolve: one => one.memoranda }),
      measures: t.field({ type: [measure], resolve: one => one.measures }),
    }),
  })
}

/** Adds `creditCheck`. */
export function addCreditCheck(builder: GraphBuilder, types: OrderTypes, { checks }: { readonly checks: CreditChecks }): void {
  const effect = addEffect(builder)
  const entry = addEntry(builder, types, effect)
  const verdict = builder.enumType('CheckVerdict', {
    values: { PASS: { description: 'Go on.' }, NOTE: { description: 'Go on with care.' }, STOP: { description: 'Do not go on.' } } as const,
  })
  const check = builder.objectRef<ProvenAnswer>('CreditCheck').implement({
    description: 'The answer of a credit check (信用核查): signed, and kept as evidence before it is given.',
    fields: t => ({
      id: t.exposeID('id'),
      at: t.field({ type: 'DateTime', resolve: one => one.at }),
      subject: t.exposeID('subject', { description: 'A subject’s id; of a person the pseudonym.' }),
      name: t.exposeString('name', { nullable: true, description: 'As its entries state it; a person’s is masked. Null where there are none.' }),
      matter: t.exposeString('matter'),
      category: t.exposeID('category'),
      level: t.field({ type: types.level, resolve: one => one.level }),
      division: t.exposeID('division'),
      verdict: t.field({ type: verdict, resolve: one => one.verdict }),
      entries: t.field({ type: [entry], resolve: one => one.entries }),
      within: t.field({ type: 'JSON', description: 'What of the lists was looked at: provinces and domains of your agreement.', resolve: one => one.within }),
      proof: t.field({
        type: 'JSON',
        description:
          'What `pnpm delta verify` checks offline: `value` is the answer as it was signed (RFC 8785), sealed by the key of `region` in the directory.',
        resolve: ({ proof, text }) => ({ ...proof, value: text }),
      }),
    }),
  })
  builder.queryFields(t => ({
    creditCheck: t.field({
      type: check,
      description:
        'May a matter be granted to a subject? For embedding in an approval system, up to 1,000 at once, there is POST /checks. Purposes: approval, supervision.',
      args: {
        subject: t.arg.id({ required: true, description: 'An id of a subject or a code that identifies it.' }),
        matter: t.arg.id({ required: true, description: 'A power category (XK), a basic code (XK00100000) or an item’s code.' }),
        level: t.arg({ type: types.level, description: 'That of the division, or one above it; the division’s own where it is not said.' }),
        division: t.arg.id({ description: 'Where it is decided: 6 digits. An item’s own code says it.' }),
      },
      resolve: async (_root, asked, { viewer }) => {
        const [outcome] = await checks.check(viewer, [asked])
        if ('error' in outcome!) throw refuse(outcome.error.code, outcome.error.message)
        return outcome!
      },
    }),
  }))
}
