import { getNamedType, type GraphQLSchema, type OperationDefinitionNode, typeFromAST } from 'graphql'

/** An operation and the values of its variables. */
export interface Shaped {
  readonly schema: GraphQLSchema
  readonly operation: OperationDefinitionNode
  readonly variableValues: Readonly<Record<string, unknown>>
}

const MOST_SHAPES = 16

const shapeOf = ({ schema, operation, variableValues }: Shaped): string =>
  (operation.variableDefinitions ?? [])
    .filter(({ type }) => getNamedType(typeFromAST(schema, type as never))?.name === 'Boolean')
    .map(({ variable }) => String(variableValues[variable.name.value]))
    .join()

/** Works out what depends on a query and the values of its Boolean variables, the only ones that change what is selected, and keeps it with the operation. */
export function byShape<Query extends Shaped, T>(work: (query: Query) => T): (query: Query) => T {
  const kept = new WeakMap<OperationDefinitionNode, Map<string, T>>()
  return query => {
    const shapes = kept.get(query.operation) ?? new Map<string, T>()
    kept.set(query.operation, shapes)
    const shape = shapeOf(query)
    if (shapes.has(shape)) return shapes.get(shape)!
    const made = work(query)
    if (shapes.size < MOST_SHAPES) shapes.set(shape, made)
    return made
  }
}
