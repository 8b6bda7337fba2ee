import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadCatalogue, loadRepairLaw } from '@delta/catalogue'
import { PARTICIPANTS, type Province } from '@delta/model'
import {
  type Digest,
  digestTables,
  MODEL_NAMES,
  type ModelName,
  MODELS,
  openPipe,
  type Pipe,
  type Range,
  rebuildKafka,
  rebuildModel,
  republish,
  reread,
  type TopicDifference,
} from '@delta/replay'
import { type PrivateJwk, signingKey } from '@delta/seal'
import { openStore } from '@delta/store'
import { openKafka, readTopics, type StreamLog } from '@delta/stream'
import { createKeys } from '@delta/wire'
import type { CliConfig } from './config.ts'
import { Missing } from './missing.ts'
import { participantOf } from './province.ts'
import type { SystemStatus } from './status.ts'

/** What became of a command: what to print, and whether all is equal in the end. */
export interface Outcome {
  readonly equal: boolean
  readonly lines: readonly string[]
}

/** How a command says how far it is, and asks the time. */
export interface Telling {
  readonly say: (progress: string) => void
  readonly now: () => Date
}

const QUIET: StreamLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

async function withPipe<T>({ store, operator, ledgers, kafka }: SystemStatus, schema: string, work: (pipe: Pipe) => Promise<T>): Promise<T> {
  const ledger = (name: string): string => ledgers[name] ?? missing(`the ledger of ${name}`)
  const pipe = openPipe({
    store,
    operator,
    ledgers: Object.fromEntries(PARTICIPANTS.map(({ code, name }) => [code, ledger(name)])) as Record<Province, string>,
    kafka: openKafka({ brokers: kafka.split(','), clientId: 'delta-replay', log: QUIET }),
    topics: readTopics(schema),
  })
  return work(pipe).finally(pipe.close)
}

const told = (found: readonly TopicDifference[], done: string): Outcome => ({
  equal: found.length === 0,
  lines: [
    ...found.map(({ topic, partition, expected, found: other }) => `${topic} ${partition}: the outbox holds ${expected}; the topic ${other}`),
    found.length === 0 ? `${done}; topics and outboxes are equal` : `${found.length} partitions differ; run it again`,
  ],
})

/** Lets a province's dataset be read again. */
export async function rereadDataset(status: SystemStatus, { schema }: CliConfig, province: string, dataset: string, { say }: Telling): Promise<Outcome> {
  const { short, name } = participantOf(province)
  return withPipe(status, schema, async ({ outboxes }) => {
    const owner = outboxes.find(one => one.name === `adapter ${short}`)
    const { rows, published, differences } = await reread(owner ?? missing(`the outbox of ${name}`), dataset, say)
    const read = `${rows.toLocaleString('en')} rows read again, ${published.toLocaleString('en')} records published`
    return { equal: differences.length === 0, lines: [...differences, differences.length === 0 ? `${read}; equal` : read] }
  })
}

/** Publishes a range of an outbox again. */
export async function republishRange(status: SystemStatus, { schema }: CliConfig, range: Range, { say }: Telling): Promise<Outcome> {
  return withPipe(status, schema, async pipe => {
    const { records, differences } = await republish(pipe, range, { log: QUIET, say })
    if (records === 0) throw new Missing(`No outbox has published such records of ${range.topic}.`)
    return told(differences, `${records.toLocaleString('en')} records published again`)
  })
}

/** Makes all topics anew and publishes all outboxes again. */
export async function rebuildTopics(status: SystemStatus, { schema, keys }: CliConfig, { say, now }: Telling): Promise<Outcome> {
  return withPipe(status, schema, async pipe => {
    const key = signingKey(JSON.parse(readFileSync(join(keys, 'directory.jwk'), 'utf8')) as PrivateJwk)
    const replication = status.kafka.split(',').length >= 3 ? 3 : 1
    return told(await rebuildKafka({ pipe, replication, key, log: QUIET, now, say }), 'Kafka is rebuilt')
  })
}

/** Builds a read model anew; `all` is every one. */
export async function rebuildModels(status: SystemStatus, { schema, keys }: CliConfig, name: string, { say, now }: Telling): Promise<Outcome> {
  const models = name === 'all' ? MODEL_NAMES : MODEL_NAMES.filter(one => one === name)
  if (models.length === 0) throw new Missing(`There is no read model ${name}: ${MODEL_NAMES.join(', ')}, or all.`)
  return withPipe(status, schema, async pipe => {
    const tables = join(schema, 'catalogue')
    const catalogue = loadCatalogue(tables)
    const law = loadRepairLaw(catalogue, tables)
    const { entries, replaced, differences } = await rebuildModel(models, {
      pipe,
      url: status.store,
      catalogue,
      law,
      keys: createKeys(keys, { now }),
      schemaDir: schema,
      say,
    })
    const rows = Object.entries(replaced).map(([table, { gone, come }]) => `${table.padEnd(20)} ${gone} rows gone, ${come} come`)
    const equal = differences.length === 0
    return {
      equal,
      lines: [...rows, ...differences, equal ? `${entries.toLocaleString('en')} transactions done again; equal` : 'what was built differs from what is read'],
    }
  })
}

/** The digests of the projected tables: of all read models or one. */
export async function digestsOf({ store }: SystemStatus, name: string): Promise<Digest[]> {
  if (name !== 'all' && !MODEL_NAMES.includes(name as ModelName)) throw new Missing(`There is no read model ${name}: ${MODEL_NAMES.join(', ')}, or all.`)
  const opened = openStore<unknown>(store, { connections: 1, applicationName: 'delta digest' })
  try {
    return await opened.db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(trx => digestTables(trx, name === 'all' ? Object.values(MODELS).flat() : MODELS[name as ModelName]))
  } finally {
    await opened.close()
  }
}

/** Digests as a table for people. */
export const digestLines = (digests: readonly Digest[]): string[] =>
  digests.map(({ table, part, rows, digest }) => `${table.padEnd(20)} ${part.padEnd(7)} ${String(rows).padStart(10)}  ${digest}`)

function missing(what: string): never {
  throw new Missing(`The running system does not say where ${what} is.`)
}
