import { createGate, parseRole, readAgreements } from '@delta/access'
import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBuilder, subgraphSchema } from './builder.ts'
import type { Limits } from './limits.ts'
import { readLimits } from './limits.ts'
import { createSubgraph, subgraphSdl } from './subgraph.ts'

const schemaDir = new URL('../../../schema/', import.meta.url)
const gate = createGate({
  verify: async authorization => ({ id: authorization ?? '', role: parseRole('analyst')! }),
  agreements: () => readAgreements(new URL('agreements.json', schemaDir).pathname),
  today: () => '2026-11-23',
})
const limits: Limits = { ...readLimits(new URL('graph/limits.json', schemaDir).pathname), timeMs: 60 }
const hidden: unknown[] = []
const never = Promise.withResolvers<string>()
const builder = createBuilder()
builder.queryFields(t => ({
  slow: t.string({ nullable: true, resolve: () => never.promise }),
  broken: t.string({
    nullable: true,
    resolve: () => {
      throw new Error('row 330102195101019980 is broken')
    },
  }),
  who: t.string({ resolve: (_root, _args, { viewer, locale }) => `${viewer.principal.role.text} ${viewer.purpose} ${viewer.case} ${locale}` }),
}))
const schema = subgraphSchema(builder)
const handle = createSubgraph({ schema, gate, limits, onError: error => void hidden.push(error) })
let server: Server
let url: string

beforeAll(async () => {
  server = createServer(async (request, response) => {
    if (!(await handle(request, response))) response.writeHead(404).end('elsewhere')
  })
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}`
})
afterAll(() => {
  never.resolve('late')
  server.closeAllConnections()
  server.close()
})

const ask = async (query: string, headers: Record<string, string> = { 'delta-purpose': 'analysis' }) => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: 'Bearer a.b.c', 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  })
  return { status: response.status, body: (await response.json()) as { data?: unknown; errors?: { message: string; extensions: Record<string, unknown> }[] } }
}

test('an answer that takes too long is cut off', async () => {
  const { status, body } = await ask('{ slow }')
  expect([status, body.errors?.[0]?.extensions]).toEqual([504, { code: 'TIME_LIMIT', limit: 60 }])
})

test('what breaks inside is logged and masked', async () => {
  const { status, body } = await ask('{ broken who }')
  expect(body.data).toEqual({ broken: null, who: 'analyst analysis null zh' })
  expect([status, body.errors?.[0]?.extensions]).toEqual([200, { code: 'INTERNAL' }])
  expect((await ask('{ broken }')).status).toBe(500)
  expect(JSON.stringify(body)).not.toContain('330102')
  expect(hidden).toEqual([1, 2].map(() => expect.objectContaining({ message: 'row 330102195101019980 is broken' })))
})

test('who asks, for what, in which language, is known to resolvers', async () => {
  expect((await ask('{ who }', { 'delta-purpose': 'supervision', 'delta-case': 'c1', 'accept-language': 'en' })).body.data).toEqual({
    who: 'analyst supervision c1 en',
  })
})

test('the schema may be seen with a token and no purpose, data not', async () => {
  expect((await ask('{ __schema { queryType { name } } }', {})).body.data).toEqual({ __schema: { queryType: { name: 'Query' } } })
  expect((await ask('{ __typename who }', {})).body.errors?.[0]?.extensions).toEqual({ code: 'PURPOSE_REQUIRED' })
  expect((await ask('{ ...A } fragment A on Query { who }', {})).body.errors?.[0]?.extensions).toEqual({ code: 'PURPOSE_REQUIRED' })
  expect((await ask('{ _service { sdl } }', {})).body.data).toEqual({ _service: { sdl: subgraphSdl(schema).trimEnd() } })
})

test('other paths are left alone', async () => {
  expect(await (await fetch(`${url}/other`)).text()).toBe('elsewhere')
})
