import { type addAsOf, byKey, type GraphBuilder, type Row, type RowRef } from '@delta/graph'
import type { RelationLeafTypes } from './leaf-types.ts'

const addNetwork = (builder: GraphBuilder, { subject, dimension, terms }: RelationLeafTypes): RowRef => {
  const node = builder.objectRef<Row>('NetworkNode').implement({
    fields: t => ({
      distance: t.int({ description: 'Steps from the subject asked for.', resolve: byKey }),
      subject: t.field({ type: subject, resolve: byKey }),
    }),
  })
  const link = builder.objectRef<Row>('NetworkLink').implement({
    description: 'A relation in force between two nodes.',
    fields: t => ({
      id: t.id({ description: 'Of the relation.', resolve: byKey }),
      dimension: t.field({ type: dimension, resolve: terms.dimension }),
      from: t.id({ description: 'The relation’s subject.', resolve: byKey }),
      to: t.id({ description: 'Its party.', resolve: byKey }),
      share: t.string({ nullable: true, resolve: byKey }),
    }),
  })
  return builder.objectRef<Row>('Network').implement({
    description: 'Who is tied to a subject over relations in force, in either direction.',
    fields: t => ({
      nodes: t.field({ type: [node], resolve: byKey }),
      links: t.field({ type: [link], resolve: byKey }),
      truncated: t.boolean({ description: 'There are more nodes or links than are shown.', resolve: byKey }),
    }),
  })
}

/** Tells what relationships add to Subject. */
export function addSubjectRelations(
  builder: GraphBuilder,
  { product, asOf }: { product: RowRef; asOf: ReturnType<typeof addAsOf> },
  types: RelationLeafTypes,
): void {
  const network = addNetwork(builder, types)
  const role = builder.enumType('RelationRole', { description: 'The end of the relation at which a subject stands.', values: ['SUBJECT', 'PARTY'] as const })
  types.subject.implement({
    description: 'Whom records are about.',
    fields: t => ({
      id: t.id({ resolve: byKey }),
      name: t.string({ nullable: true, shareable: true, description: 'The registered name, else the stated one; a person’s is masked.', resolve: byKey }),
      relationships: t.field({
        type: product,
        nullable: true,
        args: { as: t.arg({ type: role, defaultValue: 'SUBJECT' }), asOf: t.arg({ type: asOf }) },
        resolve: byKey,
      }),
      network: t.field({
        type: network,
        nullable: true,
        args: {
          depth: t.arg.int({ defaultValue: 1, required: true, description: '1 to 3.' }),
          limit: t.arg.int({ defaultValue: 50, required: true, description: 'Nodes, 1 to 100.' }),
          asOf: t.arg({ type: asOf }),
        },
        resolve: byKey,
      }),
    }),
  })
  builder.asEntity(types.subject, {
    key: builder.selection<{ id: string }>('id'),
    resolveReference: () => {
      throw new Error('references are answered by _entities')
    },
  })
}
