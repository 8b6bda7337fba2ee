import { newChange, recordId } from '@delta/list/testing'
import { createClient } from 'graphql-sse'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startFeedGraph, type TestFeedGraph } from './testing-graph.ts'
import { answers, openReceiver, type Receiver, verifies } from './testing-webhook.ts'

const until = (holds: () => void | Promise<void>) => vi.waitFor(holds, { timeout: 10_000, interval: 20 })

let receiver: Receiver
let feed: TestFeedGraph
beforeAll(async () => {
  receiver = await openReceiver()
  feed = await startFeedGraph({ allow: [receiver.place] })
})
afterAll(async () => {
  await feed?.stop()
  await receiver?.close()
  expect(feed?.hidden).toEqual([])
})

interface Answer {
  readonly data?: Record<string, unknown> | null
  readonly errors?: readonly { readonly extensions: Record<string, unknown> }[]
}

async function ask(query: string, variables: object = {}, headers: Record<string, string> = {}): Promise<Answer & { status: number }> {
  const response = await fetch(feed.url, {
    method: 'POST',
    headers: { ...feed.headers, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  })
  return { status: response.status, ...((await response.json()) as Answer) }
}
const told = async (query: string, variables: object = {}, headers: Record<string, string> = {}) => {
  const { data, errors } = await ask(query, variables, headers)
  expect(errors).toBeUndefined()
  return data as Record<string, unknown>
}
const codes = async (query: string, variables: object = {}, headers: Record<string, string> = {}) => {
  const { status, errors } = await ask(query, variables, headers)
  return [status, errors?.[0]?.extensions]
}

const KEEP =
  'mutation($name: String!, $set: [ID!], $add: [ID!], $remove: [ID!]) { keepWatch(name: $name, set: $set, add: $add, remove: $remove) { id name count seq } }'
/** Ids as long as credit codes are. */
const credit = (from: number, count: number) => Array.from({ length: count }, (_, n) => `9133010${String(from + n).padStart(11, '0')}`)

test('a set of 100,000 is kept in calls of 10,000; one more is refused, and nothing is lost', async () => {
  for (let n = 0; n < 10; n += 1) {
    const edit = { [n === 0 ? 'set' : 'add']: credit(n * 10_000, 10_000) }
    expect(await told(KEEP, { name: '出租车', ...edit })).toMatchObject({ keepWatch: { name: '出租车', count: (n + 1) * 10_000 } })
  }
  expect(await codes(KEEP, { name: '出租车', add: credit(200_000, 1) })).toEqual([400, { code: 'BAD_ARGUMENT', limit: 100_000 }])
  expect(await told(KEEP, { name: '出租车', remove: credit(0, 2), add: credit(200_000, 1) })).toMatchObject({ keepWatch: { count: 99_999 } })
  const { watches } = await told('{ watches { id name count } }')
  expect(watches).toEqual([{ id: expect.stringMatching(/^ws_[0-9a-f]{32}$/), name: '出租车', count: 99_999 }])
  expect(await told('{ watches { name } }', {}, { authorization: 'Bearer partner:320100' })).toEqual({ watches: [] })
}, 60_000)

test('what is no name or no subject is refused, and said where; a name is one’s own', async () => {
  const refused = [400, { code: 'BAD_ARGUMENT', limit: 64 }]
  for (const name of ['', ' a', 'a\n', 'x'.repeat(65)]) expect(await codes(KEEP, { name })).toEqual(refused)
  expect(await codes(KEEP, { name: 'a', add: [...credit(0, 2), '330102195101019980', 'x'] })).toEqual([400, { code: 'BAD_ARGUMENT', found: 3 }])
  expect(await codes(KEEP, { name: 'a', set: credit(0, 13_000) })).toEqual([413, { code: 'BODY_TOO_LARGE' }])
  expect(await codes(KEEP, { name: 'a' }, { 'delta-purpose': '' })).toEqual([400, { code: 'PURPOSE_REQUIRED' }])
  expect(await codes(KEEP, { name: 'a' }, { authorization: 'Bearer unit:ZJ-ECO' })).toEqual([403, { code: 'NOT_AGREED' }])
})

test('a running subscription is told what enters and leaves its stored set; another owner cannot use it', async () => {
  const [one, two] = credit(500, 2) as [string, string]
  const { keepWatch } = await told(KEEP, { name: 'two', set: [one] })
  const { id } = keepWatch as { id: string }
  await feed.write(newChange(1, { subject_id: one }), newChange(2, { subject_id: two }), newChange(3))
  const listen = (headers = feed.headers) => {
    const client = createClient({ url: feed.url, headers, retryAttempts: 0 })
    return client.iterate({
      query: 'subscription($w: ID!) { listChanges(after: "0", filter: { watch: $w }) { kind op reason entryId cursor } }',
      variables: { w: id },
    })
  }
  const seen: unknown[] = []
  for await (const { data } of listen() as AsyncIterableIterator<{ data: { listChanges: Record<string, string> } }>) {
    const { kind, op, reason, entryId } = data.listChanges
    if (kind === 'CHANGE') seen.push([op, reason, entryId])
    if (kind === 'CAUGHT_UP') await told(KEEP, { name: 'two', add: [two], remove: [one] })
    if (entryId === recordId(2)) break
  }
  expect(seen).toEqual([
    ['LISTED', 'RECORD', recordId(1)],
    ['OUT_OF_SCOPE', 'SCOPE', recordId(1)],
    ['LISTED', 'SCOPE', recordId(2)],
  ])
  const refused = (await listen({ ...feed.headers, authorization: 'Bearer partner:320100' }).next()).value as Answer
  expect(refused.errors).toMatchObject([{ extensions: { code: 'NOT_AGREED' } }])
})

const WEBHOOK =
  'id url signing filter state reason cursor attempts nextAt lastStatus lastFailure deliveredAt missed { from to } madeAt keys { publicKey until }'
const SUBSCRIBE = `mutation($url: String!, $filter: ListFilter, $after: ID, $signing: WebhookSigning) {
  subscribeWebhook(url: $url, filter: $filter, after: $after, signing: $signing) { webhook { ${WEBHOOK} } publicKey secret } }`

interface Keyed {
  readonly webhook: { readonly id: string; readonly [field: string]: unknown }
  readonly publicKey: string
}

test('a webhook is made, gets the feed, gets a new key, and is removed', async () => {
  const { subscribeWebhook } = await told(SUBSCRIBE, { url: receiver.url, filter: { province: ['330000'] }, after: '0' })
  const { webhook, publicKey } = subscribeWebhook as Keyed
  expect(webhook).toMatchObject({
    url: receiver.url,
    signing: 'ED25519',
    filter: { province: ['330000'] },
    state: 'ACTIVE',
    cursor: '1.0',
    keys: [{ publicKey, until: null }],
  })
  await feed.write(newChange(11))
  await until(() => expect(receiver.seqs().length).toBeGreaterThan(0))
  expect(verifies(receiver.received[0]!, publicKey)).toBe(true)
  const rotated = (
    await told('mutation($id: ID!) { rotateSecret(id: $id) { a: webhook { id } b: webhook { keys { until } } key: publicKey secret } }', { id: webhook.id })
  )['rotateSecret']
  expect(rotated).toEqual({
    a: { id: webhook.id },
    b: { keys: [{ until: null }, { until: expect.any(String) }] },
    key: expect.stringMatching(/^whpk_/),
    secret: null,
  })
  await until(async () => {
    const { webhooks, webhook: same } = await told(`query($id: ID!) { webhooks { id cursor } webhook(id: $id) { ${WEBHOOK} } }`, { id: webhook.id })
    expect([webhooks, (same as Keyed['webhook'])['cursor'], (same as Keyed['webhook'])['lastStatus']]).toEqual([
      [{ id: webhook.id, cursor: '1.4' }],
      '1.4',
      204,
    ])
  })
  const other = { authorization: 'Bearer partner:320100' }
  expect(await told('query($id: ID!) { webhooks { id } webhook(id: $id) { id } }', { id: webhook.id }, other)).toEqual({ webhooks: [], webhook: null })
  const remove = 'mutation($id: ID!) { removeWebhook(id: $id) }'
  for (const query of [remove, 'mutation($id: ID!) { rotateSecret(id: $id) { secret } }', 'mutation($id: ID!) { replay(id: $id, after: "0") { id } }'])
    expect(await codes(query, { id: webhook.id }, other)).toEqual([404, { code: 'NOT_FOUND' }])
  expect(await told(remove, { id: webhook.id })).toEqual({ removeWebhook: webhook.id })
  expect(await codes(remove, { id: webhook.id })).toEqual([404, { code: 'NOT_FOUND' }])
})

test('what cannot be a webhook is refused with its code', async () => {
  expect(await codes(SUBSCRIBE, { url: 'http://127.0.0.1:9/' })).toEqual([400, { code: 'WEBHOOK_ADDRESS' }])
  expect(await codes(SUBSCRIBE, { url: receiver.url, after: '1.999' })).toEqual([400, { code: 'CURSOR_FUTURE' }])
  expect(await codes(SUBSCRIBE, { url: receiver.url, after: '7.1' })).toEqual([409, { code: 'CURSOR_EPOCH' }])
  expect(await codes(SUBSCRIBE, { url: receiver.url, filter: { province: ['990000'] } })).toEqual([400, { code: 'BAD_ARGUMENT' }])
  expect(await codes(SUBSCRIBE, { url: receiver.url }, { authorization: 'Bearer unit:ZJ-ECO' })).toEqual([403, { code: 'NOT_AGREED' }])
})

test('dead letters are paged, newest first, each alias a page of its own; a replay tells them again', async () => {
  receiver.always = answers(500)
  const { subscribeWebhook } = await told(SUBSCRIBE, { url: receiver.url, signing: 'HMAC' })
  const { id } = (subscribeWebhook as Keyed).webhook
  expect(subscribeWebhook).toMatchObject({ publicKey: null, secret: expect.stringMatching(/^whsec_/) })
  const letters = async (page = '') =>
    (
      (
        await told(
          `query($id: ID!) { webhook(id: $id) { deadLetters${page} { nodes { message reason attempts lastStatus from to events } pageInfo { hasNextPage hasPreviousPage endCursor } } } }`,
          { id },
        )
      )['webhook'] as never as { deadLetters: { nodes: Record<string, string>[]; pageInfo: { endCursor: string } } }
    ).deadLetters
  for (let n = 0; n < 3; n += 1) {
    await feed.write(newChange(20 + n))
    await until(async () => expect((await letters()).nodes).toHaveLength(n + 1))
  }
  const all = await letters()
  expect(all).toMatchObject({ nodes: [{ lastStatus: 500, attempts: 4, events: 1 }, {}, {}], pageInfo: { hasNextPage: false, hasPreviousPage: false } })
  const first = await letters('(first: 2)')
  expect(first).toMatchObject({ nodes: all.nodes.slice(0, 2), pageInfo: { hasNextPage: true } })
  expect(await letters(`(first: 2, after: "${first.pageInfo.endCursor}")`)).toMatchObject({
    nodes: all.nodes.slice(2),
    pageInfo: { hasNextPage: false, hasPreviousPage: true },
  })
  expect(await letters('(first: 0)')).toMatchObject({ nodes: [], pageInfo: { hasNextPage: true, endCursor: null } })
  const aliases = await told(
    'query($id: ID!) { webhook(id: $id) { one: deadLetters(first: 1) { edges { node { message } cursor } } all: deadLetters { nodes { message } } } }',
    { id },
  )
  expect(aliases).toMatchObject({
    webhook: {
      one: { edges: [{ node: { message: all.nodes[0]!['message'] }, cursor: expect.any(String) }] },
      all: { nodes: all.nodes.map(({ message }) => ({ message })) },
    },
  })
  expect(await codes('query($id: ID!) { webhook(id: $id) { deadLetters(first: 101) { nodes { id } } } }', { id })).toEqual([
    400,
    { code: 'PAGE_TOO_LARGE', limit: 100 },
  ])
  expect(await codes('query($id: ID!) { webhook(id: $id) { deadLetters(after: "x") { nodes { id } } } }', { id })).toEqual([400, { code: 'BAD_CURSOR' }])
  receiver.always = answers(204)
  receiver.received.length = 0
  const { replay } = await told('mutation($id: ID!, $after: ID!) { replay(id: $id, after: $after) { id state missed { from } } }', {
    id,
    after: all.nodes[2]!['from'],
  })
  expect(replay).toEqual({ id, state: 'ACTIVE', missed: [] })
  await until(() => expect(receiver.seqs()).toHaveLength(3))
  await until(async () =>
    expect((await told('query($id: ID!) { webhook(id: $id) { deadLetters { nodes { replayedAt } } } }', { id }))['webhook']).toMatchObject({
      deadLetters: { nodes: [{ replayedAt: expect.any(String) }, {}, {}] },
    }),
  )
})
