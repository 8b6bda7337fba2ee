import { newChange, recordId } from '@delta/list/testing'
import type { FormattedExecutionResult } from 'graphql'
import { createClient as createSseClient } from 'graphql-sse'
import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { ListChange } from '@delta/model'
import { digestOf, emptyCopy, take } from './testing-client.ts'
import { startFeedGraph, type TestFeedGraph } from './testing-graph.ts'

interface Item {
  readonly kind: string
  readonly cursor: string | null
  readonly change?: ListChange
  readonly detail?: Record<string, unknown>
  readonly [field: string]: unknown
}

/** Waits until something holds. */
const until = (holds: () => void | Promise<void>) => vi.waitFor(holds, { timeout: 10_000, interval: 20 })

/** Milliseconds after which a client has taken too long: the clients of these tests share the server's process, and its pauses. */
const PATIENCE = 1_500

let feed: TestFeedGraph
beforeAll(async () => {
  feed = await startFeedGraph({ keepalive: 300, patience: PATIENCE })
})
afterAll(async () => {
  await feed?.stop()
  expect(feed?.hidden).toEqual([])
})

type Headers = Record<string, string>
const bySse = (headers: Headers) => createSseClient({ url: feed.url, headers, retryAttempts: 0 })
const byWebSocket = (headers: Headers) =>
  createClient({ url: feed.url.replace('http', 'ws'), webSocketImpl: WebSocket, connectionParams: headers, retryAttempts: 0 })
const ways: [string, (headers: Headers) => Pick<ReturnType<typeof bySse>, 'iterate' | 'dispose'>][] = [
  ['SSE', bySse],
  ['WebSocket', byWebSocket as never],
]

const ITEM = 'kind cursor seq op reason entryId hash digest change detail'
const subscription = (fields = ITEM) => `subscription($after: ID, $filter: ListFilter) { listChanges(after: $after, filter: $filter) { ${fields} } }`

type Asked = { after?: string | null; filter?: object; fields?: string; headers?: Headers }

/** Subscribes until `ended` says so, or the stream ends; what it is refused with is thrown. */
async function follow(connect: (typeof ways)[number][1], asked: Asked, ended: (item: Item) => boolean | void | Promise<boolean | void>): Promise<Item[]> {
  const { fields, headers, ...variables } = asked
  const client = connect({ ...feed.headers, ...headers })
  const items: Item[] = []
  const results = client.iterate({ query: subscription(fields), variables }) as AsyncIterableIterator<FormattedExecutionResult<{ listChanges: Item }>>
  try {
    for await (const { data, errors } of results) {
      if (errors) throw errors[0]
      items.push(data!.listChanges)
      if ((await ended(items.at(-1)!)) === true) break
    }
  } finally {
    client.dispose()
  }
  return items
}
const caughtUp = ({ kind }: Item) => kind === 'CAUGHT_UP'

test.each(ways)('over %s: every change once, in order, its digest right; then caught up; then live; then on from the cursor', async (_name, connect) => {
  const head = await seqNow()
  const n = head * 10
  await feed.write(newChange(n + 1), newChange(n + 2), newChange(n + 1, { op: 'updated' }), newChange(n + 2, { op: 'repaired', status: 'REPAIRED' }))
  const copy = emptyCopy()
  let written = false
  const items = await follow(connect, { after: '0' }, async item => {
    if (item.kind === 'CHANGE') {
      take(copy, item.change!)
      expect([item.seq, digestOf(copy)]).toEqual([item.change!.seq, item.digest])
    }
    if (caughtUp(item)) {
      expect(item.detail).toEqual({ cursor: `1.${head + 4}`, scope: { digest: digestOf(copy) } })
      written = true
      await feed.write(newChange(n + 3))
    }
    return written && item.kind === 'CHANGE' && item.seq === head + 5
  })
  const changes = items.filter(({ kind }) => kind === 'CHANGE')
  expect(changes.map(({ seq }) => seq)).toEqual(Array.from({ length: head + 5 }, (_, at) => at + 1))
  expect(changes.slice(head).map(({ op, entryId, cursor }) => [op, entryId, cursor])).toEqual([
    ['LISTED', recordId(n + 1), `1.${head + 1}`],
    ['LISTED', recordId(n + 2), `1.${head + 2}`],
    ['UPDATED', recordId(n + 1), `1.${head + 3}`],
    ['REPAIRED', recordId(n + 2), `1.${head + 4}`],
    ['LISTED', recordId(n + 3), `1.${head + 5}`],
  ])
  const rest = await follow(connect, { after: `1.${head + 3}` }, caughtUp)
  expect(rest.map(({ kind, seq }) => [kind, seq])).toEqual([
    ['CHANGE', head + 4],
    ['CHANGE', head + 5],
    ['CAUGHT_UP', null],
  ])
  await until(() => expect(feed.streams.open).toBe(0))
})

const seqNow = async (): Promise<number> => (await feed.base.pool.query<{ seq: number }>('select seq from list_log_head')).rows[0]!.seq

test('the entry is the graph’s ListEntry, under any alias, names in the caller’s language; erased, only its id is told', async () => {
  const from = await seqNow()
  await feed.write(newChange(901, { name: '张三', subject_id: 'NP:zhang' }), newChange(902))
  await feed.write(newChange(902, { op: 'withdrawn', reason: 'ERASED', status: 'WITHDRAWN' }))
  const fields = `kind entryId op reason salt entry { id d: domain { code name polarity area { code } } province { name } unit { code name } who: subject { id called: name } caseNo from term status
    finder { name level } scope warnings recognition(for: "340000", on: "2026-11-25") { effect } flags provenance { reportedBy { code } sourceUnit { code } receivedAt } proof }`
  const items = await follow(bySse, { after: `1.${from}`, fields, headers: { 'accept-language': 'en' } }, caughtUp)
  expect(items[0]).toMatchObject({ kind: 'CHANGE', entryId: recordId(901), op: 'LISTED', reason: 'RECORD' })
  expect(items[0]!['entry']).toMatchObject({
    id: recordId(901),
    d: { code: 'B05', name: 'environment', polarity: 'BLACK' },
    province: { name: 'Zhejiang' },
    unit: { code: 'ZJ-ECO' },
    who: { id: 'NP:zhang', called: '张*' },
    from: '2026-01-05',
    term: '2026-01-05/..',
    status: 'EFFECTIVE',
    finder: { level: 'PROVINCE' },
    scope: null,
    recognition: { effect: 'BINDS' },
    flags: [],
    provenance: { reportedBy: { code: 'ZJ-ECO' }, sourceUnit: { code: 'ZJ-ECO' }, receivedAt: '2026-11-20T00:00:00.000Z' },
    proof: null,
  })
  expect(items.slice(1, 3)).toMatchObject([
    { entryId: recordId(902), salt: null, entry: null },
    { entryId: recordId(902), op: 'WITHDRAWN', reason: 'ERASED', entry: null },
  ])
  const zh = await follow(byWebSocket as never, { after: `1.${from}`, fields: 'kind entry { domain { name } }' }, () => true)
  expect(zh).toEqual([{ kind: 'CHANGE', entry: { domain: { name: '生态环境领域严重失信主体' } } }])
})

test('a filter shows what it should: what enters is LISTED, what leaves OUT_OF_SCOPE, and a checkpoint for what it withheld', async () => {
  const from = await seqNow()
  await feed.write(
    newChange(801, { division: '330106' }),
    newChange(802, { province: '310000', unit: 'SH-ECO', division: '310104' }),
    newChange(801, { op: 'updated', division: '310104' }),
  )
  const items = await follow(bySse, { after: `1.${from}`, filter: { province: ['330000'], domain: ['B05'], polarity: ['BLACK'], division: '33' } }, caughtUp)
  expect(items.map(({ kind, op, entryId }) => [kind, op, entryId])).toEqual([
    ['CHANGE', 'LISTED', recordId(801)],
    ['CHANGE', 'OUT_OF_SCOPE', recordId(801)],
    ['CHECKPOINT', null, null],
    ['CAUGHT_UP', null, null],
  ])
  const other = await follow(byWebSocket as never, { after: `1.${from}`, filter: { area: [], province: ['340000'] } }, ({ kind }) => kind === 'CHECKPOINT')
  expect(other.map(({ kind, cursor, detail }) => [kind, cursor, detail?.['withheld']])).toEqual([['CHECKPOINT', `1.${from + 3}`, 3]])
})

const refusal = (connect: (typeof ways)[number][1], asked: Asked) =>
  follow(connect, asked, caughtUp).then(
    () => ({ extensions: {} }),
    (error: unknown) => (Array.isArray(error) ? error[0] : error) as { extensions: Record<string, unknown> },
  )

test.each(ways)('over %s a cursor that cannot be gone on from, and a filter that is none, are refused with their code', async (_name, connect) => {
  await feed.write(newChange(700), newChange(701), newChange(702))
  const codes = async (asked: Asked) => (await refusal(connect, asked)).extensions
  const head = await seqNow()
  expect(await codes({ after: 'x' })).toEqual({ code: 'CURSOR_MALFORMED' })
  expect(await codes({ after: `1.${head + 1}` })).toEqual({ code: 'CURSOR_FUTURE', head: `1.${head}` })
  expect(await codes({ after: '2.1' })).toEqual({ code: 'CURSOR_EPOCH', epoch: 1, snapshot: '/snapshots/lists' })
  expect(await codes({ filter: { domain: ['X99'] } })).toEqual({ code: 'BAD_ARGUMENT' })
  expect(await codes({ filter: { watch: 'somebody’s' } })).toEqual({ code: 'NOT_AGREED' })
  expect(await codes({ headers: { 'delta-purpose': '' } })).toEqual({ code: 'PURPOSE_REQUIRED' })
  expect(await codes({ headers: { 'delta-purpose': 'fun' } })).toEqual({ code: 'PURPOSE_NOT_ALLOWED' })
  await feed.base.pool.query('update list_log_head set dropped = 2')
  await until(async () =>
    expect(await codes({ after: '1.1', filter: { province: ['330000'] } })).toEqual({ code: 'CURSOR_GONE', snapshot: '/snapshots/lists?province=330000' }),
  )
  await feed.base.pool.query('update list_log_head set dropped = 0')
  await until(async () => expect(await follow(connect, { after: '1.1' }, () => true)).toHaveLength(1))
  expect(await refusal(connect, { headers: { authorization: 'Bearer nobody' } })).toMatchObject(
    _name === 'SSE' ? { response: { status: 401 } } : { code: 4401, reason: 'UNAUTHENTICATED' },
  )
})

test.each(ways)('over %s a stream is closed with its reason when the agreement lapses', async (_name, connect) => {
  const [partner] = feed.agreements
  const items = await follow(connect, { fields: 'kind detail' }, ({ kind }) => {
    if (kind === 'CAUGHT_UP') feed.agreements[0] = { ...partner!, validTo: '2026-11-22' }
  })
  feed.agreements[0] = partner!
  expect(items.at(-1)).toEqual({ kind: 'CLOSED', detail: { reason: 'NOT_AGREED', resumeFrom: `1.${await seqNow()}`, snapshot: '/snapshots/lists' } })
})

test('signs of life come where nothing happens', async () => {
  const items = await follow(bySse, {}, ({ kind }) => kind === 'KEEPALIVE')
  expect(items.at(-1)).toMatchObject({ cursor: null, detail: { head: `1.${await seqNow()}`, upstream: { waiting: 0 } } })
})

test.each(ways)('over %s a client that takes too long is told where it stopped, and others are not kept waiting', async (_name, connect) => {
  const from = await seqNow()
  await feed.write(...Array.from({ length: 400 }, (_, n) => newChange(2_000 + n, { name: '某'.repeat(2_000) })))
  const cut = feed.streams.cut
  // Clients of these libraries read on whatever their user does: the connection itself is held.
  const socket = new WebSocket(feed.url.replace('http', 'ws'), 'graphql-transport-ws')
  const said: { type: string; payload?: { data?: { listChanges: Item } } }[] = []
  socket.on('message', text => said.push(JSON.parse(String(text))))
  await new Promise(open => socket.once('open', open))
  socket.send(JSON.stringify({ type: 'connection_init', payload: feed.headers }))
  await until(() => expect(said).toHaveLength(1))
  const fields = `kind cursor detail ${Array.from({ length: 14 }, (_, n) => `c${n}: change`).join(' ')}`
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: subscription(fields), variables: { after: `1.${from}` } } }))
  await until(() => expect(said.length).toBeGreaterThan(1))
  socket.pause()
  expect((await follow(connect, { after: `1.${from}` }, ({ seq }) => seq === from + 400)).filter(({ kind }) => kind === 'CHANGE')).toHaveLength(400)
  await new Promise(resolve => setTimeout(resolve, 2.2 * PATIENCE))
  socket.resume()
  await until(() => expect(said.at(-1)!.type).toBe('complete'))
  const last = said.at(-2)!.payload!.data!.listChanges
  expect(last).toMatchObject({ kind: 'FELL_BEHIND', detail: { resumeFrom: said.at(-3)!.payload!.data!.listChanges.cursor } })
  expect(feed.streams.cut).toBe(cut + 1)
  socket.terminate()
})

test('a feed that stops tells every subscriber where it stands', async () => {
  const fields = 'kind detail'
  const streams = ways.map(([, connect]) => follow(connect, { fields }, () => void 0))
  await until(() => expect(feed.streams.open).toBe(2))
  await feed.graph.stop()
  const closed = { kind: 'CLOSED', detail: { reason: 'STOPPING', resumeFrom: `1.${await seqNow()}`, snapshot: '/snapshots/lists' } }
  expect((await Promise.all(streams)).map(items => items.at(-1))).toEqual([closed, closed])
})
