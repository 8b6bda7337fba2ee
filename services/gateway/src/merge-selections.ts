import { byShape, nodesOf, type SelectionScope, type Sets } from '@delta/graph'
import {
  type DocumentNode,
  type ExecutionResult,
  getNamedType,
  type GraphQLObjectType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'

/** An operation whose selections are to be merged. */
export interface Mergeable extends SelectionScope {
  readonly operation: OperationDefinitionNode
}

const NOTHING = '__nothing'
const nothing = (parse(`{ ${NOTHING}: __typename }`, { noLocation: true }).definitions[0] as OperationDefinitionNode).selectionSet

const mergedSet = (scope: SelectionScope, type: GraphQLObjectType, sets: Sets): SelectionSetNode => {
  const selections = [...nodesOf(scope, type, sets).values()].map((nodes): SelectionNode => {
    const [first] = nodes as [(typeof nodes)[number]]
    const inner = getNamedType(type.getFields()[first.name.value]?.type)
    if (!isObjectType(inner)) return { ...first, directives: [] }
    const below = nodes.map(node => node.selectionSet)
    return { ...first, directives: [], selectionSet: mergedSet(scope, inner, below) }
  })
  return selections.length > 0 ? { kind: Kind.SELECTION_SET, selections } : nothing
}

const asksSchema = (set: SelectionSetNode): boolean =>
  set.selections.some(node => node.kind !== Kind.FIELD || node.name.value === '__schema' || node.name.value === '__type')

/**
 * The operation with each response key selected once, without fragments and conditions; null where it asks of the schema itself.
 * The planner answers a list double whose key is selected twice and has arguments, and knows no answer where a condition leaves nothing selected.
 */
export const mergeSelections = byShape(({ operation, ...scope }: Mergeable): DocumentNode | null => {
  const type = scope.schema.getRootType(operation.operation)
  if (!type) return null
  const selectionSet = mergedSet(scope, type, [operation.selectionSet])
  return asksSchema(selectionSet) ? null : { kind: Kind.DOCUMENT, definitions: [{ ...operation, directives: [], selectionSet }] }
})

const strip = (value: unknown): void => {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) delete (value as Record<string, unknown>)[NOTHING]
  Object.values(value).forEach(strip)
}

/** The answer to a merged operation, without what stands where nothing is selected. */
export function stripNothing<Result>(result: Result): Result {
  strip((result as ExecutionResult).data)
  return result
}
