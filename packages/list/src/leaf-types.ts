import { type addAsOf, addConnection, addPageInfo, byKey, type GraphBuilder, PAGE, type PageInfoRef, type RowRef } from '@delta/graph'
import { ENTRY_ORDER } from './drill.ts'
import { addListEntry, type ListEntryParts, type ListEntryTypes } from './entry-types.ts'

/** The leaf's types, and those it shares with the levels above it. */
export interface ListLeafTypes extends ListEntryTypes {
  readonly connection: RowRef
  readonly pageInfo: PageInfoRef
}

type AsOfRef = ReturnType<typeof addAsOf>

const implementSubject = (builder: GraphBuilder, { subject, connection, status }: ListLeafTypes, asOf: AsOfRef): void => {
  subject.implement({
    description: 'Whom records are about.',
    fields: t => ({
      id: t.id({ resolve: byKey }),
      name: t.string({ nullable: true, shareable: true, description: 'The registered name, else the stated one; a person’s is masked.', resolve: byKey }),
      listEntries: t.field({
        type: connection,
        nullable: true,
        args: {
          first: t.arg.int({ defaultValue: PAGE.default }),
          after: t.arg.string(),
          status: t.arg({ type: [status] }),
          division: t.arg.id(),
          asOf: t.arg({ type: asOf }),
        },
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
export function addListLeaf(builder: GraphBuilder, parts: ListEntryParts, asOf: AsOfRef): ListLeafTypes {
  const types = addListEntry(builder, parts)
  const pageInfo = addPageInfo(builder)
  const connection = addConnection(builder, pageInfo, {
    name: 'ListEntry',
    node: types.entry,
    order: ENTRY_ORDER,
    totalCount: 'From the counts that the projector keeps; null where they do not tell: for a division, for one of the ended states alone, for one subject.',
  })
  implementSubject(builder, { ...types, connection, pageInfo }, asOf)
  return { ...types, connection, pageInfo }
}
