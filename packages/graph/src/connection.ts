import type { ImplementableObjectRef, ObjectRef } from '@pothos/core'
import { type BuilderTypes, byKey, type GraphBuilder, type Row } from './builder.ts'
import { writeCursor } from './page.ts'
import { plain } from './plain.ts'

/** Part of an answer whose cursors are still raw keys of the order `order`. */
interface Paged {
  readonly row: Row
  readonly order: string
}

type Types = PothosSchemaTypes.ExtendDefaultTypes<BuilderTypes>

/** A type whose value is made in memory. */
export type NodeRef<T> = ObjectRef<Types, T>

/** A type whose value is a part of the answer. */
export type RowRef = NodeRef<Row>

/** A type whose value is a part of the answer and whose fields are told later. */
export type OpenRowRef = ImplementableObjectRef<Types, Row>

/** Reference to PageInfo. */
export type PageInfoRef = ObjectRef<Types, Paged>

const cursorOf = ({ row, order }: Paged, key: string): string | null => {
  const value = row[key]
  return Array.isArray(value) ? writeCursor(order, value as string[]) : null
}

/** Adds Relay's PageInfo. */
export function addPageInfo(builder: GraphBuilder): PageInfoRef {
  return builder.objectRef<Paged>('PageInfo').implement({
    shareable: true,
    description: 'Where a page stands in its list. Pages go forward only.',
    fields: t => ({
      hasNextPage: t.boolean({ resolve: plain((parent: Paged, _context, key) => parent.row[key] as boolean) }),
      hasPreviousPage: t.boolean({ resolve: plain((parent: Paged, _context, key) => parent.row[key] as boolean) }),
      startCursor: t.string({ nullable: true, resolve: plain((parent: Paged, _context, key) => cursorOf(parent, key)) }),
      endCursor: t.string({ nullable: true, resolve: plain((parent: Paged, _context, key) => cursorOf(parent, key)) }),
    }),
  })
}

/** What a connection is made of. `order` names its keyset, so cursors cannot stray to another list. */
export interface ConnectionOptions {
  readonly name: string
  readonly node: RowRef
  readonly order: string
  readonly shareable?: boolean
  readonly totalCount: string
  /** Adds fields to the edge beside `cursor` and `node`. */
  readonly edge?: (edge: RowRef) => void
}

/** Adds `<name>Edge` and `<name>Connection` (edges, nodes, pageInfo, totalCount). */
export function addConnection(builder: GraphBuilder, pageInfo: PageInfoRef, options: ConnectionOptions): RowRef {
  const shareable = options.shareable ?? false
  const edge = builder.objectRef<Row>(`${options.name}Edge`).implement({
    shareable,
    fields: t => ({
      cursor: t.string({ resolve: plain((row: Row, _context, key) => cursorOf({ row, order: options.order }, key) ?? '') }),
      node: t.field({ type: options.node, resolve: byKey }),
    }),
  })
  options.edge?.(edge)
  return builder.objectRef<Row>(`${options.name}Connection`).implement({
    shareable,
    fields: t => ({
      edges: t.field({ type: [edge], resolve: byKey }),
      nodes: t.field({ type: [options.node], resolve: byKey }),
      pageInfo: t.field({ type: pageInfo, resolve: plain((parent: Row, _context, key) => ({ row: parent[key] as Row, order: options.order })) }),
      totalCount: t.int({ nullable: true, description: options.totalCount, resolve: byKey }),
    }),
  })
}
