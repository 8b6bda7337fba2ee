import {
  type FieldNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  GraphQLSkipDirective,
  isAbstractType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'

/** One selected field as an answer needs it: aliases, fragments, `@skip`, `@include` and variables are resolved, equal response keys merged. */
export interface Selected {
  /** Response key: the alias, or the name. A GraphQL name, so safe in SQL text. */
  readonly key: string
  readonly name: string
  readonly args: Readonly<Record<string, unknown>>
  readonly children: readonly Selected[]
}

/** What a selection is read in: a resolver's info holds all of it. */
export type SelectionScope = Pick<GraphQLResolveInfo, 'schema' | 'fragments' | 'variableValues'>

/** The fields selected below the field that is being resolved, for its own type or, below a union, for the object type `typeName`. */
export function selectionOf(info: GraphQLResolveInfo, typeName?: string): readonly Selected[] {
  const type = typeName ? info.schema.getType(typeName) : getNamedType(info.returnType)
  if (!isObjectType(type)) return []
  const isFixed = typeName === undefined && !info.operation.variableDefinitions?.length
  const known = isFixed ? kept.get(info.fieldNodes) : undefined
  const selected =
    known ??
    childrenOf(
      info,
      type,
      info.fieldNodes.map(node => node.selectionSet),
    )
  if (isFixed) kept.set(info.fieldNodes, selected)
  return selected
}

// Without variables the same nodes select the same, as long as a document is kept.
const kept = new WeakMap<readonly FieldNode[], readonly Selected[]>()

/** Selections of one field, wherever it is selected. */
export type Sets = readonly (SelectionSetNode | undefined)[]

/** The nodes that select from an object type, by response key, in the order of an answer. */
export function nodesOf(scope: SelectionScope, type: GraphQLObjectType, sets: Sets): ReadonlyMap<string, readonly FieldNode[]> {
  const nodes = new Map<string, FieldNode[]>()
  for (const set of sets) if (set) collect(scope, type, set.selections, nodes, new Set())
  return nodes
}

const childrenOf = (scope: SelectionScope, type: GraphQLObjectType, sets: Sets): Selected[] => {
  const fields = type.getFields()
  return [...nodesOf(scope, type, sets)].flatMap(([key, found]) => {
    const field = fields[found[0]!.name.value]
    if (!field) return []
    const inner = getNamedType(field.type)
    return [
      {
        key,
        name: field.name,
        args: getArgumentValues(field, found[0]!, scope.variableValues),
        children: isObjectType(inner)
          ? childrenOf(
              scope,
              inner,
              found.map(node => node.selectionSet),
            )
          : [],
      },
    ]
  })
}

const collect = (
  scope: SelectionScope,
  type: GraphQLObjectType,
  selections: readonly SelectionNode[],
  into: Map<string, FieldNode[]>,
  seen: Set<string>,
): void => {
  for (const node of selections) {
    if (!isIncluded(scope, node)) continue
    if (node.kind === Kind.FIELD) {
      const key = (node.alias ?? node.name).value
      into.set(key, [...(into.get(key) ?? []), node])
      continue
    }
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : unseen(scope, node.name.value, seen)
    if (fragment && applies(scope.schema, fragment.typeCondition?.name.value, type)) collect(scope, type, fragment.selectionSet.selections, into, seen)
  }
}

const unseen = (scope: SelectionScope, name: string, seen: Set<string>): FragmentDefinitionNode | undefined => {
  if (seen.has(name)) return undefined
  seen.add(name)
  return scope.fragments[name]
}

const isIncluded = (scope: SelectionScope, node: SelectionNode): boolean =>
  getDirectiveValues(GraphQLSkipDirective, node, scope.variableValues)?.if !== true &&
  getDirectiveValues(GraphQLIncludeDirective, node, scope.variableValues)?.if !== false

const applies = (schema: GraphQLSchema, condition: string | undefined, type: GraphQLObjectType): boolean => {
  if (condition === undefined || condition === type.name) return true
  const abstract = schema.getType(condition)
  return isAbstractType(abstract) && schema.isSubType(abstract, type)
}

/** The first selected field of a name, under whatever alias. */
export const selectedNamed = (selected: readonly Selected[], name: string): Selected | undefined => selected.find(field => field.name === name)
