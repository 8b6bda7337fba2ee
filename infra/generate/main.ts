import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { commonSchema, participantConstants } from './participants.ts'

type Output = [path: string, make: (root: URL) => Promise<string>]

const root = new URL('../../', import.meta.url)
const check = process.argv.includes('--check')
let stale = 0

async function write(outputs: readonly Output[]): Promise<void> {
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
}

// Who takes part comes first: all else is made by code that reads it.
await write([
  ['schema/records/common.v1.schema.json', commonSchema],
  ['packages/model/src/generated/participants.ts', participantConstants],
])
const [{ asyncapiDocument }, { subgraphDocument, supergraphDocument }, { openapiDocument }, { recordTypes }, { ruleTypes }] = await Promise.all([
  import('./asyncapi.ts'),
  import('./graph.ts'),
  import('./openapi.ts'),
  import('./record-types.ts'),
  import('./rule-types.ts'),
])
await write([
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
])
process.exitCode = stale ? 1 : 0
