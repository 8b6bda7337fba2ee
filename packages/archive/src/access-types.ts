import { addConnection, byKey, type GraphBuilder, type PageInfoRef, type Row, type RowRef } from '@delta/graph'
import { ACCESS_ORDER } from './accesses.ts'

/** Adds Access with its connection: who has looked at a person, and for what. */
export function addAccess(builder: GraphBuilder, pageInfo: PageInfoRef): RowRef {
  const access = builder.objectRef<Row>('Access').implement({
    description: 'A look at a person, as the evidence holds it. Legal persons leave none.',
    fields: t => ({
      at: t.field({ type: 'DateTime', resolve: byKey }),
      role: t.string({ description: 'Who looked: a role, as tokens write it.', resolve: byKey }),
      purpose: t.string({ description: 'As Delta-Purpose said it.', resolve: byKey }),
      case: t.string({ description: 'As Delta-Case said it, identity numbers struck out.', resolve: byKey }),
      product: t.string({ description: 'ARCHIVE, RELATIONSHIP or LIST.', resolve: byKey }),
    }),
  })
  return addConnection(builder, pageInfo, { name: 'Access', node: access, order: ACCESS_ORDER, totalCount: 'All looks at the subject.' })
}
