import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type Agreement, agreementFor, createGate, parseRole, Refusal } from '@delta/access'
import { loadCatalogue } from '@delta/catalogue'
import { readLimits } from '@delta/graph'
import { createLegalBasis, createLogKeeper, type ListTables, migrateList } from '@delta/list'
import { newChange, writeListChanges } from '@delta/list/testing'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { silentLog } from '@delta/stream/testing'
import { createAdmission } from './admission.ts'
import { createListenerBook } from './listener-book.ts'
import { createFeedGraph, type FeedGraph } from './graph-server.ts'
import { createLogTail } from './log-tail.ts'
import { agreed } from './testing.ts'
import { QUICK, rightsOver, TEST_KEY } from './testing-webhook.ts'
import { createWebhooks } from './webhook-run.ts'
import { migrateFeed } from './feed-tables.ts'

/** The feed's subgraph over a database of its own, at an address of its own. For tests only. */
export interface TestFeedGraph {
  readonly base: TestDatabase<ListTables>
  readonly graph: FeedGraph
  /** `http://…/graphql`. */
  readonly url: string
  readonly agreements: Agreement[]
  readonly headers: Record<string, string>
  /** What was logged and not shown. */
  readonly hidden: unknown[]
  /** Streams that are open, and how many were cut. */
  readonly streams: { open: number; cut: number }
  /** Writes changes and takes them into the log. */
  write(...changes: ReturnType<typeof newChange>[]): Promise<void>
  stop(): Promise<void>
}

const LIMITS = fileURLToPath(new URL('../../../schema/graph/limits.json', import.meta.url))

const TODAY = '2026-11-23'

/** Starts it. The bearer token is the role itself. For tests only. */
export async function startFeedGraph(
  options: { patience?: number; keepalive?: number; connections?: number; allow?: readonly string[] } = {},
): Promise<TestFeedGraph> {
  const { patience = 10_000, keepalive = 15_000, connections = 8, allow = [] } = options
  const base = await createTestDatabase<ListTables>(process.env['DELTA_TEST_POSTGRES'], connections)
  const { db } = base
  await migrateList(db)
  await migrateFeed(db)
  const now = () => new Date()
  const agreements = [agreed('partner:*'), agreed('analyst')]
  const gate = createGate({
    verify: async authorization => {
      const role = parseRole(authorization?.replace(/^Bearer /, '') ?? '')
      if (!role) throw new Refusal('UNAUTHENTICATED', 'no')
      return { id: role.text, role }
    },
    agreements: () => agreements,
    today: () => TODAY,
  })
  const catalogue = loadCatalogue()
  const keeper = createLogKeeper({ db, legalBasis: createLegalBasis(catalogue), now })
  const tail = createLogTail(base, silentLog)
  await tail.start()
  const rights = rightsOver(db, owner => agreementFor(agreements, parseRole(owner)!, TODAY))
  const webhooks = createWebhooks({ db, tail, key: TEST_KEY, allow, log: silentLog, now, times: QUICK, ...rights })
  webhooks.start()
  const listeners = createListenerBook({ db, log: silentLog })
  const hidden: unknown[] = []
  const streams = { open: 0, cut: 0 }
  const graph = createFeedGraph({
    catalogue,
    db,
    tail,
    gate,
    webhooks,
    admission: createAdmission({ gate, catalogue, db, now }),
    listeners,
    limits: readLimits(LIMITS),
    upstream: () => ({ waiting: 0 }),
    patience,
    keepalive,
    now,
    onStreams: by => void (streams.open += by),
    onCut: () => void (streams.cut += 1),
    onError: error => void hidden.push(error),
  })
  const server = createServer((request, response) => void graph.handle(request, response).then(taken => taken || response.writeHead(404).end()))
  server.on('upgrade', (request, socket, head) => graph.upgrade(request, socket, head) || socket.destroy())
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  return {
    base,
    graph,
    agreements,
    hidden,
    streams,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    headers: { authorization: 'Bearer partner:330100', 'delta-purpose': 'exchange' },
    write: async (...changes) => {
      await db.transaction().execute(trx => writeListChanges(trx, changes, new Date('2026-11-20T00:00:00Z')))
      while ((await keeper.keep()) > 0);
    },
    stop: async () => {
      await graph.stop()
      server.closeAllConnections()
      server.close()
      await webhooks.stop()
      await listeners.stop()
      await tail.stop()
      await base.drop()
    },
  }
}
