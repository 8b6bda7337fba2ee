import { byKey, type GraphBuilder, PAGE, type Row, type RowRef } from '@delta/graph'
import type { RelationLeafTypes } from './leaf-types.ts'

const addFlow = (builder: GraphBuilder, { counts, province, placement, dimension, terms }: RelationLeafTypes): RowRef =>
  builder.objectRef<Row>('RelationFlow').implement({
    description: 'How two provinces are tied: relations whose subject is of `from` and whose party is placed in `to`.',
    fields: t => ({
      from: t.field({ type: province, nullable: true, description: 'Null where the subject’s province is not known.', resolve: terms.provinceOrNull }),
      to: t.field({ type: province, nullable: true, description: 'Null where the party is not placed in the region.', resolve: terms.provinceOrNull }),
      placement: t.field({ type: placement, resolve: byKey }),
      dimension: t.field({ type: dimension, resolve: terms.dimension }),
      counts: t.field({ type: counts, resolve: byKey }),
    }),
  })

/** Adds the levels of the relationship drill-down: RelationshipProduct, RelationDimension, RelationParty, RelationProvince, RelationUnit, RelationFlow. */
export function addRelationDrill(builder: GraphBuilder, types: RelationLeafTypes): RowRef {
  const { connection, counts, dimension, province, unit, partyKind, placement, terms } = types
  const unitNode = builder.objectRef<Row>('RelationUnit').implement({
    description: '数源责任单位: where the drill ends.',
    fields: t => ({
      unit: t.field({ type: unit, resolve: terms.unit }),
      counts: t.field({ type: counts, resolve: byKey }),
      relations: t.field({ type: connection, args: { first: t.arg.int({ defaultValue: PAGE.default }), after: t.arg.string() }, resolve: byKey }),
    }),
  })
  const provinceNode = builder.objectRef<Row>('RelationProvince').implement({
    description: '户籍地 or registrar’s province → 省域. Named by `codes`, only provinces of the region.',
    fields: t => ({
      placement: t.field({ type: placement, resolve: byKey }),
      province: t.field({ type: province, nullable: true, resolve: terms.provinceOrNull }),
      counts: t.field({ type: counts, resolve: byKey }),
      units: t.field({ type: [unitNode], args: { codes: t.arg.idList() }, resolve: byKey }),
    }),
  })
  const partyNode = builder.objectRef<Row>('RelationParty').implement({
    description: '自然人 | 法人和其他组织',
    fields: t => ({
      partyKind: t.field({ type: partyKind, resolve: byKey }),
      counts: t.field({ type: counts, resolve: byKey }),
      provinces: t.field({ type: [provinceNode], args: { codes: t.arg.idList() }, resolve: byKey }),
    }),
  })
  const dimensionNode = builder.objectRef<Row>('RelationDimension').implement({
    description: '关系维度',
    fields: t => ({
      dimension: t.field({ type: dimension, resolve: terms.dimension }),
      counts: t.field({ type: counts, resolve: byKey }),
      parties: t.field({ type: [partyNode], args: { kinds: t.arg({ type: [partyKind] }) }, resolve: byKey }),
    }),
  })
  const flow = addFlow(builder, types)
  return builder.objectRef<Row>('RelationshipProduct').implement({
    description: 'The relationships: 关系维度 → 主体类别 → 省域 → 数源责任单位 → relations; and the flows between provinces.',
    fields: t => ({
      counts: t.field({ type: counts, resolve: byKey }),
      dimensions: t.field({ type: [dimensionNode], args: { codes: t.arg.idList() }, resolve: byKey }),
      flows: t.field({ type: [flow], args: { codes: t.arg.idList({ description: 'Dimensions.' }) }, resolve: byKey }),
    }),
  })
}
