import { byKey, type GraphBuilder, type Row } from './builder.ts'
import type { TermRef, Terms } from './catalogue-types.ts'
import type { RowRef } from './connection.ts'

/** Adds Counts: total = effective + repaired + ended. */
export function addCounts(builder: GraphBuilder): RowRef {
  return builder.objectRef<Row>('Counts').implement({
    shareable: true,
    description:
      'Counts of a node: total = effective + repaired + ended (expired, delisted, revoked, withdrawn). The children’s counts add up to their node’s.',
    fields: t => ({
      total: t.int({ resolve: byKey }),
      effective: t.int({ resolve: byKey }),
      repaired: t.int({ resolve: byKey }),
      ended: t.int({ resolve: byKey }),
    }),
  })
}

/** Adds ItemRepair: what took an adverse item out of effect. */
export function addItemRepair(builder: GraphBuilder, unit: TermRef<never>, terms: Terms): RowRef {
  const effect = builder.enumType('RepairEffect', {
    values: {
      REPAIRED: { description: 'Repaired on application (信用修复): annotated, it counts against nobody.' },
      DELETED: { description: 'Repaired by the lapse of time (自然修复): no longer shown.' },
      WITHDRAWN: { description: 'The finding fell on an objection (异议).' },
    } as const,
  })
  return builder.objectRef<Row>('ItemRepair').implement({
    shareable: true,
    description: 'What took an adverse item out of effect.',
    fields: t => ({
      effect: t.field({ type: effect, resolve: byKey }),
      on: t.field({ type: 'Date', description: 'The first day on which it acts.', resolve: byKey }),
      unit: t.field({ type: unit as unknown as TermRef, nullable: true, description: 'The unit that decided.', resolve: terms.unitOrNull }),
      annotation: t.string({ nullable: true, description: '经…同意修复，不再作为负面信息使用; null where the rules have none.', resolve: byKey }),
      ruleSet: t.string({ nullable: true, resolve: byKey }),
      article: t.string({ nullable: true, resolve: byKey }),
    }),
  })
}

/** Adds Provenance: where an item comes from and who answers for it. */
export function addProvenance(builder: GraphBuilder, unit: TermRef<never>, terms: Terms): RowRef {
  const sourceUnit = unit as unknown as TermRef
  return builder.objectRef<Row>('Provenance').implement({
    shareable: true,
    description: 'Where an item comes from.',
    fields: t => ({
      sourceUnit: t.field({ type: sourceUnit, nullable: true, description: 'The unit that the drill ends at.', resolve: terms.unitOrNull }),
      reportedBy: t.field({ type: sourceUnit, description: 'The unit that states the record.', resolve: terms.unit }),
      authority: t.string({ nullable: true, description: 'Who decided, in the source’s words.', resolve: byKey }),
      document: t.string({ nullable: true, description: 'Number of the deciding document.', resolve: byKey }),
      decidedAt: t.field({ type: 'Date', nullable: true, resolve: byKey }),
      receivedAt: t.field({ type: 'DateTime', description: 'When the province’s adapter took this version.', resolve: byKey }),
      publishedAt: t.field({ type: 'DateTime', nullable: true, description: 'When it was published to the region.', resolve: byKey }),
      recordHash: t.string({ nullable: true, description: 'SHA-256 of the published record, base64url.', resolve: byKey }),
    }),
  })
}
