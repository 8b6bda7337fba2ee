import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Agreement, createGate, parseRole } from '@delta/access'
import { createKeyring, generateKey, openSealed, type PrivateJwk, publicOf, signingKey, signPush } from '@delta/seal'
import type { ReceivedMessage } from '@delta/stream'
import { readUntil, testBroker, until } from '@delta/stream/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Adapter, KILLED } from '../run-adapter.ts'
import { idOf } from '../testing.ts'
import { type AdapterBench, createBench, testProvince } from '../testing-adapter.ts'
import type { PushAnswer } from './push-answer.ts'
import { createPushDoor, type PushDoor } from './push-door.ts'
import { createPushHttp } from './push-http.ts'
import { MOST_PUSH_BYTES } from './push-problem.ts'
import { MOST_ROWS, type PushedContent } from './read-batch.ts'

const broker = testBroker(process.env.DELTA_TEST_KAFKA)
const now = () => new Date()
let bench: AdapterBench
let server: Server
let adapter: Adapter
let door: PushDoor
let handle: ReturnType<typeof createPushHttp>
let url: string
let own: PrivateJwk
let foreign: PrivateJwk
let revoked: PrivateJwk

const agreement: Agreement = {
  id: 'all',
  role: '*',
  products: [],
  domains: '*',
  provinces: [],
  purposes: ['exchange', 'analysis'],
  personFields: 'masked',
  subjects: 'all',
  validFrom: '2026-01-01',
  validTo: null,
}

/** A gate whose tokens are the roles themselves. */
const gate = createGate({
  verify: async authorization => ({ id: 'x', role: parseRole(authorization!.slice(7))! }),
  agreements: () => ['analyst', 'province:*'].map(role => ({ ...agreement, role })),
  today: () => '2026-11-30',
})

const open = (): void => {
  door = createPushDoor(testProvince)
  handle = createPushHttp({ mapping: testProvince, gate, keys: async () => keyring, door, db: bench.ledger.db, now, onError: () => undefined })
}
let keyring: ReturnType<typeof createKeyring>

beforeAll(async () => {
  bench = await createBench(broker, process.env.DELTA_TEST_POSTGRES)
  ;[own, foreign, revoked] = await Promise.all([generateKey(), generateKey('ES256'), generateKey()])
  const since = { validFrom: '2020-01-01T00:00:00Z', validTo: null }
  keyring = createKeyring({
    issuedAt: '2026-01-01T00:00:00Z',
    expiresAt: '2099-01-01T00:00:00Z',
    participants: [
      {
        province: '310000',
        name: '上海市',
        keys: [],
        pushKeys: [
          { jwk: publicOf(own), ...since },
          { jwk: publicOf(revoked), ...since, validTo: '2026-01-01T00:00:00Z' },
        ],
      },
      { province: '320000', name: '江苏省', keys: [], pushKeys: [{ jwk: publicOf(foreign), ...since }] },
    ],
  })
  open()
  server = createServer((request, response) => void handle(request, response))
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/exchange/sh/records`
})
afterAll(async () => {
  server.close()
  await bench.remove()
})
beforeEach(() => {
  adapter = bench.adapter({ readers: [door.reader, ...bench.readers()] })
  adapter.run().catch(() => undefined)
  return async () => {
    await adapter.stop()
    open()
  }
})

const batch = (rows: readonly (readonly [key: string, name: string])[], sentAt = now().toISOString()): PushedContent => ({
  sentAt,
  rows: rows.map(([zj, mc]) => ({ dataset: 't_md', columns: { zj, mc } })),
})
interface Sent {
  readonly key?: PrivateJwk
  readonly role?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly method?: string
}
const post = (body: BodyInit | null, { role = 'province:310000', headers = {}, method = 'POST' }: Sent = {}) =>
  fetch(url, { method, body, headers: { authorization: `Bearer ${role}`, 'delta-purpose': 'exchange', 'content-type': 'application/jose', ...headers } })
const signed = (content: unknown, idempotencyKey: string, key = own) => signPush(Buffer.from(JSON.stringify(content)), { idempotencyKey, key: signingKey(key) })
const push = async (content: unknown, idempotencyKey: string, sent: Sent = {}) => post(await signed(content, idempotencyKey, sent.key), sent)
const answered = async (response: Response): Promise<PushAnswer> => {
  expect(response.status, await response.clone().text()).toBe(200)
  return (await response.json()) as PushAnswer
}
const refused = async (response: Response) => {
  const { status, code, limit } = (await response.json()) as { status: number; code: string; limit?: number }
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  return [status, code, ...(limit === undefined ? [] : [limit])]
}
const heads = async () => (await sql<{ n: number }>`select coalesce(sum(seq), 0)::bigint as n from outbox_head`.execute(bench.ledger.db)).rows[0]!.n
const sealedMessages = async (): Promise<ReceivedMessage[]> => {
  const numbered = await heads()
  const names = bench.topics.filter(topic => topic.province === '310000').map(topic => topic.name)
  return readUntil(bench.kafka, names, read => new Set(read.map(one => `${one.topic} ${one.partition} ${one.headers['delta-seq']}`)).size === numbered)
}

test('a pushed batch is mapped as the source’s own rows are, answered row by row, sealed in the province’s name and numbered densely', async () => {
  const answer = await answered(
    await push(
      batch([
        ['p1', 'one'],
        ['p2', 'bad'],
        ['p3', 'three'],
        ['p1', 'one'],
      ]),
      'first-batch',
    ),
  )
  expect(answer.rows.map(({ row, status, records }) => [row, status, records[0]!.recordId, records[0]!.code, records[0]!.field])).toEqual([
    [1, 'ACCEPTED', idOf('p1'), undefined, undefined],
    [2, 'REJECTED', idOf('p2'), 'E_DATE_INVALID', 'rdrq'],
    [3, 'ACCEPTED', idOf('p3'), undefined, undefined],
    [4, 'UNCHANGED', idOf('p1'), undefined, undefined],
  ])
  expect(answer.counts).toEqual({ ACCEPTED: 2, UNCHANGED: 1, HELD: 0, SUPERSEDED: 0, REJECTED: 1 })
  const messages = await sealedMessages()
  const lanes = Map.groupBy(messages, one => `${one.topic} ${one.partition}`)
  for (const lane of lanes.values()) expect(new Set(lane.map(one => Number(one.headers['delta-seq'])))).toEqual(new Set(lane.map((_, n) => n + 1)))
  const of = (key: string) => messages.find(one => one.key === idOf(key))!
  for (const key of ['p1', 'p2', 'p3']) expect(await openSealed(of(key), bench.keyring, { now, province: '310000' })).toMatchObject({ province: '310000' })
  expect(JSON.parse(of('p1').value!.toString())).toMatchObject({ basis: 'one', evidence: { dataset: 't_md', coordinate: 'push/first-batch:1' } })
  expect(of('p2').topic).toContain('rejected')
})

test('the same batch again answers the same and publishes nothing, signed anew or many at once; another under its key is refused', async () => {
  const content = batch([
    ['q1', 'one'],
    ['q2', 'bad'],
  ])
  const bodies = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const response = await push(content, 'same-batch')
      expect(response.status).toBe(200)
      return response.text()
    }),
  )
  const before = await heads()
  bodies.push(await (await push(content, 'same-batch')).text())
  expect(new Set(bodies).size).toBe(1)
  expect(await refused(await push({ ...content, rows: content.rows.slice(1) }, 'same-batch'))).toEqual([409, 'IDEMPOTENCY_CONFLICT'])
  expect(await heads()).toBe(before)
  const again = await answered(await push({ ...content, sentAt: now().toISOString() }, 'other-key-same-rows'))
  expect(again.rows.map(row => [row.status, row.records[0]!.code])).toEqual([
    ['UNCHANGED', undefined],
    ['REJECTED', 'E_DATE_INVALID'],
  ])
  expect(await heads()).toBe(before)
})

test('among statements of one record the latest sent holds, whatever comes first and whichever way it comes', async () => {
  const [early, late] = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z']
  const statuses = async (content: unknown, key: string) => (await answered(await push(content, key))).rows.map(row => row.status)
  expect(await statuses(batch([['s1', 'late']], late), 'late-batch')).toEqual(['ACCEPTED'])
  expect(await statuses(batch([['s1', 'early']], early), 'early-batch')).toEqual(['SUPERSEDED'])
  await bench.state({ s1: 'from the table' })
  const basis = async () =>
    (await sql<{ b: string }>`select value::json->>'basis' as b from outbox where key = ${idOf('s1')} order by seq desc limit 1`.execute(bench.ledger.db))
      .rows[0]?.b
  await until(async () => (await basis()) === 'from the table')
  expect(await statuses(batch([['s1', 'pushed after']], new Date(Date.now() + 60_000).toISOString()), 'after-batch')).toEqual(['ACCEPTED'])
  expect(await basis()).toBe('pushed after')
})

test('killed at every point of the way, a batch that is pushed until it is answered is taken exactly once', async () => {
  await adapter.stop()
  for (const [n, point] of (['after-read', 'in-transaction', 'before-commit', 'after-commit', 'after-settled'] as const).entries()) {
    open()
    let left = 1
    const dying = bench.adapter({
      readers: [door.reader],
      at: reached => {
        if (reached === point && left-- === 1) throw Object.assign(new Error('killed'), { code: KILLED })
      },
    })
    const ended = dying.run().catch((error: unknown) => error)
    const content = batch([
      [`k${n}`, 'kept'],
      [`l${n}`, 'bad'],
    ])
    const first = push(content, `killed-${point}`)
    expect(await ended).toMatchObject({ code: KILLED })
    await dying.stop()
    const cut = await first
    if (point !== 'after-settled') expect(await refused(cut)).toEqual([503, 'BUSY'])
    open()
    const next = bench.adapter({ readers: [door.reader] })
    next.run().catch(() => undefined)
    const answer = await answered(await push(content, `killed-${point}`))
    expect(answer.counts).toMatchObject({ ACCEPTED: 1, REJECTED: 1 })
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from outbox where key in (${idOf(`k${n}`)}, ${idOf(`l${n}`)})`.execute(bench.ledger.db)
    expect(rows[0]!.n).toBe(2)
    await next.stop()
  }
})

test('who is not the province, or whose signature is not its platform’s, publishes nothing', async () => {
  const before = await heads()
  const content = batch([['x1', 'stolen']])
  expect(await refused(await push(content, 'attacker-token', { role: 'province:320000' }))).toEqual([403, 'NOT_AGREED'])
  expect(await refused(await push(content, 'analyst-token', { role: 'analyst' }))).toEqual([403, 'NOT_AGREED'])
  expect(await refused(await push(content, 'other-purpose', { headers: { 'delta-purpose': 'analysis' } }))).toEqual([403, 'PURPOSE_NOT_ALLOWED'])
  expect(await refused(await push(content, 'foreign-key', { key: foreign }))).toEqual([403, 'PUSH_KEY_PARTICIPANT'])
  expect(await refused(await push(content, 'revoked-key', { key: revoked }))).toEqual([403, 'PUSH_KEY_VALIDITY'])
  expect(await refused(await push(content, 'unknown-key', { key: await generateKey() }))).toEqual([403, 'PUSH_KEY_UNKNOWN'])
  const [header, , signature] = (await signed(content, 'altered-batch')).split('.')
  const altered = Buffer.from(JSON.stringify(batch([['x1', 'altered']]))).toString('base64url')
  expect(await refused(await post(`${header}.${altered}.${signature}`))).toEqual([403, 'PUSH_SIGNATURE'])
  const other = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(header!, 'base64url').toString()), jwk: publicOf(own) })).toString('base64url')
  expect(await refused(await post(`${other}.${altered}.${signature}`))).toEqual([400, 'PUSH_MALFORMED'])
  expect(await refused(await push(content, 'short'))).toEqual([400, 'PUSH_MALFORMED'])
  expect(await heads()).toBe(before)
})

test('each refusal of a batch says its limit or which row is meant, and takes nothing of it', async () => {
  const before = await heads()
  const rows = (count: number) => batch(Array.from({ length: count }, (_, n) => [`m${n}`, 'many']))
  expect(await refused(await push(rows(MOST_ROWS + 1), 'too-many-rows'))).toEqual([413, 'TOO_MANY_ROWS', MOST_ROWS])
  expect(await refused(await push(rows(0), 'no-rows-at-all'))).toEqual([400, 'BATCH_EMPTY', MOST_ROWS])
  expect(await refused(await post(Buffer.alloc(MOST_PUSH_BYTES + 1, 'a')))).toEqual([413, 'BODY_TOO_LARGE', MOST_PUSH_BYTES])
  const stream = new ReadableStream({ pull: controller => controller.enqueue(new Uint8Array(65_536).fill(97)) })
  const unending = fetch(url, {
    method: 'POST',
    body: stream,
    duplex: 'half',
    headers: { authorization: 'Bearer province:310000', 'delta-purpose': 'exchange', 'content-type': 'application/jose' },
  } as RequestInit)
  const outcome = await unending.then(refused, () => 'cut off')
  expect([JSON.stringify([413, 'BODY_TOO_LARGE', MOST_PUSH_BYTES]), '"cut off"']).toContain(JSON.stringify(outcome))
  expect(await refused(await push(batch([['m1', 'x']], '2099-01-01T00:00:00.000Z'), 'from-the-future'))).toEqual([400, 'SENT_AT', 300])
  const unknown = (row: unknown) => ({ sentAt: now().toISOString(), rows: [...batch([['m1', 'good']]).rows, row] })
  for (const [row, expected] of [
    [{ dataset: 't_other', columns: {} }, [422, 'DATASET_UNKNOWN', 2]],
    [{ dataset: '__proto__', columns: {} }, [422, 'DATASET_UNKNOWN', 2]],
    [{ dataset: 't_md', columns: { zj: '1', more: '2' } }, [422, 'COLUMN_UNKNOWN', 2]],
    [{ dataset: 't_md', columns: { zj: 1 } }, [400, 'BATCH_MALFORMED', 2]],
    [{ dataset: 't_md', columns: {}, more: 1 }, [400, 'BATCH_MALFORMED', 2]],
    [null, [400, 'BATCH_MALFORMED', 2]],
  ] as const) {
    const response = await push(unknown(row), 'a-bad-second-row')
    const problem = (await response.json()) as { code: string; row: number }
    expect([response.status, problem.code, problem.row]).toEqual(expected)
  }
  expect(await refused(await push([], 'not-an-object'))).toEqual([400, 'BATCH_MALFORMED'])
  expect(await refused(await post(await signPush(Buffer.from('{"sentAt":'), { idempotencyKey: 'half-a-batch', key: signingKey(own) })))).toEqual([
    400,
    'BATCH_MALFORMED',
  ])
  expect(await refused(await post('x', { headers: { 'content-type': 'application/json' } }))).toEqual([415, 'MEDIA_TYPE'])
  expect(await refused(await post(null, { method: 'PUT' }))).toEqual([405, 'METHOD'])
  expect(await heads()).toBe(before)
})
