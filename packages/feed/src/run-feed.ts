import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { type Gate, parseRole, Refusal, type Viewer } from '@delta/access'
import { headerOf, type Limits } from '@delta/graph'
import { createLegalBasis, createLogKeeper, dropLog, KEPT_AT_ONCE, type ListTables, migrateList } from '@delta/list'
import type { Catalogue } from '@delta/model'
import type { SigningKey } from '@delta/seal'
import { listenTo, type Store } from '@delta/store'
import { type KafkaHandle, repeat, type StreamLog, type Topic } from '@delta/stream'
import { createAdmission, problemError, problemOf } from './admission.ts'
import { createFeedGraph } from './graph-server.ts'
import { createListenerBook } from './listener-book.ts'
import { createLogTail } from './log-tail.ts'
import { createMeters } from './meters.ts'
import { problem, sendProblem } from './problem.ts'
import { createProofs } from './proof-http.ts'
import { checkEpoch, publishLog } from './publish-log.ts'
import { createSnapshots } from './snapshot-http.ts'
import { createSse } from './sse.ts'
import { readUpstream, type Upstream } from './upstream.ts'
import { createWebhooks } from './webhook-run.ts'
import type { WebhookTimes } from './webhook-schedule.ts'
import { migrateFeed } from './feed-tables.ts'

/** What the feed is made of. */
export interface FeedParts {
  /** The read model; one connection listens, one holds the publisher's lock, the rest read. */
  readonly store: Store<ListTables>
  /** The same database, for snapshots: each takes a connection for as long as its reader takes. */
  readonly snapshots: Store<ListTables>
  readonly kafka: KafkaHandle
  readonly topics: readonly Topic[]
  readonly gate: Gate
  readonly catalogue: Catalogue
  readonly limits: Limits
  /** The log's own key, as it is now. */
  readonly key: () => SigningKey
  /** Webhooks: the key that their private keys are encrypted with, and host:port to which plain and private addresses are allowed. */
  readonly webhooks: { readonly key: Uint8Array; readonly allow: readonly string[]; readonly times?: Partial<WebhookTimes> | undefined }
  readonly log: StreamLog
  readonly now: () => Date
  /** Days for which the bodies of changes are kept. */
  readonly keepDays: number
  /** Milliseconds for which a client may leave what was sent unread. */
  readonly patience?: number
  /** Milliseconds between two signs of life. */
  readonly keepalive?: number
}

/** A running feed. */
export interface Feed {
  /** Answers `/feeds/lists…`, `/snapshots/lists` and `/graphql`; other paths are left alone (false). */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>
  /** Takes WebSockets at `/graphql`; others are left alone (false). */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  readonly checks: Readonly<Record<string, () => Promise<string | void> | string | void>>
  stop(): Promise<void>
}

const LOOK_EVERY = 500
const UPSTREAM_EVERY = 2_000
const DROP_EVERY = 60_000
const DAY = 86_400_000

/** Runs the program that partner cities listen to: takes changes into the region's log, publishes it to Kafka, and serves streams, snapshots and proofs. Any number may run side by side. */
export async function runFeed(parts: FeedParts): Promise<Feed> {
  const { store, snapshots, kafka, topics, gate, catalogue, key, log, now, keepDays, patience = 10_000, keepalive = 15_000 } = parts
  const { db } = store
  await migrateList(db)
  await migrateFeed(db)
  if (await checkEpoch({ store, kafka, topics })) log.warn({}, 'the database was restored to an earlier state: another epoch of the log begins')
  const keeper = createLogKeeper({ db, legalBasis: createLegalBasis(catalogue), now })
  const tail = createLogTail(store, log)
  await tail.start()
  const publisher = publishLog({ store, kafka, topics, key, log, now })
  let upstream: Upstream = { waiting: 0, since: null, heard: {} }
  const meters = createMeters({ head: () => tail.head().seq, upstream: () => upstream, now })
  const keeping = repeat('keeper', LOOK_EVERY, log, async () => {
    const taken = await keeper.keep()
    if (taken === 0) return false
    meters.kept(taken)
    publisher.wake()
    return taken === KEPT_AT_ONCE
  })
  const waiting = listenTo(store.pool, 'list_change', keeping.ring)
  const looking = repeat('upstream', UPSTREAM_EVERY, log, async () => {
    upstream = await readUpstream(db)
    return false
  })
  const dropping = repeat('retention', DROP_EVERY, log, async () => (await dropLog(db, new Date(now().getTime() - keepDays * DAY))) > 0)

  const admission = createAdmission({ gate, catalogue, db, now })
  const listeners = createListenerBook({ db, log })
  const webhooks = createWebhooks({ ...parts.webhooks, db, tail, log, now, viewerOf: owner => viewerOf(gate, owner), scope: admission.scope })
  webhooks.start()
  const proofs = createProofs({ db, key, now })
  const onCut = (): void => {
    meters.cut()
    log.info({}, 'a stream was cut off: its client does not read')
  }
  const streaming = { tail, db, admission, listeners, patience, keepalive, upstream: () => upstream, onStreams: meters.streams, onCut }
  const sse = createSse(streaming)
  const onError = (error: unknown): void => log.error({ error }, 'an answer failed')
  const graph = createFeedGraph({ ...streaming, gate, catalogue, webhooks, limits: parts.limits, now, onError })
  const snapshot = createSnapshots({ db: snapshots.db, admission, listeners, proofs, now })
  const routes: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>>> = {
    '/feeds/lists': sse.handle,
    '/snapshots/lists': snapshot,
    '/feeds/lists/checkpoint': async (request, response) => {
      await admission.admit(headerOf(request), {})
      const signed = await proofs.checkpoint()
      response.writeHead(200, { 'content-type': 'application/jose', 'cache-control': 'no-store' }).end(signed)
    },
    '/feeds/lists/proof': async (request, response, url) => {
      await admission.admit(headerOf(request), {})
      const proof = await proofs.proof(url.searchParams)
      response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(`${JSON.stringify(proof)}\n`)
    },
  }
  return {
    handle: async (request, response) => {
      const url = URL.parse(request.url ?? '', 'http://feed')
      const route = url && routes[url.pathname]
      if (!route) return graph.handle(request, response)
      try {
        if (request.method !== 'GET') throw problemError(problem('METHOD', 'GET.'))
        await route(request, response, url)
      } catch (error) {
        const { problem: refused, expected } = problemOf(error)
        if (!expected && !response.destroyed) log.error({ error, path: url.pathname }, 'a request failed')
        if (response.headersSent) response.destroy()
        else sendProblem(response, refused)
      }
      return true
    },
    upgrade: graph.upgrade,
    checks: {
      log: () => tail.failing() ?? undefined,
      keeper: () => keeping.failing() ?? undefined,
      kafka: () => publisher.failing() ?? undefined,
      listeners: () => listeners.failing() ?? undefined,
      ...webhooks.checks,
    },
    stop: async () => {
      sse.stop()
      await graph.stop()
      await webhooks.stop()
      await listeners.stop()
      await waiting.stop()
      await keeping.stop()
      await Promise.all([publisher.stop(), looking.stop(), dropping.stop()])
      await tail.stop()
    },
  }
}

/** Who an owner of webhooks is now; null where no agreement in force lets it exchange. */
function viewerOf(gate: Gate, owner: string): Viewer | null {
  const role = parseRole(owner)
  try {
    return role && gate.admit({ id: owner, role }, name => (name === 'delta-purpose' ? 'exchange' : null))
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}
