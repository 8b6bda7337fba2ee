import { createLogKeeper, readLog } from '@delta/list'
import { newChange, writeListChanges } from '@delta/list/testing'
import { createOutbox, createRecordValidator } from '@delta/stream'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFollower } from './follow-log.ts'
import { createWorkMessages } from './messages.ts'
import { createFeedbackBook } from './record-feedback.ts'
import type { WorkOrderTable } from './tables.ts'
import { catalogue, startDatabase, topics, viewerAs, withRows } from './testing.ts'

let base: Awaited<ReturnType<typeof startDatabase>>
const now = () => new Date('2026-11-23T04:00:00Z')
const make = (rules = catalogue, at = now) =>
  createFollower({
    db: base.store.db as never,
    catalogue: rules,
    readLog: (trx, after, limit) => readLog(trx as never, after, limit),
    outbox: createOutbox(base.store.db),
    messages: createWorkMessages(topics),
    now: at,
  })
const change = (n: number, given: Parameters<typeof newChange>[1] = {}) => newChange(n, { subject_id: `9133010600000${String(n).padStart(4, '0')}X`, ...given })
const happen = async (...changes: ReturnType<typeof newChange>[]) => {
  await base.store.db.transaction().execute(trx => writeListChanges(trx, changes, now()))
  await createLogKeeper({ db: base.store.db, legalBasis: () => null, now }).keep()
}
const orders = async (entry: number) =>
  (await sql<WorkOrderTable>`select * from work_order where entry_id = ${change(entry).record_id} order by n`.execute(base.store.db)).rows
const sent = async () =>
  (
    await sql<{
      topic: string
      seq: number
      key: string
      headers: Record<string, string>
      value: string | null
    }>`select * from outbox order by topic, partition, seq`.execute(base.store.db)
  ).rows

beforeAll(async () => {
  base = await startDatabase()
})
afterAll(() => base.drop())

test('a listing raises its orders with their messages and the cursor in one transaction; nothing is taken twice', async () => {
  await happen(change(1))
  const { changes, raised, lifted } = await make().follow()
  const rows = await orders(1)
  expect([changes, raised, lifted]).toEqual([1, rows.length, 0])
  expect(rows.length).toBeGreaterThan(10)
  expect(await make().follow()).toEqual({ changes: 0, raised: 0, lifted: 0 })
  const validate = createRecordValidator(new URL('../../../schema', import.meta.url).pathname)
  const messages = await sent()
  expect(messages.map(({ key }) => key).toSorted()).toEqual(rows.map(({ id }) => id).toSorted())
  for (const { topic, headers, value } of messages) {
    const record = JSON.parse(value!) as { province: string }
    expect(validate(headers['ce_dataschema']!, record)).toBeNull()
    expect(topic).toBe(`delta.supervision.${{ 310000: 'sh', 320000: 'js', 330000: 'zj', 340000: 'ah' }[record.province]}.v1`)
  }
})

test('of several followers at once each change is taken by one, in order', async () => {
  await happen(...Array.from({ length: 40 }, (_, n) => change(100 + n)))
  const followers = [make(), make(), make()]
  const taken = await Promise.all(
    followers.map(async follower => {
      let sum = 0
      for (let step = await follower.follow(5); step.changes > 0; step = await follower.follow(5)) sum += step.changes
      return sum
    }),
  )
  expect(taken.reduce((a, b) => a + b)).toBe(40)
  const { rows } = await sql<{ n: number }>`select count(*) as n from work_listing where entry_id <> ${change(1).record_id}`.execute(base.store.db)
  expect(rows[0]!.n).toBe(40)
})

test('a repair lifts every order of the entry, and of no other', async () => {
  await happen(change(2), change(3))
  await make().follow()
  await happen(change(2, { op: 'repaired', status: 'REPAIRED' }))
  const { lifted } = await make().follow()
  const rows = await orders(2)
  expect(lifted).toBe(rows.length)
  expect(new Set(rows.map(({ reason, version, lifted_at }) => `${reason} ${version} ${lifted_at !== null}`))).toEqual(new Set(['REPAIRED 2 true']))
  expect((await orders(3)).every(({ lifted_at }) => lifted_at === null)).toBe(true)
})

test('what fails after the orders are written leaves neither orders nor cursor', async () => {
  await happen(change(4))
  const broken = createFollower({
    db: base.store.db as never,
    catalogue,
    readLog: (trx, after, limit) => readLog(trx as never, after, limit),
    outbox: { ...createOutbox(base.store.db), append: () => Promise.reject(new Error('broken')) },
    messages: createWorkMessages(topics),
    now,
  })
  await expect(broken.follow()).rejects.toThrow('broken')
  expect(await orders(4)).toEqual([])
  expect((await make().follow()).changes).toBe(1)
  expect((await orders(4)).length).toBeGreaterThan(10)
})

test('only the department answers; an answer is a record of its own, numbered, on the way to the province', async () => {
  await happen(change(5))
  await make().follow()
  const [order] = await orders(5)
  let woken = 0
  const book = createFeedbackBook({ db: base.store.db as never, topics, wake: () => (woken += 1), now })
  const given = { order: order!.id, disposition: 'APPLIED', result: ' 已取消资格（张三 33010619800101998X） ' } as const
  const codes = await Promise.all([
    book.record(viewerAs(`unit:${order!.department}`), { ...given, order: 'none' }),
    book.record(viewerAs('unit:SH-FGW'), given),
    book.record(viewerAs('analyst'), given),
    book.record(viewerAs(`unit:${order!.department}`, { provinces: [] }), given),
    book.record(viewerAs(`unit:${order!.department}`), { ...given, disposition: 'RELEASED' }),
    book.record(viewerAs(`unit:${order!.department}`), { ...given, result: '   ' }),
    book.record(viewerAs(`unit:${order!.department}`), { ...given, result: '长'.repeat(501) }),
  ])
  expect(codes.map(one => ('error' in one ? one.error.code : one))).toEqual([
    'ORDER_UNKNOWN',
    'NOT_DEPARTMENT',
    'NOT_DEPARTMENT',
    'ORDER_UNKNOWN',
    'ORDER_OPEN',
    'RESULT_LENGTH',
    'RESULT_LENGTH',
  ])
  expect(woken).toBe(0)
  const kept = await Promise.all([1, 2].map(() => book.record(viewerAs(`unit:${order!.department}`), given)))
  expect([woken, new Set(kept.map(one => ('id' in one ? one.id : null))).size]).toEqual([2, 2])
  const told = (await sent()).filter(({ headers }) => headers['ce_type'] === 'cn.delta.credit.work-feedback.v1').map(({ value }) => JSON.parse(value!))
  expect(told).toMatchObject(
    [1, 2].map(() => ({ order: order!.id, orderVersion: 1, department: order!.department, disposition: 'APPLIED', result: '已取消资格(张三 […])' })),
  )
  const validate = createRecordValidator(new URL('../../../schema', import.meta.url).pathname)
  for (const record of told) expect(validate('https://schema.delta.example/records/work-feedback.v1.schema.json', record)).toBeNull()
  await happen(change(5, { op: 'repaired', status: 'REPAIRED' }))
  await make().follow()
  expect(await book.record(viewerAs(`unit:${order!.department}`), given)).toMatchObject({ error: { code: 'ORDER_LIFTED' } })
  expect(await book.record(viewerAs(`unit:${order!.department}`), { ...given, disposition: 'RELEASED' })).toHaveProperty('id')
  expect((await orders(5))[0]!.dealt_at).not.toBeNull()
})

test('a rule that ends lifts what it called for on the day after, without a change of the log; one that begins raises it again, as another order', async () => {
  const ends = (valid_to: string) =>
    catalogue.rows('recognition').flatMap(row =>
      row['domains'] === 'B05'
        ? [
            { ...row, valid_to },
            { ...row, effect: 'NOTED', valid_from: '2026-11-24' },
          ]
        : [row],
    )
  const ending = withRows('recognition', ends('2026-11-23'))
  const tomorrow = () => new Date('2026-11-23T16:00:00Z')
  await happen(change(8))
  const all = async (follower = make()) => {
    await follower.follow()
    const steps = [await follower.review(7)]
    while (steps.at(-1)!.changes > 0) steps.push(await follower.review(7))
    return { changes: steps.reduce((sum, step) => sum + step.changes, 0), lifted: steps.reduce((sum, step) => sum + step.lifted, 0) }
  }
  const open = async () => (await orders(8)).filter(({ lifted_at }) => lifted_at === null)
  await all()
  const before = await open()
  expect(new Set(before.map(({ province }) => province)).size).toBe(4)
  expect(await all()).toEqual({ changes: 0, lifted: 0 })
  expect(await all(make(ending))).toMatchObject({ lifted: 0 })
  const listings = (await sql`select from work_listing where ended_at is null`.execute(base.store.db)).rows.length
  const { changes, lifted } = await all(make(ending, tomorrow))
  expect(changes).toBe(listings)
  expect(lifted).toBeGreaterThan(before.length / 2)
  expect(await open()).toEqual(before.filter(({ province }) => province === '330000'))
  const gone = (await orders(8)).filter(({ lifted_at }) => lifted_at !== null)
  expect(new Set(gone.map(({ reason, version }) => `${reason} ${version}`))).toEqual(new Set(['RULE 2']))
  await all(make(catalogue, tomorrow))
  const place = ({ province, item }: WorkOrderTable) => `${province} ${item}`
  expect((await open()).map(place).toSorted()).toEqual(before.map(place).toSorted())
  expect((await orders(8)).filter(({ id }) => gone.some(one => one.id === id))).toEqual(gone)
})

test('an erased entry leaves nothing: no listing, order or answer, no value in the outbox, and tombstones', async () => {
  await happen(change(6))
  await make().follow()
  const gone = await orders(6)
  const book = createFeedbackBook({ db: base.store.db as never, topics, wake: () => undefined, now })
  await book.record(viewerAs(`unit:${gone[0]!.department}`), { order: gone[0]!.id, disposition: 'DEFERRED', result: '待办' })
  await happen(change(6, { op: 'withdrawn', reason: 'ERASED', status: 'WITHDRAWN' }), change(7))
  expect((await make().follow()).changes).toBe(2)
  expect(await orders(6)).toEqual([])
  expect((await orders(7)).length).toBeGreaterThan(10)
  const subject = change(6).subject_id
  const messages = (await sent()).filter(({ headers }) => headers['ce_subject'] === subject)
  expect(messages.length).toBe(gone.length * 2 + 2)
  expect(messages.every(({ value }) => value === null)).toBe(true)
  const { rows } = await sql`select from work_listing where subject_id = ${subject}`.execute(base.store.db)
  expect(rows).toEqual([])
})
