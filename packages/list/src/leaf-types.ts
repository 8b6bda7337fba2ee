import {
  addConnection,
  addDomain,
  addPageInfo,
  addPolarity,
  addProvenance,
  addProvince,
  addSourceUnit,
  byKey,
  createTerms,
  type GraphBuilder,
  type OpenRowRef,
  PAGE,
  resolveProof,
  type Row,
  type RowRef,
  type TermRef,
  type Terms,
} from '@delta/graph'
import type { Catalogue, Domain, Unit } from '@delta/model'
import { ENTRY_ORDER } from './drill.ts'

/** The leaf's types, and those it shares with the levels above it. */
export interface ListLeafTypes {
  readonly entry: OpenRowRef
  readonly connection: RowRef
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
    description: 'Who found it (认定单位), in the source’s words.',
    fields: t => ({ name: t.string({ resolve: byKey }), level: t.field({ type: level, resolve: byKey }) }),
  })
}

const NOT_STATED = 'None of the four provincial formats states it yet, so it is null.'

const implementEntry = (builder: GraphBuilder, { entry, subject, polarity, status, domain, province, unit, terms }: ListLeafTypes): void => {
  const reason = builder.enumType('RemovalReason', { values: ['REPAIRED', 'EXPIRED', 'WITHDRAWN', 'DELISTED'] as const })
  const finder = addFinder(builder)
  const provenance = addProvenance(builder, unit as never, terms)
  entry.implement({
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
      repair: t.string({ nullable: true, description: `修复. ${NOT_STATED}`, resolve: () => null }),
      revocation: t.string({ nullable: true, description: `撤销. ${NOT_STATED}`, resolve: () => null }),
      warnings: t.stringList({ resolve: byKey }),
      provenance: t.field({ type: provenance, resolve: byKey }),
      proof: t.field({ type: 'JSON', nullable: true, description: 'What `pnpm delta verify` checks offline.', resolve: resolveProof }),
    }),
  })
}

const implementSubject = (builder: GraphBuilder, { subject, connection, status }: ListLeafTypes): void => {
  subject.implement({
    description: 'Whom records are about.',
    fields: t => ({
      id: t.id({ resolve: byKey }),
      name: t.string({ nullable: true, shareable: true, description: 'The registered name, else the stated one; a person’s is masked.', resolve: byKey }),
      listEntries: t.field({
        type: connection,
        nullable: true,
        args: { first: t.arg.int({ defaultValue: PAGE.default }), after: t.arg.string(), status: t.arg({ type: [status] }), division: t.arg.id() },
        resolve: byKey,
      }),
    }),
  })
  builder.asEntity(subject, {
    key: builder.selection<{ id: string }>('id'),
    resolveReference: () => {
      throw new Error('references are answered by _entities')
    },
  })
}

/** Adds ListEntry with its connection, and what the list adds to Subject. */
export function addListLeaf(builder: GraphBuilder, catalogue: Catalogue): ListLeafTypes {
  const polarity = addPolarity(builder)
  const entry = builder.objectRef<Row>('ListEntry')
  const types: ListLeafTypes = {
    entry,
    connection: addConnection(builder, addPageInfo(builder), {
      name: 'ListEntry',
      node: entry,
      order: ENTRY_ORDER,
      totalCount: 'From the counts that the projector keeps; null where they do not tell: for a division, for one of the ended states alone, for one subject.',
    }),
    subject: builder.objectRef<Row>('Subject'),
    polarity,
    status: addStatus(builder),
    domain: addDomain(builder, polarity, catalogue.area, { owner: false }),
    province: addProvince(builder, { owner: false }),
    unit: addSourceUnit(builder, { owner: false }),
    terms: createTerms(catalogue),
  }
  implementEntry(builder, types)
  implementSubject(builder, types)
  return types
}
