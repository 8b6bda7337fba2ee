import { createPublicKey, verify } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { type Agreement, parseRole, type Viewer } from '@delta/access'
import { loadCatalogue } from '@delta/catalogue'
import { createLegalBasis, createLogKeeper, type ListTables, migrateList } from '@delta/list'
import type { ListChange } from '@delta/model'
import type { Store } from '@delta/store'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { silentLog } from '@delta/stream/testing'
import { type Kysely, sql } from 'kysely'
import { createAdmission } from './admission.ts'
import { createLogTail, type LogTail } from './log-tail.ts'
import { agreed } from './testing.ts'
import { createWebhooks, type WebhookParts, type Webhooks } from './webhook-run.ts'
import type { WebhookTimes } from './webhook-schedule.ts'
import { migrateFeed } from './feed-tables.ts'

/** What a receiver got. */
export interface Received {
  readonly id: string
  readonly timestamp: number
  readonly signatures: readonly string[]
  readonly body: string
  readonly data: { readonly events: readonly ListChange[]; readonly cursor: string; readonly head: string; readonly missed?: readonly object[] }
}

/** What a receiver does once it has read a request. */
export type Behaviour = (response: ServerResponse, request: IncomingMessage) => void

/** Answers with a status. */
export const answers =
  (status: number, headers: Record<string, string> = {}): Behaviour =>
  response =>
    response.writeHead(status, headers).end('thank you')

/** An HTTP receiver on loopback: behaves as told, request by request, then well. */
export interface Receiver {
  readonly url: string
  /** host:port. */
  readonly place: string
  readonly received: Received[]
  behave(...behaviours: Behaviour[]): void
  /** What it does where nothing else is told; it may change at any time. */
  always: Behaviour
  /** How often it has been spoken to in another language than HTTP: by TLS. */
  handshakes(): number
  /** The changes, with doubles dropped by webhook-id alone, as a receiver does. */
  seqs(): number[]
  close(): Promise<void>
}

/** Opens a receiver. For tests only. */
export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = []
  const waiting: Behaviour[] = []
  const server = createServer((request, response) => {
    // A port that another test's server has just left is still asked by that one's clients.
    if (request.method !== 'POST' || request.url !== '/hook') {
      response.writeHead(404).end()
      return
    }
    const header = (name: string): string => String(request.headers[name])
    buffer(request).then(
      bytes => {
        const body = bytes.toString()
        const { data } = JSON.parse(body) as Pick<Received, 'data'>
        received.push({
          id: header('webhook-id'),
          timestamp: Number(header('webhook-timestamp')),
          signatures: header('webhook-signature').split(' '),
          body,
          data,
        })
        ;(waiting.shift() ?? receiver.always)(response, request)
      },
      () => response.destroy(),
    )
  })
  let handshakes = 0
  server.on('clientError', (_, socket) => {
    handshakes += 1
    socket.destroy()
  })
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  const place = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const receiver: Receiver = {
    url: `http://${place}/hook`,
    place,
    received,
    handshakes: () => handshakes,
    behave: (...behaviours) => void waiting.push(...behaviours),
    always: answers(204),
    seqs: () => {
      const known = new Map(received.map(one => [one.id, one] as const).toReversed())
      return [...new Set(received.map(one => one.id))].flatMap(id => known.get(id)!.data.events.map(event => event.seq))
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise(closed => server.close(closed))
    },
  }
  return receiver
}

/** Does one of the signatures verify by a `whpk_` key? Written from the specification. */
export function verifies({ id, timestamp, body, signatures }: Received, publicKey: string): boolean {
  const x = Buffer.from(publicKey.slice('whpk_'.length), 'base64').toString('base64url')
  const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } })
  return signatures.some(one => one.startsWith('v1a,') && verify(null, Buffer.from(`${id}.${timestamp}.${body}`), key, Buffer.from(one.slice(4), 'base64')))
}

/** Times of a test: a day in the wink of an eye. */
export const QUICK: WebhookTimes = { retries: [20, 30, 40], jitter: 0.1, timeout: 3_000, recheck: 30, lease: 1_500, tick: 25, grace: 300, overlap: 86_400_000 }

/** A test's key that private keys are encrypted with. */
export const TEST_KEY = new Uint8Array(32).fill(7)

/** The agreements of `owner`, as a service would ask for them. */
export const rightsOver = (db: Kysely<ListTables>, agreementOf: (owner: string) => Agreement | null): Pick<WebhookParts, 'viewerOf' | 'scope'> => {
  const admission = createAdmission({ gate: null as never, catalogue: loadCatalogue(), db, now: () => new Date() })
  return {
    scope: admission.scope,
    viewerOf: (owner): Viewer | null => {
      const [role, agreement] = [parseRole(owner), agreementOf(owner)]
      return role && agreement && { principal: { id: owner, role }, agreement, purpose: 'exchange', case: null }
    },
  }
}

/** Webhooks over a database, with the tail that they read. */
export interface TestWebhooks extends Webhooks {
  readonly tail: LogTail
}

/** Opens webhooks over a store; not started. For tests only. */
export async function openWebhooks(store: Store<ListTables>, parts: Pick<WebhookParts, 'allow'> & Partial<WebhookParts>): Promise<TestWebhooks> {
  const tail = createLogTail(store, silentLog)
  await tail.start()
  const rights = rightsOver(store.db, agreed)
  const webhooks = createWebhooks({
    db: store.db,
    tail,
    key: TEST_KEY,
    log: silentLog,
    now: () => new Date(),
    ...rights,
    ...parts,
    times: { ...QUICK, ...parts.times },
  })
  return {
    ...webhooks,
    tail,
    stop: async () => {
      await webhooks.stop()
      await tail.stop()
    },
  }
}

/** A log with nothing in it, and how to lengthen it. */
export interface TestLog {
  readonly base: TestDatabase<ListTables>
  /** Adds changes: of the domain and province given, B05 of Zhejiang where left out, and each of a record of its own, but where one is given. */
  grow(
    count: number,
    keys?: { domain?: string; province?: string; subject?: string; op?: string; reason?: 'RECORD' | 'ERASED'; record?: string },
  ): Promise<void>
}

/** Makes a log in a database of its own. For tests only. */
export async function openTestLog(): Promise<TestLog> {
  const base = await createTestDatabase<ListTables>(process.env['DELTA_TEST_POSTGRES'], 12)
  await migrateList(base.db)
  await migrateFeed(base.db)
  const keeper = createLogKeeper({ db: base.db, legalBasis: createLegalBasis(loadCatalogue()), now: () => new Date() })
  let serial = 0
  return {
    base,
    grow: async (count, { domain = 'B05', province = '330000', subject, op = 'listed', reason = 'RECORD', record } = {}) => {
      const from = serial
      serial += count
      await sql`insert into list_change (seq, at, op, reason, record_id, version, province, domain, polarity, unit, subject_id, subject_division, status, body)
        select n, now(), ${op}, ${reason}, coalesce(${record ?? null}, rpad('rec' || n, 43, '_')), 1, ${province}, ${domain}, 'BLACK', 'ZJ-ECO', coalesce(${subject ?? null}, 'subject-' || n),
          '330106', 'EFFECTIVE', json_build_object('recordId', rpad('rec' || n, 43, '_'), 'province', ${province}::text, 'op', 'upsert', 'version', 1,
            'domain', ${domain}::text, 'polarity', 'BLACK', 'unit', 'ZJ-ECO', 'reportedBy', 'ZJ-ECO', 'recordedAt', '2026-11-20T00:00:00.000Z', 'warnings', json_build_array(),
            'subject', json_build_object('id', coalesce(${subject ?? null}, 'subject-' || n), 'kind', 'ENT', 'name', '某某有限公司', 'division', '330106'),
            'caseNo', '〔2026〕' || n || '号', 'basis', null, 'from', '2026-01-05', 'to', null, 'removedOn', null, 'removalReason', null, 'status', 'EFFECTIVE', 'finder', null)
        from generate_series(${from + 1}::bigint, ${from + count}::bigint) n`.execute(base.db)
      while ((await keeper.keep()) > 0);
    },
  }
}
