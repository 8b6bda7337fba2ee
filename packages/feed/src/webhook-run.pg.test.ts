import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '@delta/stream/testing'
import { answers, openReceiver, openTestLog, openWebhooks, type Receiver, type TestLog, type TestWebhooks, verifies } from './testing-webhook.ts'

const OWNER = 'partner:330100'
let log: TestLog
let receiver: Receiver
let webhooks: TestWebhooks

beforeEach(async () => {
  log = await openTestLog()
  receiver = await openReceiver()
  webhooks = await openWebhooks(log.base, { allow: [receiver.place] })
})
afterEach(async () => {
  await webhooks.stop()
  await receiver.close()
  await log.base.drop()
})

const subscribe = async (url = receiver.url, after: string | null = '0') => {
  const made = await webhooks.subscribeWebhook(OWNER, { url, filter: {}, after })
  if ('refused' in made) throw new Error(made.refused)
  return { id: made.endpoint.id, publicKey: made.publicKey! }
}
const endpoint = async (id: string) => (await webhooks.listWebhooks(OWNER)).find(one => one.id === id)!
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1)
/** What is told at once depends on what the tail has seen. */
const seen = (count: number) => until(() => webhooks.tail.head().seq === count)
const has = (count: number, of: Receiver = receiver) => until(() => of.seqs().at(-1) === count)

test('a hundred changes a message, in order, from the cursor on, then as they happen, signed', async () => {
  await log.grow(250)
  await seen(250)
  const { id, publicKey } = await subscribe(receiver.url, '1.10')
  webhooks.start()
  await has(250)
  await log.grow(1)
  await has(251)
  expect(receiver.seqs()).toEqual(upTo(251).slice(10))
  expect(receiver.received.map(one => one.data.events.length)).toEqual([100, 100, 40, 1])
  expect(receiver.received[0]!.id).toBe(`${id}-1_11-1_110`)
  for (const one of receiver.received) {
    expect(verifies(one, publicKey)).toBe(true)
    expect(JSON.parse(one.body)).toEqual({ type: 'list.changes', timestamp: expect.any(String), data: one.data })
    expect(one.data.cursor).toBe(`1.${one.data.events.at(-1)!.seq}`)
    expect(one.data).not.toHaveProperty('missed')
  }
  expect(receiver.received[0]!.data.head).toBe('1.250')
  await until(async () => (await endpoint(id)).cursor === '1.251')
  expect(await endpoint(id)).toMatchObject({ state: 'ACTIVE', lastStatus: 204, lastFailure: null, attempts: 0, missed: [] })
})

test('a receiver that fails gets the same message again until it takes it, and nothing after it before', async () => {
  await log.grow(1)
  const elsewhere = await openReceiver()
  const { id, publicKey } = await subscribe()
  const misbehaviours = [
    answers(500),
    answers(302, { location: elsewhere.url }),
    () => undefined,
    answers(307, { location: elsewhere.url }),
    (_: unknown, request: { socket: { resetAndDestroy(): void } }) => request.socket.resetAndDestroy(),
    answers(404),
    answers(101),
  ]
  await webhooks.stop()
  webhooks = await openWebhooks(log.base, { allow: [receiver.place, elsewhere.place], times: { timeout: 500, retries: Array.from({ length: 30 }, () => 20) } })
  receiver.behave(...misbehaviours)
  webhooks.start()
  await until(() => receiver.received.length === 2)
  await log.grow(4)
  await has(5)
  await elsewhere.close()
  const failed = receiver.received.slice(0, misbehaviours.length + 1)
  expect(new Set(failed.map(one => one.id))).toEqual(new Set([`${id}-1_1-1_1`]))
  expect(new Set(failed.map(one => one.body)).size).toBe(1)
  for (const one of failed) expect(verifies(one, publicKey)).toBe(true)
  expect(receiver.seqs()).toEqual(upTo(5))
  expect(elsewhere.received).toEqual([])
  await until(async () => (await endpoint(id)).cursor === '1.5')
  expect(await webhooks.deadLetters(OWNER, id, { first: 10 })).toEqual({ items: [], next: null })
})

test('a receiver that answers slowly, or for ever, delays nobody else', async () => {
  const [slow, dripping] = [await openReceiver(), await openReceiver()]
  await webhooks.stop()
  webhooks = await openWebhooks(log.base, { allow: [receiver.place, slow.place, dripping.place], times: { timeout: 20_000, retries: [60_000] } })
  slow.always = () => undefined
  dripping.always = response => {
    response.writeHead(200)
    const timer = setInterval(() => response.write('x'.repeat(1_000)), 5)
    response.once('close', () => clearInterval(timer))
  }
  await subscribe(slow.url)
  await subscribe(dripping.url)
  await subscribe()
  webhooks.start()
  for (let n = 1; n <= 20; n += 1) {
    await log.grow(1)
    await has(n)
  }
  expect(receiver.seqs()).toEqual(upTo(20))
  expect(slow.received.length).toBe(1)
  // Its status was a success, whatever it goes on to say.
  await has(20, dripping)
  await webhooks.stop()
  await Promise.all([slow.close(), dripping.close()])
})

test('410 disables the endpoint; a replay takes it up again', async () => {
  await log.grow(3)
  receiver.behave(answers(410))
  const { id } = await subscribe()
  webhooks.start()
  await until(async () => (await endpoint(id)).state === 'DISABLED')
  expect(await endpoint(id)).toMatchObject({ reason: 'GONE', lastStatus: 410, lastFailure: 'GONE', cursor: '1.0' })
  await log.grow(1)
  await seen(4)
  expect(receiver.received.length).toBe(1)
  expect(await webhooks.replay(OWNER, id, '1.1')).toMatchObject({ endpoint: { state: 'ACTIVE', reason: null, cursor: '1.1' } })
  await until(() => receiver.received.length === 2)
  expect(receiver.received[1]!.data.events.map(event => event.seq)).toEqual([2, 3, 4])
})

test('a message that is given up is a dead letter; those after it say what was missed, until it is replayed', async () => {
  await log.grow(100)
  await seen(100)
  receiver.always = answers(503)
  const { id } = await subscribe()
  webhooks.start()
  const letters = async () => {
    const found = await webhooks.deadLetters(OWNER, id, { first: 10 })
    if ('refused' in found) throw new Error(found.refused)
    return found.items
  }
  await until(async () => (await letters()).length === 1)
  receiver.always = answers(200)
  const attempts = receiver.received.filter(one => one.id === `${id}-1_1-1_100`)
  expect(attempts.length).toBe(4)
  expect(await letters()).toEqual([
    {
      id: expect.any(String),
      message: `${id}-1_1-1_100`,
      from: '1.0',
      to: '1.100',
      events: 100,
      reason: 'STATUS',
      attempts: 4,
      lastStatus: 503,
      madeAt: expect.any(String),
      givenUpAt: expect.any(String),
      replayedAt: null,
    },
  ])
  const next = async (count: number) => {
    const { seq } = webhooks.tail.head()
    await log.grow(count)
    await until(async () => (await endpoint(id)).cursor === `1.${seq + count}`)
    return receiver.received.at(-1)!.data
  }
  expect(await next(1)).toMatchObject({ cursor: '1.101', missed: [{ from: '1.0', to: '1.100' }] })
  expect(await next(2)).toMatchObject({ cursor: '1.103', missed: [{ from: '1.0', to: '1.100' }] })
  const before = receiver.received.length
  await webhooks.replay(OWNER, id, '1.0')
  await until(async () => (await endpoint(id)).cursor === '1.103')
  const replayed = receiver.received.slice(before)
  expect(replayed.flatMap(one => one.data.events.map(event => event.seq))).toEqual(upTo(103))
  for (const { data } of replayed) expect(data).not.toHaveProperty('missed')
  expect(await next(1)).not.toHaveProperty('missed')
  expect(await letters()).toMatchObject([{ replayedAt: expect.any(String) }])
})

test('a replay while a message is under way begins anew and leaves nothing of it', async () => {
  await log.grow(5)
  await seen(5)
  const held = Promise.withResolvers<() => void>()
  receiver.behave(response => held.resolve(() => response.writeHead(200).end()))
  const { id } = await subscribe()
  webhooks.start()
  const answer = await held.promise
  await webhooks.replay(OWNER, id, '1.2')
  answer()
  await until(() => receiver.received.length === 2)
  expect(receiver.received[1]!.data.events.map(event => event.seq)).toEqual([3, 4, 5])
  expect(receiver.received[1]!.id).toBe(`${id}-1_3-1_5`)
  await until(async () => (await endpoint(id)).cursor === '1.5')
})

test('what the filter does not show is not sent, but moves the lane', async () => {
  await log.grow(10, { province: '310000' })
  await log.grow(1)
  await log.grow(1_500, { province: '310000' })
  const made = await webhooks.subscribeWebhook(OWNER, { url: receiver.url, filter: { province: ['330000'] }, after: '0' })
  const { id } = (made as { endpoint: { id: string } }).endpoint
  webhooks.start()
  await until(async () => (await endpoint(id)).cursor === '1.1511')
  expect(receiver.seqs()).toEqual([11])
  await log.grow(5, { province: '310000' })
  await until(async () => (await endpoint(id)).cursor === '1.1516')
  await log.grow(1)
  await has(1_517)
})

test('a removed endpoint is told nothing more', async () => {
  const { id } = await subscribe()
  const other = await subscribe()
  webhooks.start()
  await log.grow(1)
  await until(() => receiver.received.length === 2)
  expect(await webhooks.removeWebhook(OWNER, id)).toEqual({ removed: id })
  await log.grow(1)
  await until(() => receiver.received.length === 3)
  await log.grow(1)
  await until(() => receiver.received.length === 4)
  expect(receiver.received.slice(2).every(one => one.id.startsWith(other.id))).toBe(true)
  expect(await webhooks.removeWebhook(OWNER, id)).toMatchObject({ refused: 'NOT_FOUND' })
})
