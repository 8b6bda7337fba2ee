import { afterEach, beforeEach, expect, test } from 'vitest'
import { sql } from 'kysely'
import type { Agreement } from '@delta/access'
import { keepWatch } from '@delta/list'
import { until } from '@delta/stream/testing'
import { agreed } from './testing.ts'
import { answers, openReceiver, openTestLog, openWebhooks, type Receiver, rightsOver, type TestLog, type TestWebhooks, verifies } from './testing-webhook.ts'
import type { WebhookAsked } from './webhook-owner.ts'

const OWNER = 'partner:330100'
let log: TestLog
let receiver: Receiver
let webhooks: TestWebhooks
let agreement: Agreement | null
let addresses: string[]
let passed: number

beforeEach(async () => {
  log = await openTestLog()
  receiver = await openReceiver()
  agreement = agreed('partner:*')
  addresses = ['8.8.8.8']
  passed = 0
  webhooks = await openWebhooks(log.base, {
    allow: [receiver.place],
    ...rightsOver(log.base.db, () => agreement),
    resolve: async () => addresses,
    now: () => new Date(Date.now() + passed),
  })
})
afterEach(async () => {
  await webhooks.stop()
  await receiver.close()
  await log.base.drop()
})

const subscribe = async (asked: Partial<WebhookAsked> = {}, owner = OWNER) => {
  const made = await webhooks.subscribeWebhook(owner, { url: receiver.url, filter: {}, after: '0', ...asked })
  if ('refused' in made) throw new Error(made.refused)
  return { ...made, id: made.endpoint.id }
}
const endpoint = async (id: string) => (await webhooks.listWebhooks(OWNER)).find(one => one.id === id)!
const reached = (id: string, cursor: string) => until(async () => (await endpoint(id)).cursor === cursor)

test('when the agreement lapses the lane is suspended and nothing more is sent; when there is one again it goes on', async () => {
  const { id } = await subscribe()
  webhooks.start()
  await log.grow(2)
  await reached(id, '1.2')
  agreement = null
  await until(async () => (await endpoint(id)).state === 'SUSPENDED')
  expect((await endpoint(id)).reason).toBe('NOT_AGREED')
  const before = receiver.received.length
  await log.grow(3)
  await until(() => webhooks.tail.head().seq === 5)
  await until(() => webhooks.tail.past(5).then(() => true))
  expect(receiver.received.length).toBe(before)
  agreement = agreed('partner:*')
  await reached(id, '1.5')
  expect(receiver.seqs()).toEqual([1, 2, 3, 4, 5])
  expect(await endpoint(id)).toMatchObject({ state: 'ACTIVE', reason: null })
})

test('an agreement that lapses while there is nothing to say is noticed before the next thing is said', async () => {
  await log.grow(1)
  const { id } = await subscribe()
  webhooks.start()
  await reached(id, '1.1')
  agreement = null
  await log.grow(1)
  await until(async () => (await endpoint(id)).reason === 'NOT_AGREED')
  expect(receiver.seqs()).toEqual([1])
  agreement = agreed('partner:*')
  await reached(id, '1.2')
})

test('the agreement is asked for with each message, also with one that is tried again', async () => {
  await log.grow(150)
  receiver.behave(response => {
    agreement = null
    response.writeHead(200).end()
  })
  const { id } = await subscribe()
  webhooks.start()
  await until(async () => (await endpoint(id)).state === 'SUSPENDED')
  expect(receiver.received.length).toBe(1)
  expect((await endpoint(id)).cursor).toBe('1.100')
  receiver.behave(response => {
    agreement = null
    response.writeHead(500).end()
  })
  agreement = agreed('partner:*')
  await until(() => receiver.received.length === 2)
  await until(async () => (await endpoint(id)).reason === 'NOT_AGREED')
  expect(receiver.received.length).toBe(2)
  expect((await endpoint(id)).cursor).toBe('1.100')
})

test('when the agreement shows something else the lane waits for a replay: else the copy would be wrong without a word', async () => {
  await log.grow(1)
  const { id } = await subscribe()
  webhooks.start()
  await reached(id, '1.1')
  agreement = { ...agreed('partner:*'), provinces: ['310000'] }
  await until(async () => (await endpoint(id)).reason === 'SCOPE_CHANGED')
  await log.grow(1)
  await log.grow(1, { province: '310000' })
  expect(await webhooks.replay(OWNER, id, '1.1')).toMatchObject({ endpoint: { state: 'ACTIVE' } })
  await reached(id, '1.3')
  expect(receiver.seqs()).toEqual([1, 3])
})

test('both keys sign for a day after a new one was asked for, and then the new one alone', async () => {
  const { id, publicKey: first } = await subscribe()
  webhooks.start()
  const next = async () => {
    const before = receiver.received.length
    await log.grow(1)
    await until(() => receiver.received.length === before + 1)
    return receiver.received.at(-1)!
  }
  expect((await next()).signatures.length).toBe(1)
  const rotated = await webhooks.rotateSecret(OWNER, id)
  if ('refused' in rotated) throw new Error(rotated.refused)
  const second = rotated.publicKey!
  expect(rotated.endpoint.keys).toEqual([
    { publicKey: second, madeAt: expect.any(String), until: null },
    { publicKey: first, madeAt: expect.any(String), until: expect.any(String) },
  ])
  const both = await next()
  expect([both.signatures.length, verifies(both, first!), verifies(both, second)]).toEqual([2, true, true])
  passed = 86_400_000
  const one = await next()
  expect([one.signatures.length, verifies(one, first!), verifies(one, second)]).toEqual([1, false, true])
  for (let n = 0; n < 4; n += 1) expect(await webhooks.rotateSecret(OWNER, id)).toMatchObject({ secret: null })
  expect(await webhooks.rotateSecret(OWNER, id)).toMatchObject({ refused: 'WEBHOOK_LIMIT' })
})

test('private halves are not in the database, and a shared secret is told once', async () => {
  const { id, secret, publicKey } = await subscribe({ signing: 'HMAC' })
  expect([secret, publicKey]).toEqual([expect.stringMatching(/^whsec_/), null])
  const { rows } = await sql<{ sealed: Buffer }>`select sealed from webhook_key where endpoint = ${id}`.execute(log.base.db)
  expect(rows[0]!.sealed.includes(Buffer.from(secret!))).toBe(false)
  expect(JSON.stringify(await webhooks.listWebhooks(OWNER))).not.toContain(secret!)
  webhooks.start()
  await log.grow(1)
  await until(() => receiver.received.length === 1)
  expect(receiver.received[0]!.signatures).toEqual([expect.stringMatching(/^v1,/)])
})

test('an address that is not public is refused when asked for', async () => {
  const ask = (url: string) => webhooks.subscribeWebhook(OWNER, { url, filter: {} })
  const refused = { refused: 'WEBHOOK_ADDRESS', message: expect.any(String) }
  for (const url of [receiver.url.replace(/:\d+/, ':1'), 'https://127.0.0.1/', 'https://0x7f.1/', 'https://①②⑦.0.0.1/', 'http://example.com/', 'nonsense'])
    expect(await ask(url)).toEqual(refused)
  addresses = ['8.8.8.8', '10.0.0.1']
  expect(await ask('https://hook.example/')).toEqual(refused)
  addresses = ['8.8.8.8']
  expect(await ask('https://hook.example/')).toMatchObject({ endpoint: { url: 'https://hook.example/' } })
})

test('a name that stands for a public address when asked for and for a private one when connected to is never connected to', async () => {
  await log.grow(1)
  const port = receiver.place.split(':')[1]!
  const made = await webhooks.subscribeWebhook(OWNER, { url: `https://hook.example:${port}/`, filter: {}, after: '0' })
  if ('refused' in made) throw new Error(made.refused)
  addresses = ['127.0.0.1']
  webhooks.start()
  const letters = () => webhooks.deadLetters(OWNER, made.endpoint.id, { first: 1 })
  await until(async () => JSON.stringify(await letters()).includes('1.1'))
  expect(await letters()).toMatchObject({ items: [{ reason: 'WEBHOOK_ADDRESS', attempts: 4, lastStatus: null }] })
  expect(receiver.handshakes()).toBe(0)
})

test('a host that is allowed no longer is not sent to', async () => {
  await log.grow(1)
  const { id } = await subscribe()
  await webhooks.stop()
  webhooks = await openWebhooks(log.base, { allow: [], ...rightsOver(log.base.db, () => agreement) })
  webhooks.start()
  await until(async () => (await endpoint(id)).lastFailure === 'WEBHOOK_ADDRESS')
  expect(receiver.received).toEqual([])
})

test('what cannot be gone on from, shown or kept is refused', async () => {
  await log.grow(2)
  const ask = (asked: Partial<WebhookAsked>) => webhooks.subscribeWebhook(OWNER, { url: receiver.url, filter: {}, ...asked })
  expect(await ask({ after: '1.3' })).toMatchObject({ refused: 'CURSOR_FUTURE' })
  expect(await ask({ after: '2.1' })).toMatchObject({ refused: 'CURSOR_EPOCH' })
  expect(await ask({ after: 'x' })).toMatchObject({ refused: 'CURSOR_MALFORMED' })
  expect(await ask({ filter: { domain: ['X99'] } })).toMatchObject({ refused: 'BAD_ARGUMENT' })
  expect(await ask({ filter: { watch: 'nobody’s' } })).toMatchObject({ refused: 'NOT_AGREED' })
  expect(await ask({ after: undefined })).toMatchObject({ endpoint: { cursor: '1.2' } })
  const { id } = await subscribe()
  expect(await webhooks.replay(OWNER, id, '1.3')).toMatchObject({ refused: 'CURSOR_FUTURE' })
  const stranger = 'partner:310000'
  for (const refused of [
    await webhooks.replay(stranger, id, '1.1'),
    await webhooks.rotateSecret(stranger, id),
    await webhooks.removeWebhook(stranger, id),
    await webhooks.deadLetters(stranger, id, { first: 1 }),
  ])
    expect(refused).toMatchObject({ refused: 'NOT_FOUND' })
  expect(await webhooks.listWebhooks(stranger)).toEqual([])
  agreement = null
  expect(await ask({})).toMatchObject({ refused: 'NOT_AGREED' })
})

test('an owner has a limited number of endpoints, also when asking for all at once', async () => {
  const made = await Promise.all(Array.from({ length: 60 }, () => webhooks.subscribeWebhook(OWNER, { url: receiver.url, filter: {} })))
  expect(made.filter(one => 'endpoint' in one).length).toBe(50)
  expect(made.filter(one => 'refused' in one && one.refused === 'WEBHOOK_LIMIT').length).toBe(10)
})

test('changes of a stored set are told too, each once, also when tried again', async () => {
  const edit = (set: string[]) => keepWatch(log.base.db, { owner: OWNER, name: 'mine', edit: { set }, newId: () => 'watch-1', now: () => new Date() })
  await edit(['a'])
  await log.grow(1, { subject: 'a' })
  await log.grow(3, { subject: 'b' })
  const { id } = await subscribe({ filter: { watch: 'watch-1' } })
  webhooks.start()
  await reached(id, '1.4')
  receiver.behave(answers(500), answers(500))
  await edit(['b'])
  await until(async () => (await endpoint(id)).cursor === '1.4.4')
  await log.grow(1, { subject: 'b' })
  await reached(id, '1.5')
  const seen = new Map(receiver.received.map(one => [one.id, one.data.events.map(event => `${event.op} ${event.entry.id.replaceAll('_', '')}`)]))
  expect([...seen.values()]).toEqual([['listed rec1'], ['out-of-scope rec1', 'listed rec2', 'listed rec3', 'listed rec4'], ['listed rec5']])
})

test('dead letters come in pages, the newest first', async () => {
  const { id } = await subscribe()
  for (let n = 1; n <= 5; n += 1) {
    await sql`insert into webhook_dead_letter (endpoint, message, from_cursor, to_cursor, events, reason, attempts, made_at, at)
      values (${id}, ${`m${n}`}, ${`1.${n}`}, ${`1.${n + 1}`}, 1, 'STATUS', 1, now(), now())`.execute(log.base.db)
  }
  const page = async (after: string | null) => {
    const found = await webhooks.deadLetters(OWNER, id, { first: 2, after })
    if ('refused' in found) throw new Error(found.refused)
    return { messages: found.items.map(one => one.message), next: found.next }
  }
  const first = await page(null)
  const second = await page(first.next)
  const third = await page(second.next)
  expect([first.messages, second.messages, third]).toEqual([['m5', 'm4'], ['m3', 'm2'], { messages: ['m1'], next: null }])
})
