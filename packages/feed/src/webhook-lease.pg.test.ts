import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ListTables } from '@delta/list'
import { openStore, type Store } from '@delta/store'
import { until } from '@delta/stream/testing'
import { sql } from 'kysely'
import { answers, openReceiver, openTestLog, openWebhooks, QUICK, type Receiver, type TestLog, type TestWebhooks } from './testing-webhook.ts'
import type { WebhookPoint } from './webhook-lane.ts'

const OWNER = 'partner:330100'
// Each of these starts processes.
vi.setConfig({ testTimeout: 60_000 })

let log: TestLog
let receivers: Receiver[]
let opened: { webhooks: TestWebhooks; store: Store<ListTables> }[]

beforeEach(async () => {
  log = await openTestLog()
  receivers = []
  opened = []
})
afterEach(async () => {
  await Promise.all(opened.map(({ webhooks, store }) => webhooks.stop().then(store.close)))
  await Promise.all(receivers.map(receiver => receiver.close()))
  await log.base.drop()
})

const receiver = async (): Promise<Receiver> => {
  const one = await openReceiver()
  receivers.push(one)
  return one
}
const sender = async (): Promise<TestWebhooks> => {
  const store = openStore<ListTables>(log.base.url, { connections: 4 })
  const webhooks = await openWebhooks(store, { allow: receivers.map(one => one.place), times: { ...QUICK, lease: 3_000 } })
  opened.push({ webhooks, store })
  return webhooks
}
const subscribe = async (webhooks: TestWebhooks, { url }: Receiver) => {
  const made = await webhooks.subscribeWebhook(OWNER, { url, filter: {}, after: '0' })
  if ('refused' in made) throw new Error(made.refused)
  return made.endpoint.id
}
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1)
const shares = async (): Promise<number[]> => {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from webhook_endpoint where sender is not null group by sender order by 1`.execute(
    log.base.db,
  )
  return rows.map(row => row.n)
}

const fences = async (): Promise<object[]> => (await sql<object>`select id, sender, fence from webhook_endpoint order by id`.execute(log.base.db)).rows

test('several senders share the lanes: each lane has one, none is told twice, and what one gives back another takes', async () => {
  for (let n = 0; n < 5; n += 1) await receiver()
  const [first, second] = [await sender(), await sender()]
  for (const one of receivers) await subscribe(first, one)
  first.start()
  await until(async () => (await shares()).join() === '5')
  second.start()
  await until(async () => (await shares()).join() === '2,3')
  const before = await fences()
  for (let n = 0; n < 10; n += 1) await log.grow(20)
  await until(() => receivers.every(one => one.seqs().at(-1) === 200))
  expect(await fences()).toEqual(before)
  await first.stop()
  await until(async () => (await shares()).join() === '5')
  await log.grow(20)
  await until(() => receivers.every(one => one.seqs().at(-1) === 220))
  for (const one of receivers) expect(one.received.flatMap(({ data }) => data.events.map(event => event.seq))).toEqual(upTo(220))
})

test('a sender that has lost a lane writes nothing more about it', async () => {
  const one = await receiver()
  const held = Promise.withResolvers<() => void>()
  one.behave(response => held.resolve(() => response.writeHead(200).end()))
  const [first, second] = [await sender(), await sender()]
  const id = await subscribe(first, one)
  await log.grow(1)
  first.start()
  const answer = await held.promise
  // As if the first had been asleep for longer than its lease.
  await sql`update webhook_endpoint set sender = 'another', fence = fence + 1 where id = ${id}`.execute(log.base.db)
  answer()
  await until(async () => (await sql`select from webhook_endpoint where sender is null or sender <> 'another'`.execute(log.base.db)).rows.length > 0)
  second.start()
  await log.grow(1)
  await until(() => one.seqs().at(-1) === 2)
  expect(one.received.map(({ data }) => data.events.map(event => event.seq))).toEqual([[1], [1], [2]])
})

const children: ChildProcess[] = []
const child = (point: WebhookPoint, times: number, { place }: Receiver): ChildProcess => {
  const program = fileURLToPath(new URL('testing-webhook-sender.ts', import.meta.url))
  const started = spawn(process.execPath, [program, log.base.url, place, point, String(times)], { stdio: ['ignore', 'inherit', 'inherit'], env: process.env })
  children.push(started)
  return started
}
afterEach(() => {
  for (const one of children) one.kill('SIGKILL')
})

test.each(['before-begin', 'before-send', 'after-send', 'after-note'] as const)(
  'killed %s again and again, a receiver that drops doubles by id has every change once and in order',
  async point => {
    const one = await receiver()
    const webhooks = await sender()
    const id = await subscribe(webhooks, one)
    await log.grow(150)
    for (let kills = 0; kills < 2; kills += 1) {
      const [, signal] = (await once(child(point, 1, one), 'exit')) as [number | null, string | null]
      expect(signal).toBe('SIGKILL')
      // What the killed one had begun keeps its boundaries, though there is more now.
      await log.grow(20)
    }
    webhooks.start()
    await until(() => one.seqs().at(-1) === 190)
    await until(async () => (await webhooks.listWebhooks(OWNER)).find(endpoint => endpoint.id === id)!.cursor === '1.190')
    expect(one.seqs()).toEqual(upTo(190))
    expect(one.received.length > new Set(one.received.map(({ id: message }) => message)).size).toBe(point === 'after-send')
    for (const same of Map.groupBy(one.received, ({ id: message }) => message).values()) expect(new Set(same.map(({ body }) => body)).size).toBe(1)
  },
)

test('killed while its receiver fails, a sender does not forget how often it has tried', async () => {
  const one = await receiver()
  one.always = answers(500)
  const webhooks = await sender()
  const id = await subscribe(webhooks, one)
  await log.grow(1)
  await once(child('before-send', 3, one), 'exit')
  expect(await webhooks.listWebhooks(OWNER)).toMatchObject([{ id, attempts: 2, lastStatus: 500 }])
  webhooks.start()
  await until(async () => (await webhooks.listWebhooks(OWNER))[0]!.missed.length === 1)
  expect(await webhooks.deadLetters(OWNER, id, { first: 1 })).toMatchObject({ items: [{ attempts: 4 }] })
  expect(one.received.length).toBe(4)
})
