import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Stack, startStack } from './testing/stack.ts'

let stack: Stack
let token: string
beforeAll(async () => {
  stack = await startStack(process.env['DELTA_TEST_POSTGRES'])
  token = await stack.token()
})
afterAll(() => stack?.stop())

const audits = serverAudits({
  url: () => stack.urls.gateway,
  fetchFn: (url: string, init: RequestInit = {}) =>
    fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` } }),
})

test('there are 61 audits of GraphQL over HTTP', () => expect(audits).toHaveLength(61))

for (const audit of audits) {
  test(`${audit.id} ${audit.name}`, async () => {
    const result = await audit.fn()
    expect(result.status, 'reason' in result ? result.reason : '').toBe('ok')
  })
}
