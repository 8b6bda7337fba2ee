import type { GraphQLField, GraphQLResolveInfo } from 'graphql'
import type { GraphContext } from './context.ts'

/** Resolves a field at once, from its parent and by its response key: without arguments, and nothing is awaited. */
export type PlainResolve<Parent, Value> = (parent: Parent, context: GraphContext, key: string) => Value

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyPlain = PlainResolve<any, unknown>

const known = new WeakMap<object, AnyPlain>()

/** The resolver of a field that is resolved plainly: `createWriter` may call what is in it without the ceremony of an execution. */
export function plain<Parent, Value>(resolve: PlainResolve<Parent, Value>) {
  const resolver = (parent: Parent, _args: unknown, context: GraphContext, info: GraphQLResolveInfo): Value => resolve(parent, context, info.path.key as string)
  known.set(resolver, resolve)
  return resolver
}

/** How a field is resolved plainly, or null where it is not. A field without a resolver is its parent's property, as everywhere in GraphQL. */
export function plainOf(field: GraphQLField<unknown, unknown>): AnyPlain | null {
  const { name, resolve } = field
  return resolve ? (known.get(resolve) ?? null) : (parent: Readonly<Record<string, unknown>>) => parent[name]
}
