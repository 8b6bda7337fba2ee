import { addConnection, type addPageInfo, type addSubjectKind, byKey, createTerms, type GraphBuilder, type Row, type RowRef, type TermRef } from '@delta/graph'
import type { Catalogue, Unit } from '@delta/model'
import type { addProduct } from './graph-agreements.ts'
import { REJECTION_ORDER } from './drill.ts'

/** Types of rejections. */
export interface QualityTypes {
  readonly connection: RowRef
}

/** Adds Rejection with its connection. */
export function addQuality(
  builder: GraphBuilder,
  catalogue: Catalogue,
  {
    province,
    unit,
    kind,
    product,
    pageInfo,
  }: {
    province: TermRef
    unit: TermRef<Unit>
    kind: ReturnType<typeof addSubjectKind>
    product: ReturnType<typeof addProduct>
    pageInfo: ReturnType<typeof addPageInfo>
  },
): QualityTypes {
  const terms = createTerms(catalogue)
  const rejection = builder.objectRef<Row>('Rejection').implement({
    description: 'A source row or file that was refused: a code and the source’s own column name, never the value.',
    fields: t => ({
      id: t.id({ resolve: byKey }),
      province: t.field({ type: province, resolve: terms.province }),
      product: t.field({ type: product, resolve: byKey }),
      subjectKind: t.field({ type: kind, nullable: true, resolve: byKey }),
      unit: t.field({ type: unit, nullable: true, description: 'The unit that states the row, where it could be told.', resolve: terms.unitOrNull }),
      code: t.string({ description: 'E_REQUIRED, E_ID_CHECK, … (domain model §9).', resolve: byKey }),
      field: t.string({ description: 'The source’s own column; FILE for a whole file.', resolve: byKey }),
      dataset: t.string({ resolve: byKey }),
      source: t.string({ description: 'Where it stands in the source: table and key, or file and line.', resolve: byKey }),
      at: t.field({ type: 'DateTime', description: 'When it was first refused.', resolve: byKey }),
    }),
  })
  return {
    connection: addConnection(builder, pageInfo, {
      name: 'Rejection',
      node: rejection,
      order: REJECTION_ORDER,
      totalCount: 'From the counts that the projector keeps.',
    }),
  }
}
