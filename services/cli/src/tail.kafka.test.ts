import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { startFeed, type TestFeed } from '@delta/feed/testing'
import { newChange, recordId, writeListChanges } from '@delta/list/testing'
import { generateKey, publicOf, signDirectory, signingKey } from '@delta/seal'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { tail, type TailParts } from './tail.ts'
import { localDirectory } from './verify.ts'
import { verifyFiles } from './verify-files.ts'

const now = () => new Date()
const folder = mkdtempSync(join(tmpdir(), 'delta-tail-'))
const put = (name: string, content: string | Uint8Array): string => {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}
let feed: TestFeed
let files: { directory: string; keeper: string; now: () => Date }

beforeAll(async () => {
  feed = await startFeed()
  const keeper = await generateKey()
  const logKeys = [{ jwk: feed.logKey, validFrom: '2026-01-01T00:00:00Z', validTo: null }]
  put(
    'directory.jws',
    await signDirectory({ issuedAt: '2026-01-01T00:00:00Z', expiresAt: '2036-01-01T00:00:00Z', participants: [], logKeys }, signingKey(keeper)),
  )
  put('directory.pub.jwk', JSON.stringify(publicOf(keeper)))
  files = { ...localDirectory(folder), now }
  await write(newChange(1), newChange(2), newChange(3, { province: '310000', unit: 'SH-ECO' }))
})
afterAll(async () => {
  await feed?.stop()
  rmSync(folder, { recursive: true })
})

const write = async (...changes: ReturnType<typeof newChange>[]) => {
  await feed.base.db.transaction().execute(trx => writeListChanges(trx, changes, now()))
  await vi.waitFor(async () => expect((await feed.base.pool.query('select from list_change')).rowCount).toBe(0), { timeout: 15_000, interval: 20 })
}
const get = async (path: string) => Buffer.from(await (await fetch(`${feed.url}${path}`, { headers: feed.headers })).arrayBuffer())
const follow = (parts: Partial<TailParts>, lines: string[], notes: string[] = []) =>
  tail({
    gateway: feed.url,
    headers: async () => feed.headers,
    filter: {},
    after: '0',
    json: false,
    once: true,
    signal: new AbortController().signal,
    print: line => lines.push(line),
    note: line => notes.push(line),
    ...parts,
  })

test('a line a change, from a cursor, with a filter; a feed that restarts is gone on with', async () => {
  const [lines, notes]: [string[], string[]] = [[], []]
  await follow({ after: '1.1', filter: { province: ['330000'] } }, lines, notes)
  expect(lines).toEqual([expect.stringMatching(/^1\.2 +2026-\S+ +listed +BLACK +B05 +330000 +ZJ-ECO +第2有限公司 subject-2/)])
  expect(notes).toEqual(['caught up at 1.3'])
  const stopping = new AbortController()
  const live: string[] = []
  const following = follow({ once: false, signal: stopping.signal }, live)
  await vi.waitFor(() => expect(live).toHaveLength(3), { timeout: 15_000 })
  await feed.restart()
  await write(newChange(2, { op: 'repaired', status: 'REPAIRED' }))
  await vi.waitFor(() => expect(live.map(line => line.split(/ +/)[0])).toEqual(['1.1', '1.2', '1.3', '1.4']), { timeout: 15_000 })
  stopping.abort()
  await following
})

test('what the gateway refuses is said with its code', async () => {
  await expect(follow({ after: '7.1' }, [])).rejects.toThrow(/CURSOR_EPOCH \(409\)/)
  await expect(follow({ filter: { domain: ['NONE'] } }, [])).rejects.toThrow(/400/)
})

test('a snapshot, packed or not, filtered or not, and what tail --json prints after it are verified offline; one changed byte is named', async () => {
  const snapshot = await get('/snapshots/lists')
  const filtered = put('filtered.ndjson', await get('/snapshots/lists?province=310000'))
  const cursor = (JSON.parse(snapshot.toString().split('\n')[0]!) as { snapshot: { cursor: string } }).snapshot.cursor
  await write(newChange(1, { op: 'updated' }), newChange(4), newChange(5, { province: '310000', unit: 'SH-ECO' }))
  await feed.taken()
  const [after, only]: [string[], string[]] = [[], []]
  await follow({ json: true, after: cursor }, after)
  await follow({ json: true, after: cursor, filter: { province: ['310000'] } }, only)
  const events = put('events.ndjson', after.map(line => `${line}\n`).join(''))
  const holds = {
    ok: true,
    line: expect.stringMatching(/^verified: the snapshot holds 2 entries as of 1\.4, as signed; 3 events after it lead to 4 entries as of 1\.7$/) as string,
  }
  expect(await verifyFiles([put('list.ndjson', snapshot), events], files)).toEqual(holds)
  expect(await verifyFiles([put('list.ndjson.gz', gzipSync(snapshot)), put('events.gz', gzipSync(readFileSync(events)))], files)).toEqual(holds)
  expect(await verifyFiles([put('list.zst', zstdCompressSync(snapshot)), events], files)).toEqual(holds)
  expect(await verifyFiles([filtered, put('only.ndjson', only.map(line => `${line}\n`).join(''))], files)).toMatchObject({
    ok: true,
    line: expect.stringMatching(/1 entries of its filter as of 1\.4.*; 1 events after it lead to 2 entries of its filter as of 1\.7/) as string,
  })
  const changed = put('changed.ndjson', readFileSync(events, 'utf8').replace('第4有限公司', '第5有限公司'))
  expect(await verifyFiles([put('list.ndjson', snapshot), changed], files)).toEqual({
    ok: false,
    line: `not verified: CHANGE_HASH: line 2 of the events: event 6, entry ${recordId(4)}: its body does not fit its hash`,
  })
  const packed = gzipSync(snapshot)
  packed[packed.length - 20]! ^= 1
  expect(await verifyFiles([put('bad.ndjson.gz', packed)], files)).toMatchObject({ ok: false })
})

test('proofs of the log are verified offline with the signed checkpoint', async () => {
  const checkpoint = [put('checkpoint.jws', await get('/feeds/lists/checkpoint'))]
  const inclusion = put('inclusion.json', await get('/feeds/lists/proof?seq=2'))
  const consistency = put('consistency.json', await get('/feeds/lists/proof?from=3'))
  expect(await verifyFiles([inclusion], { ...files, checkpoint })).toMatchObject({ ok: true, line: expect.stringMatching(/^verified: event 2 /) as string })
  expect(await verifyFiles([consistency], { ...files, checkpoint })).toMatchObject({
    ok: true,
    line: expect.stringMatching(/^verified: the log of 3 /) as string,
  })
  await expect(verifyFiles([inclusion], files)).rejects.toThrow('--checkpoint')
  const other = put('other.json', readFileSync(inclusion, 'utf8').replace('"seq":2', '"seq":3'))
  expect(await verifyFiles([other], { ...files, checkpoint })).toEqual({
    ok: false,
    line: expect.stringMatching(/^not verified: INCLUSION: event 3: it is not proved/) as string,
  })
  expect(await verifyFiles([put('no.json', '{"kind":"inclusion"}')], { ...files, checkpoint })).toMatchObject({ ok: false })
  await expect(verifyFiles([join(folder, 'none.ndjson')], files)).rejects.toThrow(/^There is no/)
})
