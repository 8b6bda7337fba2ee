import { type FieldNode, getArgumentValues, type GraphQLField, type GraphQLSchema } from 'graphql'
import { type GraphContext, localeOf } from './context.ts'
import type { LaneCall, LaneQuery, Way } from './lane.ts'
import { inTime } from './in-time.ts'
import type { Limits } from './limits.ts'
import { nodesOf } from './selection.ts'
import { createWriter, type Write } from './writer.ts'

/** A root field, how it is resolved, and how its value is written. */
interface Root {
  readonly key: string
  readonly field: GraphQLField<unknown, unknown>
  readonly nodes: readonly FieldNode[]
  readonly write: Write
}

/** What root fields have resolved to already, by response key: an execution takes it instead of asking again. */
export interface Resolved {
  readonly resolved: ReadonlyMap<string, Promise<unknown>>
}

/** Lets an execution take what its context says is resolved already: nothing is read, and no evidence left, twice. */
export function takeResolved(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    const { resolve } = field
    if (resolve)
      field.resolve = (root, args, context: Partial<Resolved>, info) => context.resolved?.get(info.path.key as string) ?? resolve(root, args, context, info)
  }
}

const rootsOf = (query: LaneQuery): readonly Root[] | null => {
  const type = query.schema.getQueryType()!
  const roots = [...nodesOf(query, type, [query.operation.selectionSet])].map(([key, nodes]) => {
    const field = type.getFields()[nodes[0]!.name.value]
    const write = field?.resolve
      ? createWriter(
          query,
          field.type,
          nodes.map(node => node.selectionSet),
        )
      : null
    return field && write && { key, field, nodes, write }
  })
  return roots.every(root => root != null) ? roots : null
}

const resolveRoot = async ({ key, field, nodes }: Root, { operation, ...scope }: LaneQuery, context: GraphContext): Promise<unknown> =>
  field.resolve!(undefined, getArgumentValues(field, nodes[0]!, scope.variableValues), context, {
    ...scope,
    operation,
    fieldName: field.name,
    fieldNodes: nodes,
    returnType: field.type,
    parentType: scope.schema.getQueryType()!,
    path: { prev: undefined, key, typename: 'Query' },
    rootValue: undefined,
  })

/** A subgraph's short way: its root fields are resolved as ever, and what they resolve to is written by functions made once for the document. */
export function writtenWay({ timeMs }: Pick<Limits, 'timeMs'>): Way<readonly Root[], Resolved> {
  return {
    plan: rootsOf,
    answer: async (roots, { query, viewer, caller }: LaneCall) => {
      const context: GraphContext = { viewer, locale: localeOf(caller.header('accept-language')) }
      const resolved = new Map(roots.map(root => [root.key, resolveRoot(root, query, context)]))
      try {
        const values = await inTime(Promise.all(resolved.values()), timeMs)
        return `{"data":{${roots.map(({ key, write }, at) => `${JSON.stringify(key)}:${write(values[at], context)}`).join()}}}`
      } catch {
        return { resolved }
      }
    },
  }
}
