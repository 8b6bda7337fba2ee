import { startFeed, type TestFeed } from '@delta/feed/testing'
import { newChange, recordId, writeListChanges } from '@delta/list/testing'
import { generateKey, publicOf } from '@delta/seal'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type CopyTables, migrateCopy } from './copy-tables.ts'
import { createSubscriber, type Subscriber, type SubscriberParts } from './create-subscriber.ts'
import { startGateway, type TestGateway } from './testing-gateway.ts'
import { verifyCopy } from './verify-copy.ts'

const now = () => new Date()
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
const soon = { timeout: 15_000, interval: 20 }

let feed: TestFeed
let gateway: TestGateway
let city: TestDatabase<CopyTables>
let running: Subscriber[] = []

beforeAll(async () => {
  feed = await startFeed({ keepalive: 200 })
})
afterAll(() => feed?.stop())
beforeEach(async () => {
  gateway = await startGateway(feed.url, feed.logKey)
  city = await createTestDatabase<CopyTables>(process.env['DELTA_TEST_POSTGRES'], 6)
  await migrateCopy(city.db)
})
afterEach(async () => {
  for (const one of running) await one.stop()
  running = []
  await gateway?.stop()
  await city?.drop()
})

type Write = ReturnType<typeof newChange>
const write = (...changes: Write[]) => feed.base.db.transaction().execute(trx => writeListChanges(trx, changes, now()))

/** Where the log stands once it has taken everything that was written. */
const logHead = () =>
  vi.waitFor(async () => {
    const { rows } = await feed.base.pool.query<{ waiting: number; cursor: string; digest: Buffer }>(
      `select (select count(*) from list_change)::int as waiting, epoch || '.' || seq as cursor, digest from list_log_head`,
    )
    expect(rows[0]!.waiting).toBe(0)
    return { cursor: rows[0]!.cursor, digest: rows[0]!.digest.toString('base64url') }
  }, soon)

const subscribe = (parts: Partial<SubscriberParts> = {}): Subscriber => {
  const subscriber = createSubscriber({
    gateway: gateway.url,
    keeper: gateway.keeper,
    headers: async () => feed.headers,
    filter: {},
    store: city,
    now,
    log: silent,
    checkEvery: 50,
    pause: () => 5,
    ...parts,
  })
  running.push(subscriber)
  subscriber.start()
  return subscriber
}

/** Waits until the copy has taken the whole log. */
const upToDate = async (subscriber: Subscriber) => {
  const { cursor, digest } = await logHead()
  await vi.waitFor(() => expect(subscriber.progress()).toMatchObject({ state: 'live', cursor, fault: null }), soon)
  return { cursor, digest }
}
const faultOf = async (subscriber: Subscriber) => {
  await vi.waitFor(() => expect(subscriber.progress().state).toBe('fault'), soon)
  const { code, event, entry, message } = subscriber.progress().fault!
  return { code, event, entry, message }
}
const ids = async () => (await city.pool.query<{ id: string }>('select id from list_copy order by id')).rows.map(({ id }) => id)
const inForce = async (where = 'true') =>
  (await feed.base.pool.query<{ id: string }>(`select record_id as id from list_log_entry where listed and ${where} order by 1`)).rows.map(({ id }) => id)

test('a snapshot, then every change: the copy is the list, its digest and its root the signed ones', async () => {
  await write(newChange(1), newChange(2), newChange(3, { province: '310000', unit: 'SH-ECO' }))
  await logHead()
  const subscriber = subscribe()
  const first = await upToDate(subscriber)
  expect(gateway.asked[0]).toBe('GET /snapshots/lists')
  expect([subscriber.progress().entries, subscriber.progress().digest]).toEqual([3, first.digest])
  await write(newChange(1, { op: 'updated' }), newChange(2, { op: 'repaired', status: 'REPAIRED' }), newChange(4))
  const { digest } = await upToDate(subscriber)
  expect([subscriber.progress().digest, await ids()]).toEqual([digest, [recordId(1), recordId(3), recordId(4)]])
  const { rows } = await city.pool.query(
    `select s.cursor, s.size, s.entries, c.entry -> 'subject' ->> 'id' as subject from list_copy_state s, list_copy c where c.id = $1`,
    [recordId(4)],
  )
  expect(rows).toEqual([{ cursor: '1.6', size: 6, entries: 3, subject: 'subject-4' }])
  await vi.waitFor(async () => {
    const { rows: held } = await city.pool.query<{ checkpoint: string }>('select checkpoint from list_copy_state')
    expect(JSON.parse(Buffer.from(held[0]!.checkpoint.split('.')[1]!, 'base64url').toString())).toMatchObject({ size: 6, digest })
  }, soon)
  expect(await verifyCopy(city.db)).toEqual({ entries: 3, digest, faults: [] })
})

test('cut off at random moments, in the snapshot and in the stream, and its own database too: nothing is lost or doubled', async () => {
  let n = 100
  const change = (): Write => {
    n += 1
    return n % 3 === 0 ? newChange(100 + (n % 40), { op: 'delisted', status: 'DELISTED' }) : newChange(100 + (n % 40), n % 2 ? {} : { op: 'updated' })
  }
  await write(...Array.from({ length: 60 }, change))
  gateway.cutAfter = path => Math.floor(Math.random() * (path.startsWith('/snapshots') ? 30_000 : 9_000))
  const subscriber = subscribe()
  for (let round = 0; round < 60; round += 1) {
    const { cursor } = subscriber.progress()
    await write(...Array.from({ length: 1 + Math.floor(Math.random() * 4) }, change))
    if (round % 3 === 0) gateway.cut()
    if (round % 7 === 0)
      await city.pool
        .query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()')
        .catch(() => undefined)
    // Whatever was done to it, it goes on.
    await vi.waitFor(() => expect(subscriber.progress().cursor).not.toBe(cursor), soon)
  }
  gateway.cutAfter = null
  gateway.cut()
  const { digest } = await upToDate(subscriber)
  expect(await verifyCopy(city.db)).toMatchObject({ digest, faults: [] })
  expect(await ids()).toEqual(await inForce())
  expect(gateway.asked.filter(path => path === 'GET /feeds/lists').length).toBeGreaterThan(20)
}, 90_000)

test('a filtered copy: what leaves the filter leaves it, what is withheld is accounted for, its digest is the one that the gateway names', async () => {
  await write(newChange(301, { division: '330106' }), newChange(302, { province: '310000', unit: 'SH-ECO' }), newChange(303, { division: '330203' }))
  await logHead()
  const subscriber = subscribe({ filter: { province: ['330000'], division: '3301' } })
  await upToDate(subscriber)
  expect(await ids()).toEqual(await inForce(`province = '330000' and division like '3301%'`))
  await write(newChange(301, { op: 'updated', division: '330203' }), newChange(303, { op: 'updated', division: '330102' }))
  await write(newChange(304, { province: '310000', unit: 'SH-ECO' }), newChange(305), newChange(305, { op: 'repaired', status: 'REPAIRED' }))
  await write(newChange(306, { province: '310000', unit: 'SH-ECO' }))
  const { cursor } = await upToDate(subscriber)
  const inScope = await inForce(`province = '330000' and division like '3301%'`)
  expect(await ids()).toEqual(inScope)
  expect([inScope.includes(recordId(303)), inScope.includes(recordId(301))]).toEqual([true, false])
  gateway.cut()
  await vi.waitFor(() => expect(gateway.asked.filter(path => path.startsWith('GET /feeds/lists?')).length).toBe(2), soon)
  await upToDate(subscriber)
  expect([(await verifyCopy(city.db)).faults, subscriber.progress().cursor]).toEqual([[], cursor])
  expect(gateway.asked.filter(path => path.startsWith('GET /snapshots'))).toHaveLength(1)
})

test('another filter needs another snapshot; a copy goes on with its own', async () => {
  await write(newChange(401))
  await upToDate(subscribe())
  await running.pop()!.stop()
  await upToDate(subscribe())
  await running.pop()!.stop()
  await upToDate(subscribe({ filter: { polarity: ['RED'] } }))
  expect(gateway.asked.filter(path => path.startsWith('GET /snapshots'))).toEqual(['GET /snapshots/lists', 'GET /snapshots/lists?polarity=RED'])
})

test('where its cursor is too old or of another log, it takes a snapshot', async () => {
  await write(newChange(501))
  await upToDate(subscribe())
  await running.pop()!.stop()
  await write(newChange(502), newChange(503))
  await logHead()
  await feed.base.pool.query('update list_log_head set dropped = seq')
  await feed.restart()
  const subscriber = subscribe()
  await upToDate(subscriber)
  expect(gateway.asked.filter(path => path.startsWith('GET /snapshots'))).toHaveLength(2)
  await feed.base.pool.query('update list_log_head set epoch = epoch + 1')
  await write(newChange(504))
  const { cursor } = await upToDate(subscriber)
  expect(cursor).toMatch(/^2\./)
  expect(gateway.asked.filter(path => path.startsWith('GET /snapshots'))).toHaveLength(3)
  expect(await ids()).toEqual(await inForce())
})

test('when the agreement shows less from now on, the copy is of what it shows', async () => {
  await write(newChange(551), newChange(552, { province: '310000', unit: 'SH-ECO' }))
  const subscriber = subscribe()
  await upToDate(subscriber)
  const [agreement] = feed.agreements
  feed.agreements[0] = { ...agreement!, provinces: ['310000'] }
  await vi.waitFor(async () => expect(await ids()).toEqual(await inForce(`province = '310000'`)), soon)
  await upToDate(subscriber)
  feed.agreements[0] = agreement!
  await vi.waitFor(async () => expect(await ids()).toEqual(await inForce()), soon)
  expect((await verifyCopy(city.db)).faults).toEqual([])
})

const another = (letter: string): string => (letter === 'A' ? 'B' : 'A')
const swap = (text: string, name: string): string => text.replaceAll(new RegExp(`(?<="${name}":").`, 'g'), another)

test.each([
  ['body', 'name', 'CHANGE_HASH', 'its body does not fit its hash'],
  ['salt', 'salt', 'CHANGE_HASH', 'its body does not fit its hash'],
  ['root', 'root', 'CHANGE_ROOT', 'the tree with it has another root'],
  ['digest', 'digest', 'CHANGE_DIGEST', 'the entries in force after it have another digest'],
])('a changed %s of an event stops it with a fault that names the event; the copy stays right', async (_what, member, code, why) => {
  await write(newChange(601))
  const subscriber = subscribe()
  const { cursor } = await upToDate(subscriber)
  gateway.tamper = (text, path) => (path.startsWith('/feeds/lists') && text.includes('event: change') ? swap(text, member) : text)
  gateway.cut()
  await write(newChange(602))
  const seq = Number((await logHead()).cursor.split('.')[1])
  const { message, ...fault } = await faultOf(subscriber)
  expect(fault).toEqual({ code, event: seq, entry: recordId(602) })
  expect(message).toBe(`event ${seq}, entry ${recordId(602)}: ${why}`)
  expect((await city.pool.query('select cursor from list_copy_state')).rows).toEqual([{ cursor }])
  expect((await verifyCopy(city.db)).faults).toEqual([])
})

test.each([
  ['an event is left out', /id: .*\nevent: change\ndata: .*\n\n/, () => '', 'CHANGE_GAP'],
  ['the list is not what the gateway says', /(?<="scope":\{"digest":")./, another, 'SCOPE_DIGEST'],
])('%s: it stops', async (_what, pattern, by, code) => {
  await write(newChange(701))
  await upToDate(subscribe())
  await running.pop()!.stop()
  await write(newChange(702), newChange(703))
  await logHead()
  gateway.tamper = (text, path) => (path === '/feeds/lists' ? text.replace(pattern, by) : text)
  expect(await faultOf(subscribe())).toMatchObject({ code })
})

test('a checkpoint that the log has not signed, and a log that is not the one that was seen, stop it', async () => {
  await write(newChange(801))
  await upToDate(subscribe())
  await running.pop()!.stop()
  const copy = await city.pool.query<{ root: Buffer; size: number }>('select root, size from list_copy_state')
  gateway.logKeys = [publicOf(await generateKey())]
  expect(await faultOf(subscribe())).toMatchObject({ code: 'CHECKPOINT' })
  gateway.logKeys = [feed.logKey]
  await write(newChange(802))
  await logHead()
  gateway.tamper = (text, path) => (path.startsWith('/feeds/lists/proof') ? swap(text, 'toRoot') : text)
  await city.pool.query('update list_copy_state set checkpoint = null')
  const subscriber = subscribe({ filter: { polarity: ['BLACK'] } })
  expect(await faultOf(subscriber)).toMatchObject({ code: 'CONSISTENCY', event: copy.rows[0]!.size })
  expect((await verifyCopy(city.db)).faults).toEqual([])
})

test('what is refused for good stops it, what may pass is tried again', async () => {
  await write(newChange(901))
  expect(await faultOf(subscribe({ filter: { domain: ['NONE'] } }))).toMatchObject({ code: 'REFUSED' })
  let token = ''
  const subscriber = subscribe({ headers: async () => ({ ...feed.headers, authorization: `Bearer ${token}` }) })
  await vi.waitFor(() => expect(subscriber.progress()).toMatchObject({ state: 'waiting', trouble: expect.stringMatching(/./) as string }), soon)
  token = feed.headers['authorization']!.replace('Bearer ', '')
  await upToDate(subscriber)
})

test.each([
  ['an entry changed', `update list_copy set entry = jsonb_set(entry::jsonb, '{status}', '"EXPIRED"') where id = $1`, 'COPY_ENTRY'],
  ['a hash changed', `update list_copy set hash = set_byte(hash, 3, get_byte(hash, 3) # 1) where id = $1`, 'COPY_ENTRY'],
  ['a salt changed', `update list_copy set salt = set_byte(salt, 31, get_byte(salt, 31) # 128) where id = $1`, 'COPY_ENTRY'],
  ['what the log says changed', `update list_copy set logged = jsonb_set(logged::jsonb, '{seq}', '1000') where id = $1`, 'COPY_ENTRY'],
  [
    'put in with a hash of its own',
    `insert into list_copy select 'forged', hash, null, logged, cell, '{"id":"forged"}' from list_copy where id = $1`,
    'COPY_ENTRY',
  ],
  ['cut short', `update list_copy set hash = substr(hash, 2) where id = $1`, 'COPY_ENTRY'],
  ['taken out', `delete from list_copy where id = $1`, 'COPY_DIGEST'],
  ['counted elsewhere', `update list_copy set cell = '310000/RED' where id = $1`, 'COPY_ENTRY'],
  ['the cursor moved', `update list_copy_state set cursor = epoch || '.' || (size + 1) where $1 <> ''`, 'COPY_STATE'],
  ['the root changed', `update list_copy_state set root = set_byte(root, 0, get_byte(root, 0) # 1) where $1 <> ''`, 'COPY_STATE'],
  ['a set hash changed', `update list_copy_set set state = set_byte(state, 9, get_byte(state, 9) # 1) where $1 <> ''`, 'COPY_STATE'],
])('verifyCopy names %s', async (_what, statement, code) => {
  await write(newChange(1001), newChange(1002), newChange(1003, { polarity: 'RED', domain: 'R01' }))
  await upToDate(subscribe())
  await running.pop()!.stop()
  await city.pool.query(statement, [recordId(1002)])
  const { faults } = await verifyCopy(city.db)
  expect(faults.map(fault => fault.code)).toEqual([code])
  if (code === 'COPY_ENTRY') expect([recordId(1002), 'forged']).toContain(faults[0]!.entry)
  if (code === 'COPY_DIGEST') expect(faults[0]!.message).toContain('330000/BLACK')
})
