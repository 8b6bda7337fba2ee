import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Agreement, createGate, parseRole, PURPOSES } from '@delta/access'
import { loadCatalogue } from '@delta/catalogue'
import { readLimits } from '@delta/graph'
import { type ListTables, migrateList, readLogHead } from '@delta/list'
import { generateKey, type PublicJwk, publicOf, signingKey } from '@delta/seal'
import { openStore } from '@delta/store'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { openKafka, readTopics, type Topic } from '@delta/stream'
import { randomName, silentLog, testBroker, until, withTopics } from '@delta/stream/testing'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { writeCursor } from './cursor.ts'
import { type Feed, type FeedParts, runFeed } from './run-feed.ts'
import { hear } from './testing-client.ts'

/** A feed in this process over a database and a topic of its own, at an address of its own. For tests only. */
export interface TestFeed {
  readonly base: TestDatabase<ListTables>
  readonly url: string
  readonly feed: Feed
  readonly topic: string
  /** The public half of the log's key. */
  readonly logKey: PublicJwk
  /** What is agreed; a test may change it while streams run. */
  readonly agreements: Agreement[]
  /** Headers of a partner city. */
  readonly headers: Record<string, string>
  /** Waits until the log has taken everything that was written, and the streams know of it. */
  taken(): Promise<void>
  /** Stops the feed and starts another over the same database and address. */
  restart(): Promise<void>
  stop(): Promise<void>
}

const SCHEMA = fileURLToPath(new URL('../../../schema', import.meta.url))

/** An agreement over everything. */
export const agreed = (role: string): Agreement => ({
  id: role,
  role,
  products: ['LIST'],
  domains: '*',
  provinces: ['310000', '320000', '330000', '340000'],
  purposes: PURPOSES,
  personFields: 'masked',
  subjects: 'all',
  validFrom: '2026-01-01',
  validTo: null,
})

/** Starts a feed. The bearer token is the role itself. For tests only. */
export async function startFeed(options: Partial<Pick<FeedParts, 'patience' | 'keepalive' | 'keepDays' | 'log'>> = {}): Promise<TestFeed> {
  const base = await createTestDatabase<ListTables>(process.env['DELTA_TEST_POSTGRES'], 10)
  await migrateList(base.db)
  await sql`create table if not exists projection_position (topic text, partition int, seq bigint, kafka_offset bigint, updated_at timestamptz)`.execute(
    base.db,
  )
  const kafka = openKafka({ brokers: [testBroker(process.env['DELTA_TEST_KAFKA'])], clientId: 'test-feed', log: silentLog })
  const topic = randomName('list-changes')
  const made = await withTopics(kafka, [{ topic, partitions: 1 }])
  const topics = readTopics(SCHEMA).map((one): Topic => (one.record === 'list-change' ? { ...one, name: topic } : one))
  const jwk = await generateKey()
  const webhookKey = randomBytes(32)
  const agreements = [agreed('partner:*'), agreed('analyst')]
  const now = () => new Date()
  const gate = createGate({
    verify: async authorization => {
      const role = parseRole(authorization?.replace(/^Bearer /, '') ?? '')
      if (!role) throw Object.assign(new Error('no role'), { code: 'UNAUTHENTICATED' })
      return { id: role.text, role }
    },
    agreements: () => agreements,
    today: () => now().toISOString().slice(0, 10),
  })
  const catalogue = loadCatalogue()
  const start = async (): Promise<{ feed: Feed; close: () => Promise<void> }> => {
    const store = openStore<ListTables>(base.url, { connections: 8 })
    const snapshots = openStore<ListTables>(base.url, { connections: 4 })
    const feed = await runFeed({
      webhooks: { key: webhookKey, allow: [] },
      store,
      snapshots,
      kafka,
      topics,
      gate,
      catalogue,
      limits: readLimits(join(SCHEMA, 'graph', 'limits.json')),
      key: () => signingKey(jwk),
      log: silentLog,
      now,
      keepDays: 30,
      ...options,
    })
    return {
      feed,
      close: () =>
        feed
          .stop()
          .then(() => Promise.all([store.close(), snapshots.close()]))
          .then(() => undefined),
    }
  }
  let running = await start()
  const server = createServer((request, response) => {
    running.feed.handle(request, response).then(
      taken => taken || response.writeHead(404).end(),
      () => response.destroy(),
    )
  })
  server.on('upgrade', (request, socket, head) => running.feed.upgrade(request, socket, head) || socket.destroy())
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const headers = { authorization: 'Bearer partner:330100', 'delta-purpose': 'exchange' }
  return {
    base,
    topic,
    agreements,
    url,
    get feed() {
      return running.feed
    },
    logKey: publicOf(jwk),
    headers,
    taken: async () => {
      await until(async () => (await base.pool.query('select from list_change')).rowCount === 0)
      const head = await readLogHead(base.db)
      await hear(`${url}/feeds/lists?after=${writeCursor({ ...head, extra: 0 })}`, headers, ({ event }) => event === 'caught-up')
    },
    restart: async () => {
      await running.close()
      server.closeAllConnections()
      running = await start()
    },
    stop: async () => {
      await running.close()
      server.closeAllConnections()
      server.close()
      await made.remove()
      await base.drop()
    },
  }
}
