import { createClient as createSseClient } from 'graphql-sse'
import type { FormattedExecutionResult } from 'graphql'
import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startLive, type TestLive } from './testing-live.ts'

let live: TestLive
beforeAll(async () => {
  live = await startLive()
})
afterAll(() => live?.stop())
beforeEach(() => {
  live.hidden.length = 0
  live.state.worked = 0
})

const headers = { authorization: 'Bearer good', 'delta-purpose': 'analysis' }
const sse = (more: object = {}) => createSseClient({ url: live.url, headers: { ...headers, ...more }, retryAttempts: 0 })
const ws = (connectionParams: object = headers) =>
  createClient({
    url: live.url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: connectionParams as Record<string, unknown>,
    retryAttempts: 0,
  })
const all = async (results: AsyncIterable<FormattedExecutionResult<Record<string, unknown>, unknown>>) => {
  const found = []
  for await (const { data, errors } of results) found.push(errors ? errors.map(error => error.extensions?.['code']) : Object.values(data ?? {})[0])
  return found
}
const COUNT = 'subscription($to: Int!) { count(to: $to) { n } }'
const ways = { SSE: sse, WebSocket: ws as never as typeof sse }

test.each(Object.entries(ways))('events come in order over %s, and their end', async (_name, connect) => {
  expect(await all(connect().iterate({ query: COUNT, variables: { to: 3 } }))).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }])
  expect(live.state.open).toBe(0)
})

test.each(Object.entries(ways))('queries and mutations are answered over %s too', async (_name, connect) => {
  expect(await all(connect().iterate({ query: '{ who }' }))).toEqual(['analysis null zh'])
  expect(await all(connect().iterate({ query: 'mutation { add(n: 1) }' }))).toEqual([2])
})

test.each(Object.entries(ways))('over %s the limits hold, and a refusal keeps its code', async (name, connect) => {
  const code = async (query: string, variables = {}) =>
    all(connect().iterate({ query, variables })).catch((error: unknown) => (error as { extensions: { code: string } }[]).map(one => one.extensions.code))
  const refused = (code: string) => (name === 'SSE' ? [[code]] : [code])
  expect(await code('subscription { nope }')).toEqual(refused('VALIDATION_FAILED'))
  expect(await code('subscription {')).toEqual(refused('PARSE_FAILED'))
  expect(await code(`subscription { count(to: 1) { ${Array.from({ length: 16 }, (_, n) => `a${n}: n`).join(' ')} } }`)).toEqual(refused('ALIAS_LIMIT'))
  expect(await code('subscription { count(to: 1) { page(first: 101) } }')).toEqual([['PAGE_TOO_LARGE']])
  expect(await code(COUNT, { to: 0 })).toEqual(name === 'SSE' ? [['INTERNAL']] : ['INTERNAL'])
  expect(live.hidden).toEqual([expect.objectContaining({ message: 'row 330102195101019980 is broken' })])
})

test.each(Object.entries(ways))('over %s nothing is told without a purpose', async (_name, connect) => {
  const none = { 'delta-purpose': '' }
  expect(await all(connect({ ...headers, ...none }).iterate({ query: COUNT, variables: { to: 3 } }))).toEqual([['PURPOSE_REQUIRED']])
  expect(await all(connect({ ...headers, 'delta-purpose': 'exchange' }).iterate({ query: COUNT, variables: { to: 3 } }))).toEqual([['PURPOSE_NOT_ALLOWED']])
  expect(await all(connect({ ...headers, ...none }).iterate({ query: 'mutation { add(n: 1) }' }))).toEqual([['PURPOSE_REQUIRED']])
})

test.each(Object.entries(ways))('over %s a source ends when its subscriber goes', async (_name, connect) => {
  const client = connect()
  const results = client.iterate({ query: COUNT, variables: { to: 1_000 } })
  await results.next()
  await live.until(() => live.state.open === 1)
  await results.return?.(undefined)
  client.dispose()
  await live.until(() => live.state.open === 0)
})

test('without a valid token nothing is read: 401, or the WebSocket closes with 4401, also when the token lapses later', async () => {
  await expect(all(sse({ authorization: 'Bearer bad' }).iterate({ query: COUNT, variables: { to: 1 } }))).rejects.toMatchObject({ response: { status: 401 } })
  await expect(all(ws({ authorization: 'Bearer bad' }).iterate({ query: '{ who }' }))).rejects.toMatchObject({ code: 4401, reason: 'UNAUTHENTICATED' })
  live.tokens.add('Bearer short')
  const client = createClient({
    url: live.url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { ...headers, Authorization: 'Bearer short', authorization: undefined },
    lazy: false,
    retryAttempts: 0,
    onNonLazyError: () => undefined,
  })
  expect(await all(client.iterate({ query: '{ who }' }))).toEqual(['analysis null zh'])
  live.tokens.delete('Bearer short')
  await expect(all(client.iterate({ query: '{ who }' }))).rejects.toMatchObject({ code: 4401, reason: 'UNAUTHENTICATED' })
})

test('headers may come with the upgrade; what connection_init says goes first, a case in any script', async () => {
  class Authorized extends WebSocket {
    constructor(address: string, protocols: string[]) {
      super(address, protocols, { headers: { ...headers, 'accept-language': 'en' } })
    }
  }
  const client = (connectionParams: Record<string, unknown>) =>
    createClient({ url: live.url.replace('http', 'ws'), webSocketImpl: Authorized, connectionParams, retryAttempts: 0 })
  expect(await all(client({}).iterate({ query: '{ who }' }))).toEqual(['analysis null en'])
  expect(await all(client({ 'Delta-Purpose': 'supervision', 'delta-case': '案' }).iterate({ query: '{ who }' }))).toEqual(['supervision 案 en'])
})

test('a subscription by a client that cannot take a stream is refused', async () => {
  const response = await fetch(live.url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'subscription { count(to: 1) { n } }' }),
  })
  expect([response.status, await response.json()]).toMatchObject([406, { errors: [{ extensions: { code: 'NOT_ACCEPTABLE' } }] }])
})

test('a subscription may be asked by GET, a mutation not', async () => {
  const get = (query: string, accept = 'text/event-stream') => fetch(`${live.url}?query=${encodeURIComponent(query)}`, { headers: { ...headers, accept } })
  const streamed = await get('subscription { count(to: 1) { n } }')
  expect(streamed.headers.get('content-type')).toBe('text/event-stream')
  expect(await streamed.text()).toContain('event: next\ndata: {"data":{"count":{"n":0}}}\n\nevent: complete\n')
  expect((await get('mutation { add(n: 1) }', 'application/json')).status).toBe(405)
  expect(await (await get('mutation { add(n: 1) }')).text()).toContain('"code":"METHOD"')
})

test('a client that accepts JSON and event streams gets the one that fits, with its status', async () => {
  const ask = async (query: string, more: object = {}) => {
    const response = await fetch(live.url, {
      method: 'POST',
      headers: { ...headers, ...more, accept: 'application/json, text/event-stream', 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    })
    return [response.status, response.headers.get('content-type')?.split(';')[0]]
  }
  expect(await ask('{ who }')).toEqual([200, 'application/json'])
  expect(await ask('{ who }', { 'delta-purpose': '' })).toEqual([400, 'application/json'])
  expect(await ask('subscription { count(to: 1) { n } }')).toEqual([200, 'text/event-stream'])
  expect(await ask('subscription { count(to: 1) { n } }', { 'delta-purpose': '' })).toEqual([400, 'application/json'])
})

test('what many subscribers get is worked out once for each document and language, unless it depends on variables', async () => {
  const client = ws()
  const query = 'subscription Many($to: Int!) { count(to: $to) { n } }'
  await Promise.all(Array.from({ length: 10 }, () => all(client.iterate({ query, variables: { to: 500 } }))))
  await all(sse().iterate({ query, variables: { to: 400 } }))
  expect(live.state.worked).toBe(500)
  expect(await all(ws({ ...headers, 'accept-language': 'en' }).iterate({ query, variables: { to: 1 } }))).toEqual([{ n: 0 }])
  expect(live.state.worked).toBe(501)
  const varied = 'subscription($to: Int!, $n: Boolean!) { count(to: $to) { n @include(if: $n) __typename } }'
  expect(await all(client.iterate({ query: varied, variables: { to: 1, n: true } }))).toEqual([{ n: 0, __typename: 'Event' }])
  expect(await all(client.iterate({ query: varied, variables: { to: 1, n: false } }))).toEqual([{ __typename: 'Event' }])
})

test('an event stream that is not read is cut off', async () => {
  const response = await fetch(live.url, {
    method: 'POST',
    headers: { ...headers, accept: 'text/event-stream', 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'subscription { count(to: 1000) { pad } }' }),
  })
  expect(response.status).toBe(200)
  await live.until(() => live.state.open === 0)
})
