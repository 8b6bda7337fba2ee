import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import type { Limits } from './limits.ts'
import { PAGE } from './page.ts'
import { refuse } from './refusal.ts'

/** What a document asks for, counted before it runs. */
export interface CostScope {
  readonly schema: GraphQLSchema
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  /** Coerced variables. */
  readonly variables: Readonly<Record<string, unknown>>
  readonly limits: Limits
}

const UNKNOWN_LIST = 10

/**
 * The cost of a document: how many list items it may yield. Each list or page counts its size (`first`, given or default; the number of `codes` or representations;
 * else the size that limits.json expects) times one plus the cost of what is selected in it. Skipped fields count too, so a directive cannot hide a cost.
 * Throws PAGE_TOO_LARGE for a page over the limit.
 */
export function costOf(scope: CostScope): number {
  const fragments = new Map(scope.document.definitions.flatMap(node => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])))
  const root = scope.schema.getRootType(scope.operation.operation)
  return root ? createWalk(scope, fragments)(scope.operation.selectionSet, root) : 0
}

const createWalk = (scope: CostScope, fragments: ReadonlyMap<string, FragmentDefinitionNode>) => {
  const known = new Map<string, number>()
  const ofFragment = (name: string): number => {
    const found = known.get(name)
    if (found !== undefined) return found
    known.set(name, 0)
    const fragment = fragments.get(name)
    const type = fragment && scope.schema.getType(fragment.typeCondition.name.value)
    const cost = fragment && isObjectType(type) ? ofSet(fragment.selectionSet, type) : 0
    known.set(name, cost)
    return cost
  }
  const ofField = (node: FieldNode, type: GraphQLObjectType): number => {
    const field = type.getFields()[node.name.value]
    if (!field || node.name.value.startsWith('__')) return 0
    const inner = getNamedType(field.type)
    const below = node.selectionSet ? (isObjectType(inner) ? ofSet(node.selectionSet, inner) : ofUnion(node.selectionSet)) : 0
    const size = sizeOf(scope, type, field, node)
    return size === null ? below : size * (1 + below)
  }
  const ofUnion = (set: SelectionSetNode): number => ofSet(set, null)
  const ofSet = (set: SelectionSetNode, type: GraphQLObjectType | null): number =>
    set.selections.reduce((sum, node) => {
      if (node.kind === Kind.FIELD) return type ? sum + ofField(node, type) : sum
      if (node.kind === Kind.FRAGMENT_SPREAD) return sum + ofFragment(node.name.value)
      const condition = node.typeCondition ? scope.schema.getType(node.typeCondition.name.value) : type
      return sum + (isObjectType(condition) ? ofSet(node.selectionSet, condition) : 0)
    }, 0)
  return ofSet
}

const sizeOf = ({ limits, variables }: CostScope, type: GraphQLObjectType, field: GraphQLField<unknown, unknown>, node: FieldNode): number | null => {
  const isList = isListType(getNullableType(field.type))
  const isConnection = getNamedType(field.type).name.endsWith('Connection')
  const args = argumentsOf(field, node, variables)
  if (isConnection || 'first' in args) {
    const first = typeof args['first'] === 'number' ? args['first'] : PAGE.default
    if (first < 0 || first > limits.page) throw refuse('PAGE_TOO_LARGE', `first is 0 to ${limits.page}.`, { limit: limits.page })
    return first
  }
  if (!isList || isLeafType(getNamedType(field.type)) || type.name.endsWith('Connection')) return null
  const expected = limits.listSizes[`${type.name}.${field.name}`] ?? UNKNOWN_LIST
  const named = args['codes'] ?? args['representations']
  return Array.isArray(named) ? (field.name === '_entities' ? named.length : Math.min(named.length, expected)) : expected
}

const argumentsOf = (field: GraphQLField<unknown, unknown>, node: FieldNode, variables: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  try {
    return getArgumentValues(field, node, variables)
  } catch {
    return {}
  }
}
