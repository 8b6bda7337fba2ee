import { createLogKeeper, readLog } from '@delta/list'
import { newChange, writeListChanges } from '@delta/list/testing'
import { createKeyring, kidOfSeal, openSealed, publicOf } from '@delta/seal'
import { createRecordValidator, distinctTopics, openKafka, type ReceivedMessage } from '@delta/stream'
import { randomName, readUntil, silentLog, testBroker, until, withTopics } from '@delta/stream/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFeedbackBook } from './record-feedback.ts'
import { runSupervision, type Supervision } from './run-supervision.ts'
import type { WorkOrderTable } from './tables.ts'
import { catalogue, startDatabase, testKey, topics as declared, viewerAs } from './testing.ts'

const kafka = openKafka({ brokers: [testBroker(process.env['DELTA_TEST_KAFKA'])], clientId: 'test-supervision', log: silentLog })
const prefix = randomName('test')
const topics = declared.filter(({ record }) => record.startsWith('work-')).map(topic => ({ ...topic, name: `${prefix}.${topic.name}` }))
const names = distinctTopics(topics).map(({ name }) => name)
const now = () => new Date()
const change = (n: number, given: Parameters<typeof newChange>[1] = {}) => newChange(n, { subject_id: `9133010600000${String(n).padStart(4, '0')}X`, ...given })

let base: Awaited<ReturnType<typeof startDatabase>>
let made: Awaited<ReturnType<typeof testKey>>
let revoked: string | null = null
let removed: { remove(): Promise<void> }
const running: Supervision[] = []
const run = (): Supervision => {
  const worker = runSupervision({
    store: base.store as never,
    kafka,
    topics,
    catalogue,
    readLog: (trx, after, limit) => readLog(trx as never, after, limit),
    key: () => made.key(),
    stands: async seal => kidOfSeal(seal) !== revoked,
    log: silentLog,
    now,
  })
  running.push(worker)
  return worker
}
const happen = async (...changes: ReturnType<typeof newChange>[]) => {
  await base.store.db.transaction().execute(trx => writeListChanges(trx, changes, now()))
  await createLogKeeper({ db: base.store.db, legalBasis: () => null, now }).keep()
}
const orders = async (n: number) => (await sql<WorkOrderTable>`select * from work_order where entry_id = ${change(n).record_id}`.execute(base.store.db)).rows
const open = async (n: number) => (await orders(n)).filter(({ lifted_at }) => lifted_at === null).length

beforeAll(async () => {
  base = await startDatabase()
  made = await testKey()
  removed = await withTopics(
    kafka,
    names.map(topic => ({ topic, partitions: 4 })),
  )
})
afterAll(async () => {
  await Promise.all(running.map(worker => worker.stop()))
  await removed.remove()
  await base.drop()
})

test('two workers raise, lift at the repair, and deliver every version in order and none twice under another number, sealed by the supervision', async () => {
  const [worker] = [run(), run()]
  await happen(...Array.from({ length: 20 }, (_, n) => change(n + 1)))
  await until(async () => (await open(20)) > 0)
  const raised = await orders(7)
  await happen(change(7, { op: 'repaired', status: 'REPAIRED' }))
  await until(async () => (await open(7)) === 0)
  const book = createFeedbackBook({ db: base.store.db as never, topics, wake: worker!.wake, now })
  const [one] = raised
  expect(await book.record(viewerAs(`unit:${one!.department}`), { order: one!.id, disposition: 'RELEASED', result: '已解除' })).toHaveProperty('id')
  const { rows } = await sql<{ n: number }>`select count(*) as n from outbox`.execute(base.store.db)
  const numbered = ({ topic, partition, headers }: ReceivedMessage) => `${topic} ${partition} ${headers['delta-seq']}`
  // A batch whose acknowledgement is lost comes again whole: its numbers tell.
  const all = await readUntil(kafka, names, messages => new Set(messages.map(numbered)).size >= rows[0]!.n)
  const read = [...new Map(all.map(message => [numbered(message), message])).values()]
  const validFrom = '2026-01-01T00:00:00Z'
  const keyring = createKeyring({
    issuedAt: validFrom,
    expiresAt: '2036-01-01T00:00:00Z',
    participants: [{ province: 'region', name: 'test', keys: [{ jwk: publicOf(made.jwk), validFrom, validTo: null }] }],
  })
  const validate = createRecordValidator(new URL('../../../schema', import.meta.url).pathname)
  const seqs = new Map<string, number>()
  for (const message of read) {
    expect(await openSealed(message, keyring, { now, province: 'region' })).toMatchObject({ province: 'region' })
    expect(validate(message.headers['ce_dataschema']!, JSON.parse(message.value!.toString()))).toBeNull()
    const lane = `${message.topic} ${message.partition}`
    expect(Number(message.headers['delta-seq'])).toBe((seqs.get(lane) ?? 0) + 1)
    seqs.set(lane, Number(message.headers['delta-seq']))
  }
  const told = read.filter(({ headers }) => headers['ce_subject'] === change(7).subject_id).map(({ key, headers }) => `${key} ${headers['delta-version']}`)
  for (const { id } of raised) expect(told.filter(version => version.startsWith(id))).toEqual([`${id} 1`, `${id} 2`])
  expect(told.length).toBe(raised.length * 2 + 1)
})

test('a new key is taken up by a worker that runs; what a revoked one has sealed is sealed anew before it is sent again', async () => {
  const before = made
  made = await testKey()
  await happen(change(25))
  await until(async () => (await open(25)) > 0)
  const kidOf = ({ headers }: ReceivedMessage): string => kidOfSeal(headers['delta-seal']!)
  const about = (messages: readonly ReceivedMessage[], n: number) => messages.filter(({ headers }) => headers['ce_subject'] === change(n).subject_id)
  const first = await readUntil(kafka, names, messages => about(messages, 25).length > 0 && about(messages, 3).length > 0)
  expect(new Set(about(first, 25).map(kidOf))).toEqual(new Set([made.jwk.kid]))
  expect(new Set(about(first, 3).map(kidOf))).toEqual(new Set([before.jwk.kid]))
  revoked = before.jwk.kid
  const [lane] = about(first, 3)
  await sql`update outbox_sent set seq = 0 where topic = ${lane!.topic} and partition = ${lane!.partition}`.execute(base.store.db)
  for (const worker of running) worker.wake()
  const [order] = about(first, 3)
  const sealed = (messages: readonly ReceivedMessage[]) => messages.filter(({ key }) => key === order!.key).map(kidOf)
  const again = await readUntil(kafka, names, messages => sealed(messages).includes(made.jwk.kid))
  expect(new Set(sealed(again))).toEqual(new Set([before.jwk.kid, made.jwk.kid]))
})

test('a worker that starts over an old log catches up; all are well', async () => {
  await Promise.all(running.splice(0).map(worker => worker.stop()))
  await happen(change(30), change(8, { op: 'withdrawn', status: 'WITHDRAWN' }))
  const worker = run()
  await until(async () => (await open(30)) > 0 && (await open(8)) === 0)
  expect([worker.checks.orders(), worker.checks.kafka()]).toEqual([undefined, undefined])
})
