import { composeServices } from '@theguild/federation-composition'
import { parse } from 'graphql'

/** A subgraph as composition sees it. */
export interface SubgraphSource {
  readonly name: string
  /** Where the gateway finds it unless told otherwise. */
  readonly url: string
  readonly sdl: string
}

/** Composes Federation v2 subgraphs into a supergraph. Throws naming every fault: a schema that does not compose must never be served. */
export function composeSupergraph(subgraphs: readonly SubgraphSource[]): string {
  const result = composeServices(subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })))
  if (!result.supergraphSdl) throw new Error(`the subgraphs do not compose:\n${result.errors?.map(error => `  ${error.message}`).join('\n')}`)
  return `${result.supergraphSdl.trim()}\n`
}
