import { dropLog, keepWatch } from '@delta/list'
import { newChange, recordId, writeListChanges } from '@delta/list/testing'
import type { ListChange } from '@delta/model'
import { openStore } from '@delta/store'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startFeed, type TestFeed } from './testing.ts'
import { digestOf, emptyCopy, hear, type Heard, take } from './testing-client.ts'

let feed: TestFeed
beforeEach(async () => {
  feed = await startFeed()
})
afterEach(() => feed?.stop())

const write = (...changes: ReturnType<typeof newChange>[]) => feed.base.db.transaction().execute(trx => writeListChanges(trx, changes, new Date()))
const follow = async (query: string, until: (heard: Heard) => boolean) => {
  const copy = emptyCopy()
  const said: string[] = []
  const last: Heard[] = []
  await hear(`${feed.url}/feeds/lists${query}`, feed.headers, heard => {
    last[0] = heard
    if (heard.event === 'change') {
      const change = heard.data as unknown as ListChange
      take(copy, change)
      said.push(`${heard.id} ${change.op} ${change.entry.id.slice(0, 8)}`)
    }
    return until(heard)
  })
  return { copy, said, last: last[0]! }
}
const caughtUp = ({ event }: Heard) => event === 'caught-up'
const watch = (edit: Parameters<typeof keepWatch>[1]['edit']) =>
  keepWatch(feed.base.db, { owner: 'partner:330100', name: 'taxi firms', edit, newId: () => 'watch-1', now: () => new Date() })

test('a stored set: what enters it is listed, what leaves it is told, each at one place that can be gone on from, and the digest proves the rest', async () => {
  await write(newChange(1), newChange(2), newChange(3))
  await feed.taken()
  const { seq } = (await watch({ set: ['subject-1', 'subject-9'] }))!
  expect(seq).toBe(3)
  await write(newChange(2, { op: 'updated' }), newChange(1, { op: 'updated' }))
  await feed.taken()
  await watch({ add: ['subject-2', 'subject-3'], remove: ['subject-1'] })
  await write(newChange(1, { op: 'repaired', status: 'REPAIRED' }), newChange(3, { op: 'repaired', status: 'REPAIRED' }))
  await feed.taken()
  const all = await follow('?after=0&watch=watch-1', caughtUp)
  expect(all.said).toEqual([
    '1.3.1 listed rec00001',
    '1.5 updated rec00001',
    '1.5.1 out-of-scope rec00001',
    '1.5.2 listed rec00002',
    '1.5.3 listed rec00003',
    '1.7 repaired rec00003',
  ])
  expect(all.last.data['scope']).toEqual({ digest: digestOf(all.copy), count: 1 })
  for (const [n, line] of all.said.entries()) {
    const rest = await follow(`?after=${line.split(' ')[0]}&watch=watch-1`, caughtUp)
    expect(rest.said).toEqual(all.said.slice(n + 1))
  }
  const snapshot = await (await fetch(`${feed.url}/snapshots/lists?watch=watch-1`, { headers: feed.headers })).text()
  expect(snapshot).toContain(recordId(2))
  expect((JSON.parse(snapshot.split('\n')[0]!) as { snapshot: { scope: unknown } }).snapshot.scope).toEqual(all.last.data['scope'])
})

test('a change of the set reaches a stream that is open', async () => {
  await write(newChange(1), newChange(2))
  await feed.taken()
  await watch({ set: ['subject-1'] })
  const { said } = await follow('?after=0&watch=watch-1', ({ event, data }) => {
    if (event === 'caught-up') void watch({ set: ['subject-2'] })
    return event === 'change' && data['op'] === 'listed' && (data as unknown as ListChange).entry.id === recordId(2)
  })
  expect(said).toEqual(['1.2.1 listed rec00001', '1.2.2 out-of-scope rec00001', '1.2.3 listed rec00002'])
})

test('a province is told what binds or is noted there, and the snapshot and its digest are of the same', async () => {
  const sh = { province: '310000', unit: 'SH-ECO' } as const
  await write(newChange(1, sh), newChange(2, { ...sh, domain: 'B02' }), newChange(3, { ...sh, domain: 'W04', polarity: 'WATCH' }), newChange(4))
  await write(newChange(2, { ...sh, domain: 'B02', op: 'repaired', status: 'REPAIRED' }))
  await feed.taken()
  for (const [query, said, count] of [
    ['recognisedIn=330000', ['1.1 listed rec00001', '1.2 listed rec00002', '1.4 listed rec00004', '1.5 repaired rec00002'], 2],
    ['recognisedIn=330000&recognition=BINDS', ['1.1 listed rec00001', '1.4 listed rec00004'], 2],
    ['recognisedIn=330000&recognition=NONE', ['1.3 listed rec00003'], 1],
  ] as const) {
    const heard = await follow(`?after=0&${query}`, caughtUp)
    expect(heard.said).toEqual(said)
    expect(heard.last.data['scope']).toEqual({ digest: digestOf(heard.copy), count })
    const snapshot = await (await fetch(`${feed.url}/snapshots/lists?${query}`, { headers: feed.headers })).text()
    expect((JSON.parse(snapshot.split('\n')[0]!) as { snapshot: { scope: unknown } }).snapshot.scope).toEqual(heard.last.data['scope'])
  }
  expect((await fetch(`${feed.url}/feeds/lists?recognisedIn=440000`, { headers: feed.headers })).status).toBe(400)
})

test('what is too old is refused with the snapshot to take, and the snapshot still has every entry in force', async () => {
  await write(newChange(1), newChange(2), newChange(2, { op: 'updated' }), newChange(3))
  await feed.taken()
  expect(await dropLog(feed.base.db, new Date(Date.now() - 600_000))).toBe(0)
  expect(await dropLog(feed.base.db, new Date(Date.now() + 1_000), 3)).toBe(3)
  expect(await dropLog(feed.base.db, new Date(Date.now() + 1_000))).toBe(1)
  await write(newChange(4), newChange(1, { op: 'updated' }))
  await feed.taken()
  const refused = await fetch(`${feed.url}/feeds/lists?after=1.3&province=330000`, { headers: feed.headers })
  expect([refused.status, await refused.json()]).toMatchObject([410, { code: 'CURSOR_GONE', snapshot: '/snapshots/lists?province=330000' }])
  const lines = (await (await fetch(`${feed.url}/snapshots/lists`, { headers: feed.headers })).text()).trim().split('\n')
  const copy = emptyCopy()
  for (const line of lines.slice(1, -1)) {
    const { entry, hash, salt, logged } = JSON.parse(line) as ListChange
    expect(Object.keys(entry).length).toBeGreaterThan(1)
    take(copy, { ...logged, entry, hash, salt, logged } as unknown as ListChange)
  }
  expect((JSON.parse(lines[0]!) as { snapshot: { digest: string } }).snapshot.digest).toBe(digestOf(copy))
  const { rows } = await sql<{ seq: number }>`select seq from list_log where text is null order by seq`.execute(feed.base.db)
  expect(rows.map(row => row.seq)).toEqual([1, 2])
})

test('after a restore to an earlier state another epoch begins: old cursors are refused, new numbers are never taken for old ones', async () => {
  await write(newChange(1), newChange(2))
  await feed.taken()
  const { sent } = { sent: () => sql<{ seq: number }>`select seq from list_log_sent`.execute(feed.base.db) }
  await vi.waitFor(async () => expect((await sent()).rows[0]!.seq).toBe(2), { timeout: 10_000 })
  await write(newChange(3))
  await vi.waitFor(async () => expect((await sent()).rows[0]!.seq).toBe(3), { timeout: 10_000 })
  // The database as it was before the third change; Kafka has been told of it.
  await sql`delete from list_log where seq = 3`.execute(feed.base.db)
  await sql`delete from list_log_entry where seq = 3`.execute(feed.base.db)
  await sql`update list_log_head set seq = 2, root = l.root, digest = l.digest from list_log l where l.seq = 2`.execute(feed.base.db)
  await sql`update list_log_sent set seq = 2`.execute(feed.base.db)
  await sql`update list_change_head set seq = 2`.execute(feed.base.db)
  await feed.restart()
  const refused = await fetch(`${feed.url}/feeds/lists?after=1.3`, { headers: feed.headers })
  expect([refused.status, await refused.json()]).toMatchObject([409, { code: 'CURSOR_EPOCH', epoch: 2, snapshot: '/snapshots/lists' }])
  await write(newChange(4))
  await feed.taken()
  const { said } = await follow('?after=2.2', caughtUp)
  expect(said).toEqual(['2.3 listed rec00004'])
  const all = await follow('?after=0', caughtUp)
  expect(all.said).toEqual(['2.1 listed rec00001', '2.2 listed rec00002', '2.3 listed rec00004'])
  expect((await follow('?after=2.1', caughtUp)).said).toEqual(all.said.slice(1))
})

test('a database that was away for a while leaves nothing behind that says so: the feed is ready again, and publishes', async () => {
  const { pool, close } = openStore(process.env['DELTA_TEST_POSTGRES']!, { connections: 1 })
  const database = new URL(feed.base.url).pathname.slice(1)
  const failing = async (): Promise<(string | void)[]> => {
    const said = await Promise.all(Object.values(feed.feed.checks).map(ask => ask()))
    return said.filter(reason => reason !== undefined)
  }
  await pool.query(`alter database ${database} allow_connections false`)
  await pool.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [database])
  // The log's tail, the keeper, the publisher and the webhooks have all noticed.
  await vi.waitFor(async () => expect((await failing()).length).toBe(4), { timeout: 10_000, interval: 10 })
  await pool.query(`alter database ${database} allow_connections true`)
  await close()
  await vi.waitFor(async () => expect(await failing()).toEqual([]), { timeout: 10_000, interval: 10 })
  await write(newChange(1))
  await vi.waitFor(async () => expect((await sql<{ seq: number }>`select seq from list_log_sent`.execute(feed.base.db)).rows[0]!.seq).toBe(1), {
    timeout: 10_000,
  })
})
