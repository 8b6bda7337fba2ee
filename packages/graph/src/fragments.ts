import { type DocumentNode, type FragmentDefinitionNode, Kind } from 'graphql'

const known = new WeakMap<DocumentNode, Readonly<Record<string, FragmentDefinitionNode>>>()

/** A document's fragments by name. */
export function fragmentsOf(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  const found =
    known.get(document) ?? Object.fromEntries(document.definitions.flatMap(node => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])))
  known.set(document, found)
  return found
}
