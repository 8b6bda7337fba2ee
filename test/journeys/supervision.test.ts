import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from '@delta/dev'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHands } from './hands.ts'
import { ask, data, eventually, status, tokenFor } from './system.ts'

/* oxlint-disable typescript/no-explicit-any -- what the graph answers is what is looked at here */
const { hands, close } = openHands()
afterAll(close)
// Making a token stops this process for a moment, in which connections that rest are closed.
beforeAll(() => ['analyst', 'unit:SH-MKT', 'unit:SH-ECO'].forEach(tokenFor))

const APPROVAL = { role: 'unit:SH-MKT', purpose: 'approval' } as const
const ORDERS = `query ($subject: ID!, $state: WorkOrderState) { workOrders(subject: $subject, state: $state, first: 100) { totalCount nodes { id reason level openedAt liftedAt
  measure { code name } item department { code name } feedback { disposition result } } } }`
const ordersOf = async (subject: string, state: string | null = null) => (await data(ORDERS, { subject, state })).workOrders
const checkOf = async (subject: string) =>
  (
    await data(
      `query ($subject: ID!) { creditCheck(subject: $subject, matter: "XK", division: "310000") { verdict entries { domain effect measures { code effect legalBasis departments { code name } } } proof } }`,
      { subject },
      APPROVAL,
    )
  ).creditCheck
const checksOf = async (checks: object[]) => {
  const response = await fetch(`${status.gateway}/checks`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tokenFor(APPROVAL.role)}`, 'delta-purpose': 'approval' },
    body: JSON.stringify({ checks }),
  })
  return { status: response.status, body: (await response.json()) as any }
}

const verified = async (proof: object): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'delta-check-'))
  try {
    writeFileSync(join(folder, 'proof.json'), JSON.stringify(proof))
    const { stdout } = await promisify(execFile)(process.execPath, [join(ROOT, 'services/cli/src/main.ts'), 'verify', join(folder, 'proof.json')])
    return stdout
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('a listing by hand raises orders and stops an approval; departments answer; its repair lifts all within a second, and the approval goes on', async () => {
  const { made, next } = await hands.shanghai.insert()
  const { subject } = made
  const { seen: raised } = await eventually(
    () => ordersOf(subject, 'OPEN'),
    orders => orders.totalCount > 5,
  )
  const own = raised.nodes.find((order: any) => order.department.code === 'SH-ECO')
  expect(own).toMatchObject({ reason: 'LISTED', level: 'PROVINCE', department: { name: '上海市生态环境局' }, feedback: [] })

  const stopped = await checkOf(subject)
  expect(stopped).toMatchObject({ verdict: 'STOP', entries: [{ domain: 'B05', effect: 'STOP' }] })
  expect(stopped.entries[0].measures.find(({ code }: any) => code === 'P01')).toMatchObject({ departments: [{ code: 'SH-MKT', name: '上海市市场监督管理局' }] })
  expect(await verified(stopped.proof)).toContain('verified: sealed by region')
  const batch = await checksOf([
    { subject, matter: 'XK', division: '310000' },
    { subject, matter: 'no matter', division: '310000' },
  ])
  expect([batch.status, batch.body.checks[0].verdict, batch.body.checks[1].error.code]).toEqual([200, 'STOP', 'BAD_ARGUMENT'])

  const FEEDBACK =
    'mutation ($order: ID!, $disposition: WorkDisposition!) { recordFeedback(order: $order, disposition: $disposition, result: "已列入重点监管") { order { feedback { disposition } } errors { code } } }'
  const answer = async (role: string, disposition: string) =>
    (await data(FEEDBACK, { order: own.id, disposition }, { role, purpose: 'supervision' })).recordFeedback
  expect(await answer('unit:SH-MKT', 'APPLIED')).toEqual({ order: null, errors: [{ code: 'NOT_DEPARTMENT' }] })
  expect(await answer('unit:SH-ECO', 'APPLIED')).toEqual({ order: { feedback: [{ disposition: 'APPLIED' }] }, errors: [] })
  const { subject: told } = await data('query ($id: ID!) { subject(id: $id) { name measures { measure { code } entry } } }', { id: subject })
  expect([told.name, new Set(told.measures.map(({ measure }: any) => measure.code)).size]).toEqual([
    '手工录入有限公司',
    new Set(raised.nodes.map((order: any) => order.measure.code)).size,
  ])

  await next!()
  await eventually(
    async () => (await data('query ($id: ID!) { subject(id: $id) { listEntries { nodes { status } } } }', { id: subject })).subject.listEntries.nodes,
    nodes => nodes[0].status === 'REPAIRED',
  )
  const { took } = await eventually(
    () => ordersOf(subject, 'OPEN'),
    orders => orders.totalCount === 0,
  )
  expect(took).toBeLessThan(1_000)
  const lifted = await ordersOf(subject, 'LIFTED')
  expect([lifted.totalCount, new Set(lifted.nodes.map(({ reason }: any) => reason))]).toEqual([raised.totalCount, new Set(['REPAIRED'])])
  expect(await checkOf(subject)).toMatchObject({ verdict: 'PASS', entries: [] })
  expect(await answer('unit:SH-ECO', 'RELEASED')).toEqual({ order: { feedback: [{ disposition: 'APPLIED' }, { disposition: 'RELEASED' }] }, errors: [] })
})

test('the month’s report adds up in the graph, and is there to download and to print', async () => {
  const month = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit' }).format(new Date())
  const { supervisionReport } = await data(
    'query ($month: String!) { supervisionReport(month: $month) { total { orders cases subjects dealtWith coverage repairs } provinces { province orders } units { orders } gaps { count } } }',
    { month },
  )
  const { total, provinces, units, gaps } = supervisionReport
  for (const lines of [provinces, units]) expect(lines.reduce((sum: number, line: any) => sum + line.orders, 0)).toBe(total.orders)
  expect([total.cases > 100, total.dealtWith > 0, total.repairs > 0, gaps.length > 0, provinces.length]).toEqual([true, true, true, true, 4])
  const headers = { authorization: `Bearer ${tokenFor('analyst')}`, 'delta-purpose': 'supervision' }
  const get = async (format: string) => (await fetch(`${status.gateway}/reports/supervision?month=${month}&format=${format}`, { headers })).text()
  expect(JSON.parse(await get('json'))).toMatchObject({ month, complete: false })
  expect((await get('csv')).split('\r\n')[1]).toMatch(new RegExp(`^${month},total,`))
  expect(await get('html')).toContain('治理覆盖率')
})

test('who may not is refused by a code: no purpose for checks, a person without a case, another’s subject', async () => {
  const check = 'query ($subject: ID!) { creditCheck(subject: $subject, matter: "XK", division: "310000") { verdict } }'
  const code = async (subject: string, asking: Parameters<typeof ask>[2]) => (await ask(check, { subject }, asking)).errors?.[0]?.extensions.code
  expect(await code('91350100M000100Y43', { role: 'analyst', purpose: 'analysis' })).toBe('PURPOSE_NOT_ALLOWED')
  expect(await code('33010619800101998X', APPROVAL)).toMatch(/CASE_REQUIRED|BAD_ARGUMENT/)
  expect(await code(`NP:${'x'.repeat(43)}`, APPROVAL)).toBe('CASE_REQUIRED')
  expect((await fetch(`${status.gateway}/checks`, { method: 'POST', body: '{}' })).status).toBe(401)
})
