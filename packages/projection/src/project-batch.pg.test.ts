import type { ListEntry, Subject } from '@delta/model'
import { openSealed } from '@delta/seal'
import { openStore } from '@delta/store'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import type { ReceivedMessage } from '@delta/stream'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ProjectParts } from './project-batch.ts'
import { projectBatch } from './project-batch.ts'
import { migrateReadModel, type ReadModelTables } from './tables.ts'
import { auditReadModel, emptyReadModel } from './testing/audit.ts'
import { receiptOf, recordsOf, SUBJECTS } from './testing/records.ts'
import { createWorld, deliver, type Draft, draftOf, idOf, type World } from './testing/world.ts'

let base: TestDatabase<ReadModelTables>
let world: World
let parts: ProjectParts
let told: string[]
const now = () => new Date('2026-11-20T02:10:00Z')
beforeAll(async () => {
  base = await createTestDatabase(process.env.DELTA_TEST_POSTGRES)
  await migrateReadModel(base.db)
  world = await createWorld()
})
beforeEach(async () => {
  await emptyReadModel(base.db)
  told = []
  parts = {
    ...world.parts(base.db, now),
    onApplied: (_topic, { accepted, duplicates, quarantined }) => told.push(`${accepted.length} ${duplicates} ${quarantined.map(one => one.reason).join(',')}`),
  }
})
afterAll(() => base?.drop())

const subject: Subject = { ...SUBJECTS[0]!, name: '甲有限公司' }
const entry = (n: number, more: Partial<ListEntry> = {}): ListEntry =>
  recordsOf(world).entry('310000', subject, 'B05', { recordId: idOf('entry', n), caseNo: String(n), ...more })
const drafts = (count: number, change: (record: ListEntry, seq: number) => ListEntry = record => record, from = 1): Draft[] =>
  Array.from({ length: count }, (_, n) => draftOf(world.topicOf('list-entry', '310000'), change(entry(from + n), from + n), from + n))
const sent = (count: number, change?: (record: ListEntry, seq: number) => ListEntry, from = 1) =>
  deliver(drafts(count, change, from), world.keys['310000'], now, from - 1)
const project = (messages: readonly ReceivedMessage[]) => projectBatch(messages[0]!.topic, messages[0]!.partition, messages, parts)
const held = async () =>
  (
    await base.db
      .selectFrom('list_entry')
      .select('case_no')
      .orderBy(sql`case_no::int`)
      .execute()
  )
    .map(row => row.case_no)
    .join(' ')
const aside = async () => await base.db.selectFrom('quarantine').select(['reason', 'seq', 'seq_to', 'detail']).orderBy('id').execute()
const position = async () => base.db.selectFrom('projection_position').select(['seq', 'kafka_offset']).executeTakeFirst()

test('a poisoned record is kept aside with its bytes, once, and the partition goes on', async () => {
  const messages = await sent(5)
  const spoilt = messages.map((one, n) => (n === 2 ? { ...one, value: Buffer.from('not what was sealed') } : one))
  await project(spoilt)
  await project(spoilt)
  expect(await held()).toBe('1 2 4 5')
  expect(await base.db.selectFrom('quarantine').selectAll().execute()).toMatchObject([
    {
      topic: messages[2]!.topic,
      partition: messages[2]!.partition,
      kafka_offset: 2,
      seq: 3,
      reason: 'SEAL_PATH',
      unit: 'urn:delta:unit:SH-ECO',
      key: Buffer.from(messages[2]!.key),
      value: Buffer.from('not what was sealed'),
      headers: messages[2]!.headers,
      at: now().toISOString(),
    },
  ])
  expect(told).toEqual(['4 0 SEAL_PATH', '0 4 '])
  expect(await position()).toEqual({ seq: 5, kafka_offset: 4 })
})

test('a forged number moves nothing: the genuine records after it are taken', async () => {
  const [first] = await sent(1)
  const forged = { ...first!, offset: '1', headers: { ...first!.headers, 'delta-seq': '1000' } }
  await project([first!, forged])
  await project((await sent(2, undefined, 2)).map((one, n) => ({ ...one, offset: String(n + 2) })))
  expect(await held()).toBe('1 2 3')
  expect(await aside()).toEqual([{ reason: 'SEAL_PATH', seq: 1000, seq_to: null, detail: '' }])
})

test('a record that is genuine but may not be said counts as arrived', async () => {
  await project(await sent(3, (record, seq) => (seq === 2 ? { ...record, unit: 'SH-TAX' } : record)))
  expect(await held()).toBe('1 3')
  expect(await aside()).toEqual([{ reason: 'UNIT_NOT_YIELDED', seq: 2, seq_to: null, detail: 'CATALOGUE' }])
  expect(await position()).toEqual({ seq: 3, kafka_offset: 2 })
})

test('a receipt that another province has signed is kept aside, and answers nothing', async () => {
  const about = { record: 'list-entry', province: '310000', recordId: idOf('entry', 1), version: 1 } as const
  const given = (participant: '330000' | '340000', seq: number) =>
    draftOf(world.topicOf('receipt', '330000'), receiptOf(world, '330000', about, { participant }), seq)
  await project(await deliver([given('340000', 1), given('330000', 2)], world.keys['330000'], now))
  expect(await aside()).toEqual([{ reason: 'PARTICIPANT', seq: 1, seq_to: null, detail: 'participant' }])
  expect(await base.db.selectFrom('delivery').select('participant').execute()).toEqual([{ participant: '330000' }])
})

test('a gap in the numbers is told once, with its bounds', async () => {
  const messages = await sent(6)
  const lost = [messages[0]!, ...messages.slice(3)].map((one, n) => ({ ...one, offset: String(n) }))
  await project(lost)
  await project(lost)
  expect(await aside()).toEqual([{ reason: 'SEQ_GAP', seq: 2, seq_to: 3, detail: '' }])
  expect(await held()).toBe('1 4 5 6')
  await emptyReadModel(base.db)
  await project(messages.slice(2).map((one, n) => ({ ...one, offset: String(n) })))
  expect(await aside()).toEqual([{ reason: 'SEQ_GAP', seq: 1, seq_to: 2, detail: '' }])
})

test('what compaction has removed leaves a hole in the offsets and is no gap', async () => {
  const messages = await sent(6)
  await project([messages[1]!, messages[4]!])
  await project([messages[5]!])
  expect(await aside()).toEqual([])
  expect(await position()).toEqual({ seq: 6, kafka_offset: 5 })
})

test('a number that a record kept aside claims is no gap', async () => {
  const messages = await sent(4)
  await project([messages[0]!, { ...messages[1]!, headers: { ...messages[1]!.headers, 'delta-seal': 'x' } }])
  await project([messages[2]!, messages[3]!])
  expect((await aside()).map(one => one.reason)).toEqual(['SEAL_MALFORMED'])
})

test('values that the database refuses are found among many and kept aside', async () => {
  const bad = new Set([3, 17, 18])
  await project(await sent(20, (record, seq) => (bad.has(seq) ? { ...record, basis: `a\u0000b${seq}` } : record)))
  expect(await held()).toBe(
    Array.from({ length: 20 }, (_, n) => n + 1)
      .filter(n => !bad.has(n))
      .join(' '),
  )
  expect(await aside()).toEqual([...bad].map(seq => ({ reason: 'STORE', seq, seq_to: null, detail: '22P05' })))
  expect(await position()).toEqual({ seq: 20, kafka_offset: 19 })
  expect(await auditReadModel(base.db)).toEqual([])
})

test('headers and keys that no text column takes are kept aside all the same', async () => {
  const [first] = await sent(1)
  await project([{ ...first!, key: 'a\0b', headers: { ...first!.headers, ce_id: 'x\0y', odd: '\ud800' } }])
  expect(await aside()).toMatchObject([{ reason: 'SEAL_PATH' }])
})

test('more records than one transaction takes are cut, and each part moves the position', async () => {
  parts = { ...parts, most: 4 }
  await project(await sent(10))
  expect(told).toEqual(['4 0 ', '4 0 ', '2 0 '])
  expect(await position()).toEqual({ seq: 10, kafka_offset: 9 })
})

test('of many versions in one batch the last is kept, and the log tells all in order', async () => {
  const versions = drafts(6, (_, seq) => entry(1, { version: seq, basis: `第${seq}版`, op: seq === 5 ? 'revoke' : 'upsert' }))
  await project(await deliver(versions, world.keys['310000'], now))
  expect(await base.db.selectFrom('list_entry').select(['version', 'basis', 'status']).execute()).toEqual([{ version: 6, basis: '第6版', status: 'EFFECTIVE' }])
  expect(
    await base.db
      .selectFrom('list_change')
      .select(['seq', 'version', 'op', sql<string>`body ->> 'basis'`.as('basis')])
      .orderBy('seq')
      .execute(),
  ).toEqual([
    { seq: 1, version: 1, op: 'listed', basis: '第1版' },
    { seq: 2, version: 2, op: 'updated', basis: '第2版' },
    { seq: 3, version: 3, op: 'updated', basis: '第3版' },
    { seq: 4, version: 4, op: 'updated', basis: '第4版' },
    { seq: 5, version: 5, op: 'withdrawn', basis: '第5版' },
    { seq: 6, version: 6, op: 'listed', basis: '第6版' },
  ])
})

test('a database that goes away is waited for a moment, then the batch is refused whole and can come again', async () => {
  const name = new URL(base.url).pathname.slice(1)
  const admin = openStore<unknown>(process.env.DELTA_TEST_POSTGRES!, { connections: 1 })
  const shut = async () => {
    await sql.raw(`alter database ${name} allow_connections false`).execute(admin.db)
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`.execute(admin.db)
  }
  const reopen = () => sql.raw(`alter database ${name} allow_connections true`).execute(admin.db)
  try {
    await shut()
    await expect(project(await sent(3))).rejects.toMatchObject({ code: '55000' })
    const waiting = project(await sent(3))
    await reopen()
    await waiting
    expect(await held()).toBe('1 2 3')
    expect(told).toEqual(['3 0 '])
  } finally {
    await reopen()
    await admin.close()
  }
})

test('a proof can be given offline from what is kept of a record', async () => {
  const [message] = await sent(1)
  await project([message!])
  const row = await base.db.selectFrom('list_evidence').selectAll().executeTakeFirstOrThrow()
  const kept = { topic: row.topic, key: row.key, value: row.value, headers: { ...row.headers, 'delta-seal': row.seal, 'delta-seal-path': row.path } }
  expect(await openSealed(kept, world.keyring, { now })).toMatchObject({ province: '310000' })
  expect(await openSealed({ ...kept, value: row.value.replace('EFF', 'X').replace('SH-ECO', 'SH-TAX') }, world.keyring, { now })).toEqual({
    error: 'SEAL_PATH',
  })
  expect(row).toMatchObject({ seq: 1, kafka_offset: 0, published_at: '2026-11-20T02:10:00.000Z', dataset: 'test', coordinate: 'test/1' })
})

test('a tombstone takes the record, its proof and its text in the log away', async () => {
  const [first, second] = drafts(2)
  await project(
    await deliver([first!, second!, { ...draftOf(world.topicOf('list-entry', '310000'), entry(1, { version: 2 }), 3, true) }], world.keys['310000'], now),
  )
  expect(await held()).toBe('2')
  expect(await base.db.selectFrom('list_evidence').select('record_id').execute()).toEqual([{ record_id: idOf('entry', 2) }])
  expect(
    await base.db
      .selectFrom('list_change')
      .select(['op', sql<boolean>`body::text = '{}'`.as('blank')])
      .orderBy('seq')
      .execute(),
  ).toEqual([
    { op: 'listed', blank: true },
    { op: 'listed', blank: false },
    { op: 'withdrawn', blank: true },
  ])
  expect(await auditReadModel(base.db)).toEqual([])
})
