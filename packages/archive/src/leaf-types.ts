import {
  addConnection,
  addCounts,
  addItemRepair,
  addPageInfo,
  addProvenance,
  addProvince,
  addSourceUnit,
  addSubjectKind,
  addTerm,
  byKey,
  createTerms,
  type GraphBuilder,
  type OpenRowRef,
  type PageInfoRef,
  resolveProof,
  type Row,
  type RowRef,
  type TermRef,
  type Terms,
} from '@delta/graph'
import type { Category, Indicator, Unit } from '@delta/model'
import { ITEM_ORDER } from './drill.ts'
import { addStated, type StatedParts } from './stated-types.ts'

/** The leaf's types, and those it shares with the levels above it. */
export interface ArchiveLeafTypes {
  readonly item: OpenRowRef
  readonly connection: RowRef
  readonly subject: OpenRowRef
  readonly counts: RowRef
  readonly pageInfo: PageInfoRef
  readonly kind: ReturnType<typeof addSubjectKind>
  readonly province: TermRef
  readonly unit: TermRef<Unit>
  readonly category: TermRef<Category>
  readonly indicator: TermRef<Indicator>
  readonly terms: Terms
}

type Status = ReturnType<typeof addStatus>

const addStatus = (builder: GraphBuilder) =>
  builder.enumType('ArchiveStatus', {
    description: 'Where an item stands today. REPAIRED never counts against anybody.',
    values: ['VALID', 'REPAIRED', 'REVOKED', 'EXPIRED'] as const,
  })

const addLicence = (builder: GraphBuilder, status: Status): RowRef =>
  builder.objectRef<Row>('Licence').implement({
    description: 'A licence (行政许可) of the double publication.',
    fields: t => ({
      docNo: t.string({ resolve: byKey }),
      title: t.string({ nullable: true, resolve: byKey }),
      kind: t.stringList({ resolve: byKey }),
      number: t.string({ nullable: true, resolve: byKey }),
      content: t.string({ nullable: true, description: 'Withheld where the subject is a person.', resolve: byKey }),
      decisionDate: t.field({ type: 'Date', resolve: byKey }),
      validFrom: t.field({ type: 'Date', nullable: true, resolve: byKey }),
      validTo: t.field({ type: 'Date', nullable: true, resolve: byKey }),
      authority: t.string({ nullable: true, resolve: byKey }),
      status: t.field({ type: status, resolve: byKey }),
    }),
  })

const addPenalty = (builder: GraphBuilder, status: Status): RowRef => {
  const severity = builder.enumType('Severity', { description: '轻微, 一般, 严重.', values: ['MINOR', 'GENERAL', 'SERIOUS'] as const })
  return builder.objectRef<Row>('Penalty').implement({
    description: 'A penalty (行政处罚) of the double publication. Amounts are yuan, two places, as text.',
    fields: t => ({
      docNo: t.string({ resolve: byKey }),
      kinds: t.stringList({ resolve: byKey }),
      content: t.string({ nullable: true, description: 'Withheld where the subject is a person.', resolve: byKey }),
      violation: t.string({ nullable: true, description: 'Withheld where the subject is a person.', resolve: byKey }),
      fineYuan: t.string({ nullable: true, resolve: byKey }),
      confiscatedYuan: t.string({ nullable: true, resolve: byKey }),
      decisionDate: t.field({ type: 'Date', resolve: byKey }),
      publicUntil: t.field({ type: 'Date', nullable: true, resolve: byKey }),
      authority: t.string({ nullable: true, resolve: byKey }),
      severity: t.field({ type: severity, nullable: true, description: 'Null where the source does not say: treated as GENERAL.', resolve: byKey }),
      status: t.field({ type: status, resolve: byKey }),
    }),
  })
}

const implementItem = (builder: GraphBuilder, { item, subject, province, unit, category, indicator, terms }: ArchiveLeafTypes): void => {
  const status = addStatus(builder)
  const licence = addLicence(builder, status)
  const penalty = addPenalty(builder, status)
  const provenance = addProvenance(builder, unit as never, terms)
  const repair = addItemRepair(builder, unit as never, terms)
  const basis = builder.enumType('UnitBasis', {
    description:
      'Why the drill ends at this unit: the catalogue’s row, the finder, the deciding authority’s function, or the custodian where the source names no authority.',
    values: ['CATALOGUE', 'FINDER', 'AUTHORITY', 'CUSTODIAN'] as const,
  })
  item.implement({
    description: 'One item of a credit archive (信用档案): the value of an indicator, or a licence or penalty.',
    fields: t => ({
      id: t.id({ resolve: byKey }),
      indicator: t.field({ type: indicator, resolve: terms.indicator }),
      category: t.field({ type: category, resolve: terms.category }),
      province: t.field({ type: province, resolve: terms.province }),
      unit: t.field({ type: unit, description: 'The one unit that the drill ends at.', resolve: terms.unit }),
      unitBasis: t.field({ type: basis, resolve: byKey }),
      subject: t.field({ type: subject, nullable: true, resolve: byKey }),
      authority: t.string({ nullable: true, resolve: byKey }),
      value: t.field({
        type: 'JSON',
        nullable: true,
        description: 'As the source states it; names of persons are masked, tables of persons withheld.',
        resolve: byKey,
      }),
      businessNo: t.string({ nullable: true, resolve: byKey }),
      arose: t.field({ type: 'Date', nullable: true, resolve: byKey }),
      until: t.field({ type: 'Date', nullable: true, resolve: byKey }),
      status: t.field({ type: status, resolve: byKey }),
      licence: t.field({ type: licence, nullable: true, resolve: byKey }),
      penalty: t.field({ type: penalty, nullable: true, resolve: byKey }),
      repair: t.field({
        type: repair,
        nullable: true,
        description: '修复: what took it out of effect; null where nothing did, or where the source alone says so.',
        resolve: byKey,
      }),
      warnings: t.stringList({ resolve: byKey }),
      provenance: t.field({ type: provenance, resolve: byKey }),
      proof: t.field({ type: 'JSON', nullable: true, description: 'What `pnpm delta verify` checks offline.', resolve: resolveProof }),
    }),
  })
}

/** Adds ArchiveItem with its connection; Subject and the levels are told elsewhere. */
export function addArchiveLeaf(builder: GraphBuilder, parts: StatedParts): ArchiveLeafTypes {
  const item = builder.objectRef<Row>('ArchiveItem')
  const pageInfo = addPageInfo(builder)
  const types: ArchiveLeafTypes = {
    item,
    connection: addConnection(builder, pageInfo, { name: 'ArchiveItem', node: item, order: ITEM_ORDER, totalCount: 'All items of the leaf.' }),
    subject: builder.objectRef<Row>('Subject'),
    counts: addCounts(builder),
    pageInfo,
    kind: addSubjectKind(builder),
    province: addProvince(builder, { owner: false }),
    unit: addSourceUnit(builder, { owner: false }),
    category: addTerm(builder, 'Category', 'An information category (信息类别).'),
    indicator: addTerm(builder, 'Indicator', 'An archive indicator (信用档案指标).'),
    terms: createTerms(parts.catalogue),
  }
  implementItem(builder, types)
  addStated(builder, item, parts)
  return types
}
