import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { migrate } from '@delta/store'
import { counts } from './counts.ts'
import { raiseFence } from './fence.ts'
import { adapterMigrations, type AdapterTables } from './tables.ts'
import { held, idOf, listEntry, penalty, rejected, revocation, row, testCommitter } from './testing.ts'

let database: TestDatabase<AdapterTables>
let adapter: Awaited<ReturnType<typeof testCommitter>>

beforeAll(async () => {
  database = await createTestDatabase<AdapterTables>(process.env.DELTA_TEST_POSTGRES)
  await migrate(database.db, adapterMigrations)
})
afterAll(() => database.drop())
beforeEach(async () => {
  await sql`truncate ledger, claim, revocation, outbox, outbox_head, outbox_sent, source_cursor`.execute(database.db)
  adapter = await testCommitter(database)
})

const brief = async () =>
  (await adapter.told()).map(({ topic, key, value }) => {
    const name = ['a', 'b', 'c', 'p', 'q', 'FILE'].find(one => idOf(one) === key) ?? '?'
    return [topic, name, value.version, value.state ?? value.basis ?? value.penalty?.status, value.code ?? value.op].join(' ')
  })
const count = async () =>
  Object.fromEntries(
    (await counts(database.db)).map(one => [`${one.product} ${one.kind}`, [one.published, one.held, one.rejected, one.departed, one.refused].join(' ')]),
  )

test('a good row is published once; reading it again changes nothing, a change makes the next version', async () => {
  await adapter.commit(row('t_md/1', '1', listEntry('a')), row('t_md/2', '1', listEntry('b')))
  expect(await brief()).toEqual(expect.arrayContaining(['list a 1 a upsert', 'list b 1 b upsert']))
  const before = await sql`select xmin::text, * from ledger order by record_id`.execute(database.db)
  await adapter.commit(row('t_md/1', '1', listEntry('a')), row('t_md/2', '1', listEntry('b')))
  expect(await brief()).toEqual([])
  expect((await sql`select xmin::text, * from ledger order by record_id`.execute(database.db)).rows).toEqual(before.rows)
  await adapter.commit(row('t_md/1', '2', listEntry('a', { basis: 'new' })))
  expect(await brief()).toEqual(['list a 2 new upsert'])
  await adapter.commit(row('t_md/1', '3', listEntry('a', { basis: 'new', sourceUpdatedAt: '2026-11-21T00:00:00.000Z' })))
  expect(await brief()).toEqual([])
  expect(await count()).toEqual({ 'LIST ENT': '2 0 0 0 0' })
})

test('versions and times are the commit’s, and the headers say what the record says', async () => {
  await adapter.commit(row('t_md/1', '1', listEntry('a')))
  const [message] = await adapter.outbox.unsent(1)
  const value = JSON.parse(message!.value!) as { recordedAt: string }
  expect(Math.abs(Date.parse(value.recordedAt) - Date.now())).toBeLessThan(60_000)
  expect(message).toMatchObject({
    topic: 'delta.list.sh.v1',
    key: idOf('a'),
    headers: {
      ce_id: `${idOf('a')}.1`,
      ce_source: 'urn:delta:unit:SH-MKT',
      ce_type: 'cn.delta.credit.list-entry.v1',
      ce_subject: '91310000MA1FL0000X',
      ce_time: value.recordedAt,
      ce_dataschema: 'https://schema.delta.example/records/list-entry.v1.schema.json',
      'content-type': 'application/json',
      'delta-version': '1',
    },
  })
})

test('several versions in one batch are all published, in order', async () => {
  await adapter.commit(
    row('FILE/x:1', 'x:1', listEntry('a')),
    row('FILE/x:2', 'x:2', listEntry('a', { basis: 'second' })),
    row('FILE/x:3', 'x:3', listEntry('a', { op: 'revoke', basis: 'second' })),
  )
  expect(await brief()).toEqual(['list a 1 a upsert', 'list a 2 second upsert', 'list a 3 second revoke'])
  await adapter.commit(
    row('FILE/x:1', 'x:1', listEntry('a')),
    row('FILE/x:2', 'x:2', listEntry('a', { basis: 'second' })),
    row('FILE/x:3', 'x:3', listEntry('a', { op: 'revoke', basis: 'second' })),
  )
  expect(await brief()).toEqual([])
})

test('of two rows that state one record the higher holds, whichever is read first, however often', async () => {
  const low = row('t_md/1', '1', listEntry('a', { basis: 'low' }))
  const high = row('t_md/2', '2', listEntry('a', { basis: 'high' }))
  await adapter.commit(high)
  await adapter.commit(low)
  await adapter.commit(high, low, high)
  expect(await brief()).toEqual(['list a 1 high upsert'])
  expect(await count()).toEqual({ 'LIST ENT': '1 0 0 0 0' })
})

test('rows of equal position do not take turns', async () => {
  const one = row('t_md/1', '7', listEntry('a', { basis: 'one' }))
  const two = row('t_md/2', '7', listEntry('a', { basis: 'two' }))
  for (let reading = 0; reading < 3; reading++) await adapter.commit(one, two)
  await adapter.commit(two, one)
  expect(await brief()).toEqual(['list a 1 one upsert', 'list a 2 two upsert'])
})

test('a row that states one record twice means its first', async () => {
  const twice = row('t_md/1', '1', listEntry('a', { basis: 'first' }), listEntry('a', { basis: 'second' }))
  await adapter.commit(twice)
  await adapter.commit(twice)
  expect(await brief()).toEqual(['list a 1 first upsert'])
})

test('when the higher row ceases to state a record, the lower one holds again', async () => {
  await adapter.commit(row('t_md/1', '1', listEntry('a', { basis: 'low' })))
  await adapter.commit(row('t_md/2', '2', listEntry('a', { basis: 'high' })))
  await adapter.commit(row('t_md/2', '3', listEntry('b')))
  expect(await brief()).toEqual(['list a 1 low upsert', 'list a 2 high upsert', 'list a 3 low upsert', 'list b 1 b upsert'])
  expect(await count()).toEqual({ 'LIST ENT': '2 0 0 0 0' })
  await adapter.commit(row('t_md/1', '1', listEntry('a', { basis: 'low' })))
  expect(await brief()).toEqual([])
})

test('so it does when the lower row was bad, or had been read second', async () => {
  await adapter.commit(row('t_md/2', '2', listEntry('a', { basis: 'high' })))
  await adapter.commit(row('t_md/1', '1', rejected('a')))
  expect(await brief()).toEqual(['list a 1 high upsert'])
  await adapter.commit(row('t_md/2', '3', listEntry('b')))
  expect(await brief()).toEqual(expect.arrayContaining(['list b 1 b upsert', 'rejected a 1 REJECTED E_DATE_INVALID']))
  expect(await count()).toEqual({ 'LIST ENT': '1 0 1 0 0' })
})

test('a row that takes over within a batch in which its predecessor gives up is not forgotten', async () => {
  await adapter.commit(row('t_md/9', '9', listEntry('a')))
  await adapter.commit(row('t_md/1', '1', listEntry('a')), row('t_md/9', '10', listEntry('b')))
  expect(await count()).toEqual({ 'LIST ENT': '2 0 0 0 0' })
  const { rows } = await sql<{ coordinate: string; departed: boolean }>`select coordinate, departed from ledger where record_id = ${idOf('a')}`.execute(
    database.db,
  )
  expect(rows).toEqual([{ coordinate: 't_md/1', departed: false }])
})

test('a rejection names code and field and is told once; mended, it is taken back and the record follows', async () => {
  await adapter.commit(row('t_md/1', '1', rejected('a')))
  await adapter.commit(row('t_md/1', '1', rejected('a')))
  await adapter.commit(row('t_md/1', '2', rejected('a', 'E_REQUIRED', 'mc')))
  expect(await brief()).toEqual(['rejected a 1 REJECTED E_DATE_INVALID', 'rejected a 2 REJECTED E_REQUIRED'])
  expect(await count()).toEqual({ 'LIST ENT': '0 0 1 0 0' })
  await adapter.commit(row('t_md/1', '3', listEntry('a')))
  expect(await brief()).toEqual(['list a 1 a upsert', 'rejected a 3 RESOLVED E_REQUIRED'])
  await adapter.commit(row('t_md/1', '4', rejected('a')))
  await adapter.commit(row('t_md/1', '5', listEntry('a')))
  expect(await brief()).toEqual(['rejected a 4 REJECTED E_DATE_INVALID', 'rejected a 5 RESOLVED E_DATE_INVALID'])
  expect(await count()).toEqual({ 'LIST ENT': '1 0 0 0 0' })
})

test('a rejected row that no longer states its record takes its rejection with it', async () => {
  await adapter.commit(row('t_md/1', '1', rejected('a')))
  await adapter.commit(row('t_md/1', '2', listEntry('b')))
  expect(await brief()).toEqual(['list b 1 b upsert', 'rejected a 1 REJECTED E_DATE_INVALID', 'rejected a 2 RESOLVED E_DATE_INVALID'])
  expect(await count()).toEqual({ 'LIST ENT': '1 0 0 0 0' })
  await adapter.commit(row('t_md/2', '1', rejected('a')))
  expect(await brief()).toEqual(['rejected a 3 REJECTED E_DATE_INVALID'])
})

test('a disappearance is never a revocation: what was published stays, marked as departed', async () => {
  await adapter.commit(row('t_md/1', '1', listEntry('a'), listEntry('b')))
  await adapter.commit(row('t_md/1', '2', listEntry('a')))
  expect(await brief()).toEqual(['list a 1 a upsert', 'list b 1 b upsert'])
  expect(await count()).toEqual({ 'LIST ENT': '1 0 0 1 0' })
  await adapter.commit(row('t_md/1', '3', listEntry('a'), listEntry('b')))
  expect(await brief()).toEqual([])
  expect(await count()).toEqual({ 'LIST ENT': '2 0 0 0 0' })
  await adapter.commit(row('t_md/1', '4', listEntry('a')), row('t_md/2', '0', listEntry('b', { basis: 'elsewhere' })))
  expect(await brief()).toEqual(['list b 2 elsewhere upsert'])
})

test('what is held is counted, published when complete, rejected when its time is up', async () => {
  await adapter.commit(
    row('zb/1', '1', held('a', '2096-11-25T00:00:00.000Z')),
    row('zb/2', '1', held('b', '2096-11-26T00:00:00.000Z')),
    row('zb/3', '1', held('c', null)),
  )
  expect(await brief()).toEqual([])
  expect(await count()).toEqual({ 'LIST ENT': '0 3 0 0 0' })
  await adapter.commit(row('zb/1', '2', listEntry('a')))
  expect(await brief()).toEqual(['list a 1 a upsert'])
  expect((await adapter.committer.expire(adapter.epoch, new Date('2096-11-25T23:59:59Z'), 10)).published).toBe(0)
  expect((await adapter.committer.expire(adapter.epoch, new Date('2096-11-26T00:00:00Z'), 10)).published).toBe(1)
  expect((await adapter.committer.expire(adapter.epoch, new Date('2106-11-26T00:00:00Z'), 10)).published).toBe(0)
  const expired = (await adapter.told()).map(({ topic, key, value }) => [topic, key, value.version, value.state, value.code, value.reportedBy])
  expect(expired).toEqual([['rejected', idOf('b'), 1, 'REJECTED', 'E_GROUP_INCOMPLETE', 'SH-ECO']])
  expect(await count()).toEqual({ 'LIST ENT': '1 1 1 0 0' })
  await adapter.commit(row('zb/2', '2', listEntry('b')))
  expect(await brief()).toEqual(['list b 1 b upsert', 'rejected b 2 RESOLVED E_GROUP_INCOMPLETE'])
})

test('a revocation completes the record from what was last published, and outlives the row that goes on stating it', async () => {
  await adapter.commit(row('dw_wide_legal/1', '1', penalty('p')))
  await adapter.commit(row('dw_revoke/1', '5', revocation('p', '2026-03-01')))
  expect(await brief()).toEqual(['archive p 1 VALID upsert', 'archive p 2 REVOKED revoke'])
  await adapter.commit(row('dw_wide_legal/1', '2', penalty('p')))
  await adapter.commit(row('dw_revoke/1', '5', revocation('p', '2026-03-01')))
  await adapter.commit(row('dw_wide_legal/1', '3'))
  expect(await brief()).toEqual([])
  expect(await count()).toEqual({ 'ARCHIVE ENT': '0 0 0 1 0' })
})

test('a revocation that comes before its record waits; one decided later under the same number is another decision', async () => {
  await adapter.commit(row('dw_revoke/1', '5', revocation('p', '2026-03-01')))
  expect(await brief()).toEqual([])
  await adapter.commit(row('dw_wide_legal/1', '1', penalty('p', '2026-03-01')))
  expect(await brief()).toEqual(['archive p 1 REVOKED revoke'])
  await adapter.commit(row('dw_wide_legal/1', '2', penalty('p', '2026-03-02')))
  expect(await brief()).toEqual(['archive p 2 VALID upsert'])
  await adapter.commit(row('dw_revoke/2', '6', revocation('p', '2026-04-01')))
  expect(await brief()).toEqual(['archive p 3 REVOKED revoke'])
})

test('a departed record can still be revoked', async () => {
  await adapter.commit(row('dw_wide_legal/1', '1', penalty('p'), penalty('q')))
  await adapter.commit(row('dw_wide_legal/1', '2', penalty('q')))
  await adapter.commit(row('dw_revoke/1', '5', revocation('p', '2026-03-01')))
  expect(await brief()).toEqual(['archive p 1 VALID upsert', 'archive q 1 VALID upsert', 'archive p 2 REVOKED revoke'])
})

test('a refused file is told once and taken back when it comes again and is good; it is no record', async () => {
  const refused = { refused: [{ dataset: 'FILE', file: 'X.csv', code: 'E_DIGEST' as const, recordId: idOf('FILE'), product: 'LIST' as const }] }
  await adapter.commitBatch(refused)
  await adapter.commitBatch(refused)
  expect(await brief()).toEqual(['rejected FILE 1 REJECTED E_DIGEST'])
  expect(await count()).toEqual({ 'LIST null': '0 0 0 0 1' })
  await adapter.commitBatch({ rows: [row('X.csv:2', 'X:2', listEntry('a'))], files: [idOf('FILE')] })
  expect(await brief()).toEqual(['list a 1 a upsert', 'rejected FILE 2 RESOLVED E_DIGEST'])
  expect(await count()).toEqual({ 'LIST ENT': '1 0 0 0 0' })
})

test('a record that the contract does not allow is rejected, not published', async () => {
  await adapter.commit(row('t_md/1', '1', listEntry('a', { from: 'yesterday' })), row('t_md/2', '1', listEntry('b', { basis: 'x'.repeat(600_000) })))
  expect(await brief()).toEqual(expect.arrayContaining(['rejected a 1 REJECTED E_MALFORMED', 'rejected b 1 REJECTED E_MALFORMED']))
})

test('ledger, outbox and cursors are one: whatever breaks inside, all or nothing is there, and the numbers stay dense', async () => {
  for (const point of ['in-transaction', 'before-commit'] as const) {
    const dying = await testCommitter(database, reached => {
      if (reached === point) throw new Error('killed')
    })
    await expect(dying.commitBatch({ rows: [row('t_md/1', '1', listEntry('a'))], cursors: [{ name: 'r', value: { at: 1 } }] })).rejects.toThrow('killed')
    const { rows } = await sql<{
      n: number
    }>`select (select count(*) from ledger) + (select count(*) from outbox) + (select count(*) from outbox_head) + (select count(*) from source_cursor) as n`.execute(
      database.db,
    )
    expect(rows[0]!.n).toBe(0)
  }
  adapter = await testCommitter(database)
  await adapter.commitBatch({
    rows: [row('t_md/1', '1', listEntry('a'))],
    cursors: [
      { name: 'r', value: { at: 1 } },
      { name: 'r', value: { at: 2 } },
    ],
  })
  expect((await adapter.told()).map(one => one.seq)).toEqual([1])
  expect((await sql`select name, value from source_cursor`.execute(database.db)).rows).toEqual([{ name: 'r', value: { at: 2 } }])
})

test('an instance whose province was taken over writes nothing more; the successor waits for what was about to commit', async () => {
  await raiseFence(database.db)
  await expect(adapter.commit(row('t_md/1', '1', listEntry('a')))).rejects.toMatchObject({ code: 'ADAPTER_FENCED' })
  await expect(adapter.committer.expire(adapter.epoch, new Date(), 1)).rejects.toMatchObject({ code: 'ADAPTER_FENCED' })
  const order: string[] = []
  const slow = await testCommitter(database)
  let takeover: Promise<unknown> | undefined
  const during = await testCommitter(database, point => {
    if (point === 'before-commit') {
      takeover = raiseFence(database.db).then(() => order.push('taken over'))
      order.push('committing')
    }
  })
  expect(slow.epoch).toBeLessThan(during.epoch)
  await during.commit(row('t_md/1', '1', listEntry('a')))
  await takeover
  expect(order).toEqual(['committing', 'taken over'])
})

test('a first load goes in in bulk: at a small multiple of what inserting the bare messages costs', async () => {
  await sql`create table bare (value text)`.execute(database.db)
  const best = { commit: Infinity, bare: Infinity }
  const timed = async (what: keyof typeof best, work: () => Promise<unknown>): Promise<void> => {
    const start = performance.now()
    await work()
    best[what] = Math.min(best[what], performance.now() - start)
  }
  for (let batch = 0; batch < 8; batch++) {
    const rows = Array.from({ length: 1_000 }, (_, n) =>
      row(`t_md/${batch}-${n}`, '1', ...Array.from({ length: 5 }, (__, i) => listEntry(`n${batch}-${n}-${i}`, { basis: '依据'.repeat(20) }))),
    )
    await timed('commit', () => adapter.commit(...rows))
    const values = rows.flatMap(one => one.outcomes.map(outcome => JSON.stringify(outcome)))
    await timed('bare', () => sql`insert into bare select * from unnest(${values}::text[])`.execute(database.db))
  }
  // Both run under the same load, so their ratio stands on a busy machine too: a statement for each record would make it a hundred.
  expect(best.commit / best.bare).toBeLessThan(12)
})
