import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { catalogueRows } from '@delta/catalogue'
import { publishCatalogue } from '@delta/operator'
import { type PrivateJwk, signingKey } from '@delta/seal'
import { openStore } from '@delta/store'
import { openKafka, type OutboxTables, readTopics } from '@delta/stream'
import { databaseUrl, OPERATOR_DATABASE } from './databases.ts'
import { ROOT } from './places.ts'
import { QUIET } from './topics.ts'

/** Publishes what is new in the catalogue, sealed with the directory keeper's key; says how many rows there are. */
export async function bringCatalogue({ server, kafka, keys }: { server: string; kafka: string; keys: string }): Promise<string> {
  const store = openStore<OutboxTables>(databaseUrl(server, OPERATOR_DATABASE), { connections: 2, applicationName: 'delta operator' })
  try {
    const key = signingKey(JSON.parse(readFileSync(join(keys, 'directory.jwk'), 'utf8')) as PrivateJwk)
    const rows = catalogueRows()
    const broker = openKafka({ brokers: kafka.split(','), clientId: 'delta-operator', log: QUIET })
    const sent = await publishCatalogue(rows, {
      store,
      kafka: broker,
      key,
      topics: readTopics(join(ROOT, 'schema')),
      log: QUIET,
      now: () => new Date(),
      patience: 30_000,
    })
    return `${rows.length} rows${sent === 0 ? '' : ` (${sent} published)`}`
  } finally {
    await store.close()
  }
}
