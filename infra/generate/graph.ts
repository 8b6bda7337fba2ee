import { archiveGraph } from '@delta/archive'
import { loadCatalogue, loadRepairLaw, loadWorkdays } from '@delta/catalogue'
import { feedGraph, type FeedGraphParts } from '@delta/feed'
import { readLimits, subgraphSdl } from '@delta/graph'
import { composeSupergraph } from '@delta/graph/compose'
import { listGraph } from '@delta/list'
import { measureGraph } from '@delta/measure'
import { catalogueGraph } from '@delta/quality'
import { relationshipGraph } from '@delta/relationship'
import { repairGraph, type RepairGraphParts } from '@delta/repair'
import { addSampling, type SamplingParts } from '@delta/sampling'
import { supervisionGraph } from '@delta/supervision'
import type { GraphQLSchema } from 'graphql'
import { fileURLToPath } from 'node:url'

const unused = (): never => {
  throw new Error('a schema that is only printed asks nothing')
}

/** The subgraphs, with the ports of a local deployment. */
function subgraphs(root: URL): { name: string; url: string; schema: GraphQLSchema }[] {
  const limits = readLimits(fileURLToPath(new URL('schema/graph/limits.json', root)))
  const catalogue = loadCatalogue()
  const parts = { catalogue, law: loadRepairLaw(catalogue), answers: { one: unused }, evidence: { look: unused }, limits, today: unused, now: unused }
  const sampling = { ...parts, topics: [], departmentOf: unused, population: unused, wake: unused } as unknown as SamplingParts
  return [
    { name: 'archive', url: 'http://127.0.0.1:4011/graphql', schema: archiveGraph({ ...parts, pseudonym: unused }) },
    { name: 'relationship', url: 'http://127.0.0.1:4012/graphql', schema: relationshipGraph(parts) },
    { name: 'list', url: 'http://127.0.0.1:4013/graphql', schema: listGraph(parts) },
    {
      name: 'catalogue',
      url: 'http://127.0.0.1:4014/graphql',
      schema: catalogueGraph({ ...parts, agreements: [], reports: { report: unused }, workdays: loadWorkdays(parts.catalogue) }),
    },
    { name: 'feed', url: 'http://127.0.0.1:4015/graphql', schema: feedGraph(parts as unknown as FeedGraphParts) },
    {
      name: 'supervision',
      url: 'http://127.0.0.1:4018/graphql',
      schema: supervisionGraph({
        ...parts,
        checks: { check: unused },
        feedback: { record: unused },
        reports: { report: unused },
        more: (builder, pageInfo) => addSampling(builder, { ...sampling, pageInfo }),
      }),
    },
    { name: 'measure', url: 'http://127.0.0.1:4016/graphql', schema: measureGraph(parts) },
    { name: 'repair', url: 'http://127.0.0.1:4017/graphql', schema: repairGraph(parts as unknown as RepairGraphParts) },
  ]
}

/** The SDL of one subgraph. */
export const subgraphDocument =
  (name: string) =>
  async (root: URL): Promise<string> => {
    const found = subgraphs(root).find(subgraph => subgraph.name === name)
    if (!found) throw new Error(`no subgraph ${name}`)
    return subgraphSdl(found.schema)
  }

/** The supergraph of all subgraphs. */
export const supergraphDocument = async (root: URL): Promise<string> =>
  composeSupergraph(subgraphs(root).map(({ name, url, schema }) => ({ name, url, sdl: subgraphSdl(schema) })))
