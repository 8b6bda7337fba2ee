import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ALL, type Case, cases, type Target } from './testing/hostile-cases.ts'
import { feedCases } from './testing/hostile-feed-cases.ts'
import { type Stack, startStack } from './testing/stack.ts'

let stack: Stack
let token: string
beforeAll(async () => {
  stack = await startStack(process.env['DELTA_TEST_POSTGRES'])
  token = await stack.token()
  await stack.base.db
    .insertInto('subject')
    .values({
      id: '91350100M000100Y43',
      kind: 'ENT',
      id_type: 'USCC',
      facts_rank: 2,
      name: '某某有限公司',
      name_rank: 3,
      name_at: '2026-01-01T00:00:00Z',
      name_version: 1,
      division_at: '2026-01-01T00:00:00Z',
      division_version: 1,
    } as never)
    .execute()
})
afterAll(() => stack.stop())

const send = async (target: Target, given: Case): Promise<{ status: number; text: string; ms: number }> => {
  const headers = Object.entries({
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'delta-purpose': 'analysis',
    ...given.headers,
  }).filter((pair): pair is [string, string] => pair[1] !== undefined)
  const method = given.method ?? 'POST'
  const body = method === 'GET' || method === 'DELETE' || method === 'OPTIONS' ? undefined : (given.raw ?? JSON.stringify(given.body))
  const start = performance.now()
  const response = await fetch(stack.urls[target] + (given.search ?? ''), { method, headers, ...(body === undefined ? {} : { body: body as BodyInit }) })
  return { status: response.status, text: await response.text(), ms: performance.now() - start }
}

describe.each(ALL)('%s', target => {
  for (const [name, given] of Object.entries({ ...cases, ...feedCases }).filter(([, one]) => !one.only || one.only.includes(target))) {
    test(name, async () => {
      const { status, text, ms } = await send(target, given)
      const answer = text ? (JSON.parse(text) as { data?: unknown; errors?: { message: string; extensions?: { code?: string } }[] }) : {}
      const told = JSON.stringify(answer.errors ?? null)
      expect(answer.errors?.[0]?.extensions?.code ?? null, told).toBe(given.code ?? answer.errors?.[0]?.extensions?.code ?? null)
      expect(status, told).toBe(given.status)
      expect(told).not.toMatch(/node_modules|\bat \S+:\d+|Did you mean|select |\.ts:/)
      expect(ms).toBeLessThan(3_000)
      if (given.status === 200 && given.code === null) expect(answer.errors, told).toBeUndefined()
      else expect(JSON.stringify(answer.data ?? null)).toMatch(/^(null|\{("\w+":null,?)*\}|\{"subject":\{"network":null\}\}|\{"_entities":\[null\]\})$/)
    })
  }
})

test('nothing hostile was an unexpected failure inside', () => {
  expect(stack.hidden).toEqual([])
})
