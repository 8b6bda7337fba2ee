import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { newChange, recordId, writeListChanges } from '@delta/list/testing'
import type { ListChange } from '@delta/model'
import { merkleRoot, eventLeaf, readCheckpoint, verifyConsistency, verifyPath } from '@delta/seal'
import { openKafka, readNewest } from '@delta/stream'
import { silentLog } from '@delta/stream/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startFeed, type TestFeed } from './testing.ts'
import { type Copy, digestOf, emptyCopy, hear, type Heard, take } from './testing-client.ts'

let feed: TestFeed
const cut = Promise.withResolvers<void>()
beforeAll(async () => {
  const log = { ...silentLog, info: (_: object, said?: string) => void (said?.includes('cut off') && cut.resolve()) }
  feed = await startFeed({ patience: 500, keepalive: 300, log })
})
afterAll(() => feed?.stop())

const write = (...changes: ReturnType<typeof newChange>[]) =>
  feed.base.db.transaction().execute(trx => writeListChanges(trx, changes, new Date('2026-11-20T00:00:00Z')))

const listen = (query: string, onEvent: (heard: Heard) => boolean | void, headers: Record<string, string> = {}) =>
  hear(`${feed.url}/feeds/lists${query}`, { ...feed.headers, ...headers }, onEvent)

const follow = async (copy: Copy, query: string, until: (heard: Heard) => boolean, checked = true): Promise<Heard[]> => {
  const all: Heard[] = []
  await listen(query, heard => {
    all.push(heard)
    if (heard.event === 'change') {
      const change = heard.data as unknown as ListChange
      take(copy, change)
      if (checked) expect([change.seq, digestOf(copy)]).toEqual([change.seq, change.digest])
    }
    if (heard.id !== null) copy.cursor = heard.id
    return until(heard)
  })
  return all
}
const caughtUp = ({ event }: Heard) => event === 'caught-up'

test('from the beginning: every change once, in order, its digest right; then caught up; then live', async () => {
  await write(newChange(1), newChange(2), newChange(3, { province: '310000', unit: 'SH-ECO' }))
  await write(newChange(1, { op: 'updated' }), newChange(2, { op: 'repaired', status: 'REPAIRED' }))
  const copy = emptyCopy()
  let written = false
  await follow(copy, '?after=0', ({ event, data }) => {
    if (event === 'caught-up' && !written) {
      written = true
      void write(newChange(4))
    }
    return written && event === 'change' && data['seq'] === 6
  })
  expect(copy.changes.map(({ seq, op }) => `${seq} ${op}`)).toEqual(['1 listed', '2 listed', '3 listed', '4 updated', '5 repaired', '6 listed'])
  expect([...copy.entries.keys()].toSorted()).toEqual([recordId(1), recordId(3), recordId(4)])
  const leaves = copy.changes.map(({ hash }) => eventLeaf(Buffer.from(hash, 'base64url')))
  expect(copy.changes.map(({ root }) => root)).toEqual(leaves.map((_, n) => merkleRoot(leaves.slice(0, n + 1)).toString('base64url')))
})

test('a stream goes on from a cursor or Last-Event-ID, over a restart; the header goes before the address', async () => {
  const copy = emptyCopy()
  await follow(copy, '?after=0', ({ data }) => data['seq'] === 2)
  expect(copy.cursor).toBe('1.2')
  await feed.restart()
  await listen(
    '?after=0',
    heard => {
      if (heard.event === 'change') take(copy, heard.data as unknown as ListChange)
      return caughtUp(heard)
    },
    { 'last-event-id': copy.cursor! },
  )
  expect(copy.changes.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6])
})

const refusal = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${feed.url}${path}`, { headers: { ...feed.headers, ...headers } })
  return [response.status, response.headers.get('content-type'), ((await response.json()) as { code: string }).code]
}

test('places that cannot be gone on from, filters that are none and callers that may not are refused with a code', async () => {
  expect(await refusal('/feeds/lists?after=1.99')).toEqual([400, 'application/problem+json', 'CURSOR_FUTURE'])
  expect(await refusal('/feeds/lists?after=2.1')).toEqual([409, 'application/problem+json', 'CURSOR_EPOCH'])
  expect(await refusal('/feeds/lists?after=x')).toEqual([400, 'application/problem+json', 'CURSOR_MALFORMED'])
  expect(await refusal('/feeds/lists?domain=B99')).toEqual([400, 'application/problem+json', 'BAD_ARGUMENT'])
  expect(await refusal('/feeds/lists?domian=B05')).toEqual([400, 'application/problem+json', 'BAD_ARGUMENT'])
  expect(await refusal('/feeds/lists?watch=nobody')).toEqual([403, 'application/problem+json', 'NOT_AGREED'])
  expect(await refusal('/feeds/lists', { 'delta-purpose': '' })).toEqual([400, 'application/problem+json', 'PURPOSE_REQUIRED'])
})

test('a filter shows what is in scope, tells what leaves it, and a repair reaches who once got the listing', async () => {
  await write(newChange(10, { division: '330106' }), newChange(11, { division: '330203' }))
  await write(newChange(10, { op: 'updated', division: '330203' }))
  await write(newChange(11, { op: 'updated', division: '330106' }))
  await write(newChange(10, { op: 'repaired', division: '330203', status: 'REPAIRED' }))
  await feed.taken()
  const copy = emptyCopy()
  const all = await follow(copy, '?after=1.6&division=330100', caughtUp, false)
  expect(copy.changes.map(({ seq, op, reason, entry }) => `${seq} ${op} ${reason} ${entry.id.slice(0, 8)}`)).toEqual([
    '7 listed RECORD rec00010',
    '9 out-of-scope SCOPE rec00010',
    '10 listed SCOPE rec00011',
    '11 repaired RECORD rec00010',
  ])
  expect(Object.keys(copy.changes[1]!.entry)).toEqual(['id'])
  expect(all.at(-1)!.data['scope']).toMatchObject({ count: 1 + 3 })
  const snapshot = emptyCopy()
  await follow(snapshot, '?after=0&division=330100', caughtUp, false)
  expect((all.at(-1)!.data['scope'] as { digest: string }).digest).toBe(digestOf(snapshot))
})

interface SnapshotLine {
  snapshot?: { cursor: string; digest: string; scope: { digest: string; count: number }; checkpoint: string }
  entry: ListChange['entry']
  hash: string
  salt: string
  logged: NonNullable<ListChange['logged']>
  end?: { count: number }
}
const snapshotLines = async (query = ''): Promise<SnapshotLine[]> => {
  const response = await fetch(`${feed.url}/snapshots/lists${query}`, { headers: feed.headers })
  expect(response.status).toBe(200)
  return (await response.text())
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as SnapshotLine)
}
const copyOf = (lines: SnapshotLine[]): Copy => {
  const copy = emptyCopy()
  for (const { entry, hash, salt, logged } of lines.slice(1, -1)) take(copy, { ...logged, entry, hash, salt, logged } as unknown as ListChange)
  copy.cursor = lines[0]!.snapshot!.cursor
  copy.changes.length = 0
  return copy
}

test('a snapshot and the feed after it give the exact list, and the digest proves it, while changes go on', async () => {
  let writing = true
  const writer = (async () => {
    for (let n = 0; writing; n += 1) await write(newChange(100 + (n % 50)), newChange(100 + ((n * 7) % 50), { op: 'delisted', status: 'DELISTED' }))
  })()
  for (let round = 0; round < 5; round += 1) {
    const lines = await snapshotLines()
    const copy = copyOf(lines)
    expect([digestOf(copy), copy.entries.size]).toEqual([lines[0]!.snapshot!.digest, lines.at(-1)!.end!.count])
    await follow(copy, `?after=${copy.cursor}`, () => copy.changes.length > 30)
  }
  writing = false
  await writer
  await feed.taken()
  const filtered = await snapshotLines('?province=310000&polarity=BLACK')
  expect(filtered[0]!.snapshot!.scope).toEqual({ digest: digestOf(copyOf(filtered)), count: 1 })
  expect((await (await fetch(`${feed.url}/snapshots/lists?format=csv&province=310000`, { headers: feed.headers })).text()).split('\r\n')[1]).toContain(
    '第3有限公司',
  )
})

test('the checkpoint is signed by the log, and proofs lead to its root', async () => {
  const get = (path: string) => fetch(`${feed.url}${path}`, { headers: feed.headers })
  const read = await readCheckpoint(await (await get('/feeds/lists/checkpoint')).text(), kid => (kid === feed.logKey.kid ? feed.logKey : null))
  if ('error' in read) throw new Error(read.error)
  const { size, root } = read.checkpoint
  const bytes = (text: string) => Buffer.from(text, 'base64url')
  const inclusion = (await (await get(`/feeds/lists/proof?seq=5&size=${size}`)).json()) as { hash: string; path: string[]; root: string }
  expect(inclusion.root).toBe(root)
  expect(verifyPath(eventLeaf(bytes(inclusion.hash)), 4, size, inclusion.path.map(bytes), bytes(root))).toBe(true)
  const consistency = (await (await get(`/feeds/lists/proof?from=6&to=${size}`)).json()) as { fromRoot: string; toRoot: string; path: string[] }
  expect(verifyConsistency(6, size, bytes(consistency.fromRoot), bytes(root), consistency.path.map(bytes))).toBe(true)
  expect(await refusal('/feeds/lists/proof?seq=0')).toEqual([400, 'application/problem+json', 'BAD_ARGUMENT'])
})

test('Kafka tells the same, with the same cursor', async () => {
  const kafka = openKafka({ brokers: [process.env['DELTA_TEST_KAFKA']!], clientId: 'test-reader', log: silentLog })
  await feed.taken()
  const { rows } = await feed.base.pool.query<{ seq: number }>('select seq from list_log_head')
  await vi.waitFor(async () => expect(Number((await readNewest(kafka, feed.topic, 0))!.headers['delta-seq'])).toBe(rows[0]!.seq), { timeout: 10_000 })
  const newest = (await readNewest(kafka, feed.topic, 0))!
  expect([newest.headers['ce_id'], (JSON.parse(newest.value!.toString()) as ListChange).seq]).toEqual([`1.${rows[0]!.seq}`, rows[0]!.seq])
})

test('a stream is closed with a reason when the agreement lapses', async () => {
  const all = await follow(
    emptyCopy(),
    '?after=0',
    heard => {
      if (caughtUp(heard)) feed.agreements[0] = { ...feed.agreements[0]!, validTo: '2026-01-31' }
      return false
    },
    false,
  )
  expect(all.at(-1)).toMatchObject({ event: 'closed', data: { reason: 'NOT_AGREED' } })
  feed.agreements[0] = { ...feed.agreements[0]!, validTo: null }
})

test('which cities were told what is remembered before it is told: by filter, from where and until when; a snapshot holds all before it', async () => {
  const known = async () =>
    (await feed.base.pool.query('select owner, epoch, asked, first from list_listener where owner = $1 order by first desc', ['partner:340100'])).rows as {
      first: number
    }[]
  const city = { authorization: 'Bearer partner:340100' }
  const seen: unknown[] = []
  await listen(
    '?after=1.3&province=310000',
    heard => {
      if (caughtUp(heard)) void known().then(rows => seen.push(...rows))
      return seen.length > 0
    },
    city,
  )
  expect(seen).toEqual([{ owner: 'partner:340100', epoch: 1, asked: expect.objectContaining({ province: ['310000'] }), first: 3 }])
  const ask = (headers: object) => fetch(`${feed.url}/snapshots/lists`, { headers: { ...feed.headers, ...headers } }).then(answer => answer.text())
  await ask(city)
  await ask({ authorization: 'Bearer analyst' })
  expect((await known()).map(({ first }) => first)).toEqual([3, 0])
  expect((await feed.base.pool.query(`select from list_listener where owner not like 'partner:%'`)).rowCount).toBe(0)
  const until = async () =>
    (await feed.base.pool.query<{ at: string }>('select max(alive_at) as at from list_listener where owner = $1', ['partner:340100'])).rows[0]!.at
  const before = await until()
  await feed.restart()
  expect((await until()) > before).toBe(true)
})

test('a client that does not read is cut off with a place to go on from; others are not delayed', async () => {
  for (let round = 0; round < 40; round += 1) await write(...Array.from({ length: 250 }, (_, n) => newChange(1_000 + n, { name: '长'.repeat(400) })))
  const silent = connect(Number(new URL(feed.url).port), '127.0.0.1')
  silent.pause()
  silent.write(`GET /feeds/lists?after=0 HTTP/1.0\r\nhost: x\r\nauthorization: ${feed.headers['authorization']}\r\ndelta-purpose: exchange\r\n\r\n`)
  const last = cut.promise.then(() => text(silent))
  const copy = emptyCopy()
  const delays: number[] = []
  let sentAt = 0
  const next = () => {
    sentAt = performance.now()
    void write(newChange(9_000 + delays.length))
  }
  await follow(copy, '?after=0', ({ event }) => {
    if (sentAt > 0 && event === 'change') delays.push(performance.now() - sentAt)
    if (event === 'caught-up' || (sentAt > 0 && event === 'change')) next()
    return delays.length === 60 && performance.now() - sentAt < 1_000
  })
  expect(Math.max(...delays)).toBeLessThan(1_000)
  const heard = (await last).trimEnd().split('\n\n').at(-1)!
  expect(heard).toMatch(/^event: fell-behind\ndata: {"resumeFrom":"1\.\d+"}/)
  const rest = emptyCopy()
  await follow(rest, `?after=${/1\.\d+/.exec(heard)![0]}`, caughtUp, false)
  expect(rest.changes.at(0)!.seq).toBe(Number(/1\.(\d+)/.exec(heard)![1]) + 1)
}, 60_000)
