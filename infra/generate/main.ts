import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { asyncapiDocument } from './asyncapi.ts'
import { subgraphDocument, supergraphDocument } from './graph.ts'
import { openapiDocument } from './openapi.ts'
import { recordTypes } from './record-types.ts'
import { ruleTypes } from './rule-types.ts'

const root = new URL('../../', import.meta.url)
const outputs: [path: string, make: (root: URL) => Promise<string>][] = [
  ['packages/model/src/generated/records.ts', recordTypes],
  ['packages/model/src/generated/repair-rules.ts', ruleTypes],
  ['schema/asyncapi.yaml', asyncapiDocument],
  ['schema/openapi.json', openapiDocument],
  ['schema/graph/archive.graphql', subgraphDocument('archive')],
  ['schema/graph/relationship.graphql', subgraphDocument('relationship')],
  ['schema/graph/list.graphql', subgraphDocument('list')],
  ['schema/graph/catalogue.graphql', subgraphDocument('catalogue')],
  ['schema/graph/feed.graphql', subgraphDocument('feed')],
  ['schema/graph/measure.graphql', subgraphDocument('measure')],
  ['schema/graph/repair.graphql', subgraphDocument('repair')],
  ['schema/graph/supervision.graphql', subgraphDocument('supervision')],
  ['schema/graph/supergraph.graphql', supergraphDocument],
]

const check = process.argv.includes('--check')
let stale = 0
for (const [path, make] of outputs) {
  const file = fileURLToPath(new URL(path, root))
  const made = await make(root)
  if ((await readFile(file, 'utf8').catch(() => '')) === made) continue
  if (check) {
    stale += 1
    console.error(`${path} is not what the schema says: run pnpm generate`)
  } else {
    await writeFile(file, made)
    console.log(`wrote ${path}`)
  }
}
process.exitCode = stale ? 1 : 0
