import {
  type DirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
  isObjectType,
  parse,
  TypeInfo,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from 'graphql'

/** A subgraph and where it answers. */
export interface Place {
  readonly name: string
  readonly url: string
}

type Arguments = Readonly<Record<string, unknown>>

const argumentsOf = ({ arguments: given = [] }: DirectiveNode): Arguments =>
  Object.fromEntries(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]))

const directives = (node: { readonly directives?: readonly DirectiveNode[] | undefined } | null | undefined, name: string): Arguments[] =>
  (node?.directives ?? []).filter(directive => directive.name.value === name).map(argumentsOf)

/** The subgraphs of a supergraph by the names that its join directives use. */
const placesOf = (supergraph: string): ReadonlyMap<string, Place> => {
  const places = new Map<string, Place>()
  visit(parse(supergraph), {
    EnumValueDefinition: node => {
      const [place] = directives(node, 'join__graph')
      if (place) places.set(node.name.value, { name: String(place['name']), url: String(place['url']) })
    },
  })
  return places
}

/** Which subgraphs resolve each field on the spot: those that its type is in, or those that it names; not where it is only mentioned, needs other fields, or moves. */
const holdersOf = (schema: GraphQLSchema): ReadonlyMap<string, readonly unknown[]> => {
  const holders = new Map<string, readonly unknown[]>()
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue
    const home = directives(type.astNode, 'join__type').map(({ graph }) => graph)
    for (const field of Object.values(type.getFields())) {
      const named = directives(field.astNode, 'join__field')
      const plain = named.filter(given => Object.keys(given).every(name => name === 'graph' || name === 'type'))
      holders.set(`${type.name}.${field.name}`, named.length === 0 ? home : plain.map(({ graph }) => graph))
    }
  }
  return holders
}

/** Finds the one subgraph that answers a whole document alone, or null. The schema is the supergraph's, with its join directives; what asks of the schema itself is nobody's. */
export function createOwners(schema: GraphQLSchema, supergraph: string): (document: DocumentNode) => Place | null {
  const places = placesOf(supergraph)
  const holders = holdersOf(schema)
  return document => {
    let left: readonly unknown[] = [...places.keys()]
    const info = new TypeInfo(schema)
    visit(
      document,
      visitWithTypeInfo(info, {
        Field: ({ name }) => {
          const able = holders.get(`${info.getParentType()?.name}.${name.value}`) ?? []
          if (name.value !== '__typename') left = left.filter(graph => able.includes(graph))
        },
      }),
    )
    return left.length === 1 ? (places.get(String(left[0])) ?? null) : null
  }
}
