import { type FieldNode, type GraphQLObjectType, type GraphQLOutputType, isLeafType, isListType, isNonNullType, isObjectType } from 'graphql'
import type { GraphContext } from './context.ts'
import { plainOf } from './plain.ts'
import { nodesOf, type SelectionScope, type Sets } from './selection.ts'

/** Writes a resolved value as JSON text. Throws for a value that is not plainly what its type says: only an execution can tell what is answered then. */
export type Write = (value: unknown, context: GraphContext) => string

const irregular = (): never => {
  throw new Error('not plainly what its type says')
}

/** The writer of a type's values under the selections given, the same text as an execution's; null where a field below is not resolved plainly. */
export function createWriter(scope: SelectionScope, type: GraphQLOutputType, sets: Sets): Write | null {
  if (isNonNullType(type)) {
    const write = writerOf(scope, type.ofType, sets)
    return write && ((value, context) => (value == null ? irregular() : write(value, context)))
  }
  const write = writerOf(scope, type, sets)
  return write && ((value, context) => (value == null ? 'null' : write(value, context)))
}

const writerOf = (scope: SelectionScope, type: GraphQLOutputType, sets: Sets): Write | null => {
  if (isLeafType(type)) return value => JSON.stringify(type.serialize(value) ?? irregular())
  if (isListType(type)) return listWriter(createWriter(scope, type.ofType as GraphQLOutputType, sets))
  return isObjectType(type) && !type.isTypeOf ? objectWriter(scope, type, sets) : null
}

const listWriter = (write: Write | null): Write | null =>
  write &&
  ((values, context) => {
    if (!Array.isArray(values)) return irregular()
    let text = '['
    for (let at = 0; at < values.length; at += 1) text += at === 0 ? write(values[at], context) : `,${write(values[at], context)}`
    return `${text}]`
  })

const objectWriter = (scope: SelectionScope, type: GraphQLObjectType, sets: Sets): Write | null => {
  const members: Write[] = []
  for (const [key, nodes] of nodesOf(scope, type, sets)) {
    const write = memberWriter(scope, type, key, nodes)
    if (!write) return null
    members.push(write)
  }
  return (parent, context) => {
    if (typeof parent !== 'object') return irregular()
    let text = '{'
    for (let at = 0; at < members.length; at += 1) text += at === 0 ? members[at]!(parent, context) : `,${members[at]!(parent, context)}`
    return `${text}}`
  }
}

const memberWriter = (scope: SelectionScope, type: GraphQLObjectType, key: string, nodes: readonly FieldNode[]): Write | null => {
  const name = nodes[0]!.name.value
  const label = `${JSON.stringify(key)}:`
  if (name === '__typename') return () => `${label}${JSON.stringify(type.name)}`
  const field = type.getFields()[name]
  const resolve = field ? plainOf(field) : null
  const write =
    field &&
    createWriter(
      scope,
      field.type,
      nodes.map(node => node.selectionSet),
    )
  if (!resolve || !write) return null
  return (parent, context) => label + write(resolve(parent, context, key), context)
}
