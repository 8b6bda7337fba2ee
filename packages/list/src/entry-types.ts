import {
  addDomain,
  addItemRepair,
  addPolarity,
  addProvenance,
  addProvince,
  addRecognition,
  addSourceUnit,
  byKey,
  createTerms,
  dayAsked,
  type GraphBuilder,
  type OpenRowRef,
  recognitionAsked,
  type RecognitionRef,
  resolveProof,
  type Row,
  type RowRef,
  type TermRef,
  type Terms,
} from '@delta/graph'
import type { Catalogue, Day, Domain, Unit } from '@delta/model'

/** ListEntry's type, and those it is made of. `subject` is left open: what a subject tells is another matter in each subgraph. */
export interface ListEntryTypes {
  readonly entry: RowRef
  readonly subject: OpenRowRef
  readonly polarity: ReturnType<typeof addPolarity>
  readonly status: ReturnType<typeof addStatus>
  readonly domain: TermRef<Domain>
  readonly province: TermRef
  readonly unit: TermRef<Unit>
  readonly terms: Terms
}

const addStatus = (builder: GraphBuilder) =>
  builder.enumType('ListStatus', {
    description: 'Where an entry stands today. Only EFFECTIVE is in force; REPAIRED never counts against anybody.',
    values: ['EFFECTIVE', 'REPAIRED', 'DELISTED', 'EXPIRED', 'WITHDRAWN'] as const,
  })

const addFinder = (builder: GraphBuilder): RowRef => {
  const level = builder.enumType('UnitLevel', { values: ['NATIONAL', 'PROVINCE', 'CITY', 'COUNTY'] as const })
  return builder.objectRef<Row>('Finder').implement({
    shareable: true,
    description: 'Who found it (认定单位), in the source’s words.',
    fields: t => ({ name: t.string({ resolve: byKey }), level: t.field({ type: level, resolve: byKey }) }),
  })
}

const NOT_STATED = 'None of the four provincial formats states it yet, so it is null.'

/** What an entry's recognition is looked up with. */
export interface ListEntryParts {
  readonly catalogue: Catalogue
  /** Today in Asia/Shanghai. */
  readonly today: () => Day
}

const addStanding = (builder: GraphBuilder, entry: OpenRowRef, recognition: RecognitionRef, { catalogue, today }: ListEntryParts): void => {
  const flag = builder.enumType('ListFlag', {
    values: { RED_ON_BLACK: { description: 'A red entry in force, of a subject that is on a black list in force.' } } as const,
  })
  builder.objectFields(entry, t => ({
    recognition: t.field({
      type: recognition,
      nullable: true,
      shareable: true,
      description: 'What the entry, which its own province found, does in another (信用互认).',
      args: {
        for: t.arg.id({ required: true, description: 'The province that would use it.' }),
        on: t.arg.string({ description: 'A day; today where not given.' }),
      },
      resolve: (row, args, _context, info) => {
        const [domain = '', from = ''] = String(row[info.path.key]).split('/')
        return recognitionAsked(catalogue, domain, from, args.for, dayAsked(args.on, today))
      },
    }),
    flags: t.field({
      type: [flag],
      nullable: true,
      shareable: true,
      description:
        'What other entries say against this one today, as far as the agreement shows them; where the feed tells the entry, when it was told: it tells it again (FLAG) when that changes.',
      resolve: byKey,
    }),
  }))
}

const implementEntry = (builder: GraphBuilder, entry: OpenRowRef, types: Omit<ListEntryTypes, 'entry'>): void => {
  const { subject, polarity, status, domain, province, unit, terms } = types
  const reason = builder.enumType('RemovalReason', { values: ['REPAIRED', 'EXPIRED', 'WITHDRAWN', 'DELISTED'] as const })
  const finder = addFinder(builder)
  const provenance = addProvenance(builder, unit as never, terms)
  const repair = addItemRepair(builder, unit as never, terms)
  entry.implement({
    shareable: true,
    description:
      'An entry of a red, black or watch list (红黑名单), with the seven that each must keep: 依据 basis, 标准 standard, 范围 scope, 使用 use, 期限 term, 修复 repair, 撤销 revocation.',
    fields: t => ({
      id: t.id({ resolve: byKey }),
      polarity: t.field({ type: polarity, resolve: byKey }),
      domain: t.field({ type: domain, resolve: terms.domain }),
      province: t.field({ type: province, resolve: terms.province }),
      unit: t.field({ type: unit, description: 'The one unit that the drill ends at.', resolve: terms.unit }),
      subject: t.field({ type: subject, resolve: byKey }),
      caseNo: t.string({ nullable: true, resolve: byKey }),
      from: t.field({ type: 'Date', description: 'First day on the list.', resolve: byKey }),
      to: t.field({ type: 'Date', nullable: true, description: 'Last day in force.', resolve: byKey }),
      removedOn: t.field({ type: 'Date', nullable: true, description: 'First day not listed.', resolve: byKey }),
      removalReason: t.field({ type: reason, nullable: true, resolve: byKey }),
      status: t.field({ type: status, resolve: byKey }),
      finder: t.field({ type: finder, nullable: true, resolve: byKey }),
      basis: t.string({ nullable: true, description: '依据', resolve: byKey }),
      standard: t.string({ nullable: true, description: `认定标准. ${NOT_STATED}`, resolve: () => null }),
      scope: t.string({ nullable: true, description: `适用范围. ${NOT_STATED}`, resolve: () => null }),
      use: t.string({ nullable: true, description: `使用. ${NOT_STATED}`, resolve: () => null }),
      term: t.string({
        nullable: true,
        description: '期限 as an ISO 8601 interval of days: 2024-01-01/2026-12-31; open where no end is stated.',
        resolve: byKey,
      }),
      repair: t.field({
        type: repair,
        nullable: true,
        description: '修复: what took it out of effect; null where nothing did, or where the source alone says that it is repaired.',
        resolve: byKey,
      }),
      revocation: t.string({ nullable: true, description: `撤销. ${NOT_STATED}`, resolve: () => null }),
      warnings: t.stringList({ resolve: byKey }),
      provenance: t.field({ type: provenance, resolve: byKey }),
      proof: t.field({ type: 'JSON', nullable: true, description: 'What `pnpm delta verify` checks offline.', resolve: resolveProof }),
    }),
  })
}

/** Adds ListEntry. */
export function addListEntry(builder: GraphBuilder, parts: ListEntryParts): ListEntryTypes {
  const { catalogue } = parts
  const polarity = addPolarity(builder)
  const entry = builder.objectRef<Row>('ListEntry')
  const types = {
    subject: builder.objectRef<Row>('Subject'),
    polarity,
    status: addStatus(builder),
    domain: addDomain(builder, polarity, catalogue.area, { owner: false }),
    province: addProvince(builder, { owner: false }),
    unit: addSourceUnit(builder, { owner: false }),
    terms: createTerms(catalogue),
  }
  implementEntry(builder, entry, types)
  addStanding(builder, entry, addRecognition(builder), parts)
  return { entry, ...types }
}
