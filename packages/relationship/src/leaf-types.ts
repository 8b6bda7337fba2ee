import {
  addConnection,
  addCounts,
  addPageInfo,
  addProvenance,
  addProvince,
  addSourceUnit,
  addTerm,
  byKey,
  createTerms,
  type GraphBuilder,
  type OpenRowRef,
  resolveProof,
  type Row,
  type RowRef,
  type TermRef,
  type Terms,
} from '@delta/graph'
import type { Catalogue, Dimension, Unit } from '@delta/model'
import { RELATION_ORDER } from './drill.ts'

/** The leaf's types, and those it shares with the levels above it. */
export interface RelationLeafTypes {
  readonly relation: OpenRowRef
  readonly connection: RowRef
  readonly subject: OpenRowRef
  readonly counts: RowRef
  readonly dimension: TermRef<Dimension>
  readonly province: TermRef
  readonly unit: TermRef<Unit>
  readonly partyKind: ReturnType<typeof addPartyKind>
  readonly placement: ReturnType<typeof addPlacement>
  readonly terms: Terms
}

const addPartyKind = (builder: GraphBuilder) =>
  builder.enumType('PartyKind', { values: { NAT: { description: '自然人' }, ORG: { description: '法人和其他组织' } } as const })

const addPlacement = (builder: GraphBuilder) =>
  builder.enumType('Placement', {
    description:
      'Where a party is placed: a person by the 户籍, an organisation by its registrar. Beyond the region and unknown have neither province nor unit, and are counted.',
    values: ['IN_REGION', 'OUTSIDE_REGION', 'UNKNOWN'] as const,
  })

const implementRelation = (builder: GraphBuilder, types: RelationLeafTypes): void => {
  const { relation, subject, dimension, province, unit, partyKind, placement, terms } = types
  const status = builder.enumType('RelationStatus', { values: ['VALID', 'REVOKED', 'EXPIRED'] as const })
  const provenance = addProvenance(builder, unit as never, terms)
  relation.implement({
    description: 'One credit relationship (信用关系) of a subject with a party.',
    fields: t => ({
      id: t.id({ resolve: byKey }),
      dimension: t.field({ type: dimension, resolve: terms.dimension }),
      province: t.field({ type: province, description: 'The province that publishes it.', resolve: terms.province }),
      subject: t.field({ type: subject, resolve: byKey }),
      partyKind: t.field({ type: partyKind, resolve: byKey }),
      party: t.field({ type: subject, resolve: byKey }),
      share: t.string({ nullable: true, description: 'From 0 to 1, six places, as text.', resolve: byKey }),
      validFrom: t.field({ type: 'Date', nullable: true, resolve: byKey }),
      validTo: t.field({ type: 'Date', nullable: true, description: 'Last day in force.', resolve: byKey }),
      status: t.field({ type: status, resolve: byKey }),
      placement: t.field({ type: placement, resolve: byKey }),
      partyProvince: t.field({ type: province, nullable: true, description: 'Where the party is placed, if in the region.', resolve: terms.provinceOrNull }),
      hukouProvince: t.field({
        type: province,
        nullable: true,
        description: 'Of a person’s 户籍, as its registrar states it; never guessed from a number.',
        resolve: terms.provinceOrNull,
      }),
      unit: t.field({ type: unit, nullable: true, description: 'The one unit that the drill ends at; null beyond the region.', resolve: terms.unitOrNull }),
      reportedBy: t.field({ type: unit, resolve: terms.unit }),
      warnings: t.stringList({ resolve: byKey }),
      provenance: t.field({ type: provenance, resolve: byKey }),
      proof: t.field({ type: 'JSON', nullable: true, description: 'What `pnpm delta verify` checks offline.', resolve: resolveProof }),
    }),
  })
}

/** Adds Relation with its connection; Subject and the levels are told elsewhere. */
export function addRelationLeaf(builder: GraphBuilder, catalogue: Catalogue): RelationLeafTypes {
  const relation = builder.objectRef<Row>('Relation')
  const types: RelationLeafTypes = {
    relation,
    connection: addConnection(builder, addPageInfo(builder), {
      name: 'Relation',
      node: relation,
      order: RELATION_ORDER,
      totalCount: 'All relations of the leaf.',
    }),
    subject: builder.objectRef<Row>('Subject'),
    counts: addCounts(builder),
    dimension: addTerm(builder, 'Dimension', 'A relation dimension (关系维度).'),
    province: addProvince(builder, { owner: false }),
    unit: addSourceUnit(builder, { owner: false }),
    partyKind: addPartyKind(builder),
    placement: addPlacement(builder),
    terms: createTerms(catalogue),
  }
  implementRelation(builder, types)
  return types
}
