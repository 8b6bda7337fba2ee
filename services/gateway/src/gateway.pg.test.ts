import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { subgraphChecks } from './subgraph-checks.ts'
import { FIRM, insertRows } from './testing/rows.ts'
import { type Stack, startStack } from './testing/stack.ts'

let stack: Stack
let token: string

beforeAll(async () => {
  stack = await startStack(process.env['DELTA_TEST_POSTGRES'])
  token = await stack.token()
  await insertRows(stack.base)
})
afterAll(() => stack.stop())

interface Answer {
  data?: Record<string, unknown> | null
  errors?: { message: string; path?: unknown[]; extensions: Record<string, unknown> }[]
}
const post = async (
  query: string,
  { variables = {}, headers = {}, url = stack.urls.gateway }: { variables?: object; headers?: Record<string, string>; url?: string } = {},
) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'delta-purpose': 'analysis', 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  })
  return { status: response.status, headers: response.headers, ...((await response.json()) as Answer) }
}

test('one subject is told by three subgraphs; the person in it stays masked', async () => {
  const { data, errors } =
    await post(`{ subject(id: "${FIRM}") { id name province { code name } archive { counts { total } } listEntries { nodes { id subject { id name kind archive { counts { total } } } unit { code name function { code } provinces { code } } } }
    relationships { counts { total } dimensions(codes: ["LEGAL_REP"]) { parties { provinces(codes: ["330000"]) { units { relations { nodes { id party { id name } subject { id kind listEntries { nodes { id } } } } } } } } } } network { nodes { subject { id name } } } } }`)
  expect(errors).toBeUndefined()
  expect(data).toMatchObject({
    subject: {
      id: FIRM,
      name: '某某有限公司',
      province: { code: '330000', name: '浙江省' },
      archive: { counts: { total: 1 } },
      listEntries: {
        nodes: [
          {
            id: 'entry-1',
            subject: { id: FIRM, name: '某某有限公司', kind: 'ENT', archive: { counts: { total: 1 } } },
            unit: { code: 'ZJ-ECO', function: { code: 'ECO' }, provinces: [{ code: '330000' }] },
          },
        ],
      },
      relationships: {
        counts: { total: 1 },
        dimensions: [
          {
            parties: [
              {
                provinces: [
                  {
                    units: [
                      {
                        relations: {
                          nodes: [
                            {
                              id: 'rel-1',
                              party: { id: 'NP:zhang', name: '张*' },
                              subject: { id: FIRM, kind: 'ENT', listEntries: { nodes: [{ id: 'entry-1' }] } },
                            },
                          ],
                        },
                      },
                    ],
                  },
                ],
              },
            ],
          },
        ],
      },
      network: { nodes: [{ subject: { id: FIRM } }, { subject: { id: 'NP:zhang', name: '张*' } }] },
    },
  })
})

test('a key that is selected twice is answered once, and what is selected of nothing is empty', async () => {
  const kinds = 'kinds(codes: [ENT])'
  const twice = `{ archives { ${kinds} { kind } ... { ${kinds} { counts { total } } } } domain(code: "B05") { code @skip(if: true) } }`
  expect((await post(twice)).data).toEqual({ archives: { kinds: [{ kind: 'ENT', counts: { total: 0 } }] }, domain: {} })
  expect((await post('query($no: Boolean!) { lists @include(if: $no) { counts { total } } }', { variables: { no: false } })).data).toEqual({})
})

test('a type alone can be asked of counts and pages', async () => {
  const page = `entries { pageInfo { __typename hasPreviousPage } }`
  const asked = `{ lists { counts { __typename } domains(codes: ["B05"]) { provinces(codes: ["330000"]) { units { ${page} } } } } }`
  expect(await post(asked)).toMatchObject({
    data: {
      lists: {
        counts: { __typename: 'Counts' },
        domains: [{ provinces: [{ units: [{ entries: { pageInfo: { __typename: 'PageInfo', hasPreviousPage: false } } }] }] }],
      },
    },
  })
})

test('names come in the caller’s language', async () => {
  const ask = (language: string) =>
    post('{ lists { domains(codes: ["B05"]) { domain { name } } } domain(code: "B05") { name } }', { headers: { 'accept-language': language } })
  expect((await ask('en-GB,en;q=0.9')).data).toEqual({ lists: { domains: [{ domain: { name: 'environment' } }] }, domain: { name: 'environment' } })
  expect((await ask('zh-CN')).data).toEqual({
    lists: { domains: [{ domain: { name: '生态环境领域严重失信主体' } }] },
    domain: { name: '生态环境领域严重失信主体' },
  })
})

test('a refusal of a subgraph keeps its code and status', async () => {
  const person = '{ subject(id: "NP:zhang") { id name listEntries { nodes { id } } } }'
  expect(await post(person)).toMatchObject({ status: 400, data: { subject: null }, errors: [{ path: ['subject'], extensions: { code: 'CASE_REQUIRED' } }] })
  const looked = await post(person, { headers: { 'delta-case': Buffer.from('案件1').toString('latin1') } })
  expect(looked).toMatchObject({ status: 200, data: { subject: { id: 'NP:zhang', name: '张*', listEntries: { nodes: [] } } } })
  const rows = (await stack.base.db
    .selectFrom('evidence' as never)
    .selectAll()
    .execute()) as { subject_id: string; product: string; case_ref: string }[]
  expect(rows.map(row => [row.product, row.subject_id, row.case_ref])).toEqual([
    ['ARCHIVE', 'NP:zhang', '案件1'],
    ['LIST', 'NP:zhang', '案件1'],
  ])
})

test('a person on a page costs its own place only, not the firms beside it', async () => {
  const { status, data, errors } = await post(`{ subject(id: "${FIRM}") { network { nodes { subject { id name kind listEntries { nodes { id } } } } } } }`)
  expect(status).toBe(200)
  expect(data).toEqual({
    subject: {
      network: {
        nodes: [
          { subject: { id: FIRM, name: '某某有限公司', kind: 'ENT', listEntries: { nodes: [{ id: 'entry-1' }] } } },
          { subject: { id: 'NP:zhang', name: '张*', kind: null, listEntries: null } },
        ],
      },
    },
  })
  for (const error of errors!) expect(error.extensions).toMatchObject({ code: 'CASE_REQUIRED' })
  expect(errors!.length).toBeGreaterThan(0)
})

test('each example document is answered', async () => {
  const folder = join(import.meta.dirname, '..', '..', '..', 'schema', 'graph', 'examples')
  for (const name of readdirSync(folder)) {
    const { status, errors } = await post(readFileSync(join(folder, name), 'utf8'))
    expect([name, status, errors]).toEqual([name, 200, undefined])
  }
})

test('the trace and the caller go on to the subgraphs, and nothing else does', async () => {
  const { createServer } = await import('node:http')
  const seen: Record<string, unknown>[] = []
  const stub = createServer((request, response) => {
    seen.push(request.headers)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{"provinces":[]}}')
  })
  await new Promise<void>(resolve => {
    stub.listen(0, '127.0.0.1', resolve)
  })
  const { createGateway } = await import('./gateway.ts')
  const { placeSubgraphs, readLimits } = await import('@delta/graph')
  const { createGate, readAgreements } = await import('@delta/access')
  const schema = join(import.meta.dirname, '..', '..', '..', 'schema')
  const gate = createGate({
    verify: async () => ({ id: 'a', role: { text: 'analyst', kind: 'analyst', scope: null } }),
    agreements: () => readAgreements(join(schema, 'agreements.json')),
    today: () => '2026-11-23',
  })
  const port = (stub.address() as { port: number }).port
  const gateway = createGateway({
    supergraph: placeSubgraphs(readFileSync(join(schema, 'graph', 'supergraph.graphql'), 'utf8'), { catalogue: `http://127.0.0.1:${port}/graphql` }),
    gate,
    limits: readLimits(join(schema, 'graph', 'limits.json')),
    onError: () => undefined,
  })
  const front = createServer((request, response) => void gateway.handle(request, response))
  await new Promise<void>(resolve => {
    front.listen(0, '127.0.0.1', resolve)
  })
  await post('{ provinces { code } }', {
    url: `http://127.0.0.1:${(front.address() as { port: number }).port}/graphql`,
    headers: { 'delta-case': 'c1', 'accept-language': 'en', cookie: 'secret=1', 'x-forwarded-user': 'root' },
  })
  expect(seen).toHaveLength(1)
  expect(seen[0]).toMatchObject({ authorization: `Bearer ${token}`, 'delta-purpose': 'analysis', 'delta-case': 'c1', 'accept-language': 'en' })
  expect(Object.keys(seen[0]!)).not.toContain('cookie')
  expect(Object.keys(seen[0]!)).not.toContain('x-forwarded-user')
  await gateway.stop()
  for (const server of [front, stub]) {
    server.closeAllConnections()
    server.close()
  }
})

test('mutations and the feed’s queries go through the planner, with the rights of who asks', async () => {
  const partner = await stack.token('partner:330100')
  const as = (query: string, variables: object, headers = {}) =>
    post(query, { variables, headers: { authorization: `Bearer ${partner}`, 'delta-purpose': 'exchange', ...headers } })
  const keep = 'mutation($set: [ID!]) { keepWatch(name: "a", set: $set) { name count seq } }'
  expect(await as(keep, { set: [FIRM] })).toMatchObject({ status: 200, data: { keepWatch: { name: 'a', count: 1, seq: 0 } } })
  expect(await as('{ watches { name count } webhooks { id } provinces { code } }', {})).toMatchObject({
    status: 200,
    data: { watches: [{ name: 'a', count: 1 }], webhooks: [], provinces: expect.any(Array) },
  })
  expect((await post('{ watches { name } }')).data).toEqual({ watches: [] })
  expect(await as(keep, { set: ['x'] })).toMatchObject({ status: 400, errors: [{ extensions: { code: 'BAD_ARGUMENT', found: 0, service: 'feed' } }] })
  expect(await as(keep, { set: [] }, { 'delta-purpose': 'analysis' })).toMatchObject({ status: 403, errors: [{ extensions: { code: 'PURPOSE_NOT_ALLOWED' } }] })
  expect(await as('mutation { removeWebhook(id: "x") }', {})).toMatchObject({ status: 404, errors: [{ extensions: { code: 'NOT_FOUND', service: 'feed' } }] })
  expect(await as('subscription { listChanges { kind } }', {})).toMatchObject({ status: 406, errors: [{ extensions: { code: 'NOT_ACCEPTABLE' } }] })
})

test('a subgraph that is down costs its part only, and says which', async () => {
  await stack.down('list')
  const { status, data, errors } = await post(
    `{ subject(id: "${FIRM}") { name archive { counts { total } } listEntries { nodes { id } } relationships { counts { total } } } }`,
  )
  expect(data).toEqual({ subject: { name: '某某有限公司', archive: { counts: { total: 1 } }, listEntries: null, relationships: { counts: { total: 1 } } } })
  expect(errors).toEqual([
    { message: 'The list subgraph does not answer; ask again later.', path: expect.anything(), extensions: { code: 'SERVICE_DOWN', service: 'list' } },
  ])
  expect(status).toBe(200)
  expect(await post('{ lists { counts { total } } }')).toMatchObject({ status: 503, errors: [{ extensions: { code: 'SERVICE_DOWN', service: 'list' } }] })
  const checks = subgraphChecks(`@join__graph(name: "list", url: "${stack.urls.list}")`)
  expect(await checks['subgraph-list']!()).toBe('does not answer')
})
