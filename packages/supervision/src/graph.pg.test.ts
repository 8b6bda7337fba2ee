import { createServer } from 'node:http'
import { createEvidence, type Gate, Refusal, type Viewer } from '@delta/access'
import { createAnswers } from '@delta/graph'
import { ask } from '@delta/graph/testing'
import { createLogKeeper, inForceOf, readLog } from '@delta/list'
import { newChange, writeListChanges } from '@delta/list/testing'
import { createOutbox } from '@delta/stream'
import type { GraphQLSchema } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCreditChecks } from './credit-check.ts'
import { createFollower } from './follow-log.ts'
import { supervisionGraph } from './graph.ts'
import { createSupervisionHttp } from './http.ts'
import { createWorkMessages } from './messages.ts'
import { createFeedbackBook } from './record-feedback.ts'
import { createReports } from './report.ts'
import { catalogue, startDatabase, testKey, topics, viewerAs } from './testing.ts'

/* oxlint-disable typescript/no-explicit-any -- what is answered is what is looked at here */
let base: Awaited<ReturnType<typeof startDatabase>>
let schema: GraphQLSchema
let url: string
let instant = new Date('2026-11-03T04:00:00Z')
const now = () => instant
const server = createServer()
const SUBJECT = '913301060000000012'
const change = (n: number, given: Parameters<typeof newChange>[1] = {}) => newChange(n, { subject_id: `9133010600000000${n}2`, ...given })
const happen = async (day: string, ...changes: ReturnType<typeof newChange>[]) => {
  instant = new Date(`${day}T04:00:00Z`)
  await base.store.db.transaction().execute(trx => writeListChanges(trx, changes, instant))
  await createLogKeeper({ db: base.store.db, legalBasis: () => null, now }).keep()
  await createFollower({
    db: base.store.db as never,
    catalogue,
    readLog: (trx, after, limit) => readLog(trx as never, after, limit),
    outbox: createOutbox(base.store.db),
    messages: createWorkMessages(topics),
    now,
  }).follow()
}
const data = async (source: string, viewer: Viewer = viewerAs('analyst'), variables = {}): Promise<any> => {
  const { data: found, errors } = await ask(schema, source, { viewer, variables })
  expect(errors).toBeUndefined()
  return found
}
const refused = async (source: string, viewer?: Viewer) =>
  (await ask(schema, source, { viewer: viewer ?? viewerAs('analyst') })).errors?.[0]?.extensions['code']

beforeAll(async () => {
  base = await startDatabase()
  const { store } = base
  const evidence = createEvidence({ db: store.db, now })
  const checks = createCreditChecks({
    db: store.db,
    catalogue,
    inForce: ids => inForceOf(store.db, ids),
    subjectsOf: code => (/^[0-9A-Z]{18}$/.test(code) ? [code] : []),
    successorsOf: async () => new Map(),
    evidence,
    key: (await testKey()).key,
    now,
  })
  const reports = createReports({ db: store.db as never, catalogue, now })
  const feedback = createFeedbackBook({ db: store.db as never, topics, wake: () => undefined, now })
  schema = supervisionGraph({ catalogue, answers: createAnswers(store), evidence, limits: { representations: 100 } as never, checks, feedback, reports })
  const gate: Gate = {
    identify: async header => {
      const role = header('authorization')
      if (!role) throw new Refusal('UNAUTHENTICATED', 'A bearer token is required.')
      return viewerAs(role).principal
    },
    admit: (principal, header) => viewerAs(principal.role.text, { purpose: header('delta-purpose') as 'approval' }),
  }
  const handle = createSupervisionHttp({ gate, catalogue, checks, reports, onError: error => expect.unreachable(String(error)) })
  server.on('request', (request, response) => void handle(request, response).then(taken => taken || response.writeHead(404).end()))
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  await happen('2026-10-20', change(1), change(2), change(3, { subject_id: 'NP:person' }))
  await happen('2026-11-10', change(2, { op: 'repaired', status: 'REPAIRED' }), change(4))
})
afterAll(async () => {
  server.close()
  await base.drop()
})

const get = (path: string, headers: Record<string, string> = { authorization: 'unit:ZJ-MKT', 'delta-purpose': 'approval' }, init: RequestInit = {}) =>
  fetch(`${url}${path}`, { ...init, headers: { ...headers, ...(init.headers as Record<string, string>) } })

test('orders are paged through, the newest first, each once; filters narrow them', async () => {
  const seen: any[] = []
  for (let after: string | null = null; ;) {
    const { workOrders } = await data(
      'query ($after: String) { workOrders(first: 20, after: $after) { nodes { id state reason subject { id } } pageInfo { hasNextPage endCursor } totalCount } }',
      undefined,
      { after },
    )
    seen.push(...workOrders.nodes)
    expect(seen.length).toBeLessThanOrEqual(workOrders.totalCount)
    if (!workOrders.pageInfo.hasNextPage) break
    after = workOrders.pageInfo.endCursor
  }
  expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length)
  expect(seen[0].subject.id).toBe('913301060000000042')
  const count = async (args: string) => (await data(`{ workOrders(${args}) { totalCount } }`)).workOrders.totalCount
  expect(await count('first: 0')).toBe(seen.length)
  expect((await count('state: OPEN')) + (await count('state: LIFTED'))).toBe(seen.length)
  expect(await count('state: LIFTED')).toBe(seen.filter(({ reason }) => reason === 'REPAIRED').length)
  expect(await count(`subject: "${SUBJECT}"`)).toBe(seen.filter(({ subject }) => subject.id === SUBJECT).length)
  const provinces = await Promise.all(['310000', '320000', '330000', '340000'].map(code => count(`province: "${code}"`)))
  expect(provinces.reduce((a, b) => a + b)).toBe(seen.length)
  const [unit, department] = [await count('unit: "ZJ-MKT"'), await count('unit: "ZJ-MKT-330100"')]
  expect([unit > department, department > 0]).toEqual([true, true])
})

test('an order tells its measure, item, department and entry; the department answers it and it is dealt with', async () => {
  const { workOrders } = await data(
    `{ workOrders(first: 1, unit: "ZJ-FIN", subject: "${SUBJECT}") { nodes { id version measure { code name polarity domains } category { code } item level division domain { code } province { code name } source { code } entry department { code name unit { code } } } } }`,
  )
  const [order] = workOrders.nodes
  expect(order).toMatchObject({
    version: 1,
    measure: { polarity: 'PUNISH' },
    domain: { code: 'B05' },
    province: { code: '330000', name: '浙江省' },
    source: { code: '330000' },
  })
  const answer = (role: string) =>
    data(
      `mutation ($order: ID!) { recordFeedback(order: $order, disposition: APPLIED, result: "已取消") { told: order { id dealtAt feedback { disposition result department orderVersion } } errors { code field message } } }`,
      viewerAs(role),
      { order: order.id },
    )
  expect((await answer('unit:ZJ-ECO')).recordFeedback).toEqual({
    told: null,
    errors: [{ code: 'NOT_DEPARTMENT', field: 'order', message: expect.any(String) }],
  })
  expect((await answer(`unit:${order.department.code}`)).recordFeedback).toEqual({
    told: {
      id: order.id,
      dealtAt: now().toISOString(),
      feedback: [{ disposition: 'APPLIED', result: '已取消', department: order.department.code, orderVersion: 1 }],
    },
    errors: [],
  })
  expect((await data('query ($id: ID!) { workOrder(id: $id) { feedback { result } } }', undefined, { id: order.id })).workOrder.feedback).toEqual([
    { result: '已取消' },
  ])
  expect((await data('{ workOrder(id: "none") { id } }')).workOrder).toBeNull()
})

test('a subject tells the measures that stand now; those of a repaired entry do not', async () => {
  const measures = async (id: string, viewer?: Viewer) =>
    (
      await data(
        'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Subject { measures { measure { code } province domain entry orders { item } } } } }',
        viewer,
        { representations: [{ __typename: 'Subject', id }] },
      )
    )._entities[0].measures
  const standing = await measures(SUBJECT)
  expect(standing.length).toBeGreaterThan(5)
  const { workOrders } = await data(`{ workOrders(state: OPEN, subject: "${SUBJECT}") { totalCount } }`)
  expect(standing.flatMap(({ orders }: any) => orders).length).toBe(workOrders.totalCount)
  expect(await measures('913301060000000022')).toEqual([])
  expect((await measures('NP:person', viewerAs('analyst', { case: '案' }))).length).toBe(standing.length)
})

test('who may not see is refused: own subjects, products, a person without a case, wrong arguments', async () => {
  const own = viewerAs(`subject:${SUBJECT}`, { subjects: 'own' })
  expect(await refused('{ workOrders { totalCount } }', own)).toBe('NOT_AGREED')
  expect(await data(`{ workOrders(subject: "${SUBJECT}", first: 1) { nodes { id } } }`, own)).toMatchObject({ workOrders: { nodes: [{}] } })
  expect(await refused('{ workOrders { totalCount } }', viewerAs('analyst', { products: ['ARCHIVE'] }))).toBe('NOT_AGREED')
  expect(await refused('{ workOrders(subject: "NP:person") { totalCount } }')).toBe('CASE_REQUIRED')
  expect(await refused('{ workOrders(subject: "x") { totalCount } }')).toBe('BAD_ARGUMENT')
  expect(await refused('{ workOrders(province: "110000") { totalCount } }')).toBe('BAD_ARGUMENT')
  expect(await refused(`{ workOrders(after: "${Buffer.from('["supervision.order","x"]').toString('base64url')}") { totalCount } }`)).toBe('BAD_CURSOR')
  expect(await refused('{ supervisionReport(month: "2026-13") { month } }')).toBe('BAD_ARGUMENT')
  expect(
    await refused('{ creditCheck(subject: "91330106000000001A", matter: "XK", division: "330000") { id } }', viewerAs('analyst', { purpose: 'analysis' })),
  ).toBe('PURPOSE_NOT_ALLOWED')
  expect((await data('{ workOrders { totalCount } }', viewerAs('analyst', { provinces: ['310000'], domains: ['B01'] }))).workOrders.totalCount).toBe(0)
})

const LINE = 'name province city unit measures orders raised lifted cases subjects dealtWith coverage repairs'

test('the month’s report counts orders, cases, coverage and repairs; its lines add up', async () => {
  const report = async (month: string) =>
    (
      await data(
        `{ supervisionReport(month: "${month}") { complete total { ${LINE} } provinces { ${LINE} } cities { ${LINE} } units { ${LINE} } gaps { province level missing count } } }`,
      )
    ).supervisionReport
  const november = await report('2026-11')
  expect(november.total).toMatchObject({ cases: 4, subjects: 4, dealtWith: 1, coverage: 0.25, repairs: 1 })
  expect(november.complete).toBe(false)
  for (const lines of [november.provinces, november.cities, november.units])
    for (const figure of ['orders', 'raised', 'lifted']) expect(lines.reduce((sum: number, line: any) => sum + line[figure], 0)).toBe(november.total[figure])
  expect(november.cities.map(({ name }: any) => name)).toContain('浙江省（省本级）')
  expect(november.gaps).toContainEqual({ province: '330000', level: 'COUNTY', missing: 'ITEM', count: expect.any(Number) })
  const october = await report('2026-10')
  expect(october).toMatchObject({ complete: true, total: { cases: 3, lifted: 0, repairs: 0, dealtWith: 0, coverage: 0, raised: october.total.orders } })
  expect((await report('2026-12')).total).toMatchObject({ cases: 3, subjects: 3, raised: 0, lifted: 0, repairs: 0, dealtWith: 1 })
  expect((await report('2026-09')).total).toMatchObject({ orders: 0, subjects: 0, coverage: null })
  const one = await data(
    '{ supervisionReport(month: "2026-11", province: "330000", city: "330100", unit: "ZJ-ECO") { provinces { province } cities { city } units { unit } } }',
  )
  expect(one.supervisionReport).toEqual({ provinces: [{ province: '330000' }], cities: [{ city: '330100' }], units: [{ unit: 'ZJ-ECO' }] })
})

test('the report comes as JSON, CSV and a page that escapes and runs nothing', async () => {
  const json: any = await (await get('/reports/supervision?month=2026-11')).json()
  expect(json.total).toMatchObject({ cases: 4, coverage: 0.25 })
  const csv = await get('/reports/supervision?month=2026-11&format=csv')
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  const lines = (await csv.text()).trimEnd().split('\r\n')
  expect(lines.length).toBe(2 + json.provinces.length + json.cities.length + json.units.length)
  expect(lines[1]).toMatch(/^2026-11,total,,,,长三角区域,/)
  const page = await get('/reports/supervision?month=2026-11&format=html')
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(await page.text()).toContain('浙江省')
  const problems = await Promise.all(
    ['month=2026-11&format=pdf', 'month=11', 'month=2026-11&formt=csv', 'month=2026-11&unit=%3Cscript%3E'].map(async query => {
      const response = await get(`/reports/supervision?${query}`)
      return [response.status, response.headers.get('content-type'), ((await response.json()) as any).code]
    }),
  )
  expect(problems).toEqual(problems.map(() => [400, 'application/problem+json', 'BAD_ARGUMENT']))
  expect((await get('/reports/supervision?month=2026-11', {})).status).toBe(401)
  expect((await get('/other')).status).toBe(404)
})

test('POST /checks answers a batch, each by itself; what is no batch is refused with a code', async () => {
  const post = async (body: unknown, headers: Record<string, string> = { 'content-type': 'application/json' }) => {
    const response = await get('/checks', undefined, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) })
    return { status: response.status, body: (await response.json()) as any }
  }
  const check = { subject: SUBJECT, matter: 'XK', division: '330000' }
  const { status, body } = await post({ checks: [check, { ...check, matter: 'none' }] })
  expect([status, body.checks[0].verdict, body.checks[0].proof.headers['delta-seal'].split('.').length, body.checks[1].error]).toEqual([
    200,
    'PASS',
    3,
    { code: 'BAD_ARGUMENT', field: 'matter', message: expect.not.stringContaining('none') },
  ])
  const refusals = await Promise.all([
    post({ checks: [] }),
    post({ checks: Array(1_001).fill(check) }),
    post([check]),
    post({ checks: [{ ...check, more: 1 }] }),
    post({ checks: [{ subject: 1, matter: 'XK' }] }),
    post('{'),
    post({ checks: [check] }, { 'content-type': 'text/plain' }),
    post(`{"checks":["${'x'.repeat(1_048_577)}"]}`),
  ])
  expect(refusals.map(one => [one.status, one.body.code])).toEqual([
    ...Array(5).fill([400, 'BAD_ARGUMENT']),
    [400, 'BAD_REQUEST'],
    [415, 'MEDIA_TYPE'],
    [413, 'BODY_TOO_LARGE'],
  ])
  expect((await get('/checks')).status).toBe(405)
})
