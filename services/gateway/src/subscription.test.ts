import { expect, test } from 'vitest'
import { isSubscription, mayStream } from './subscription.ts'

test.each([
  ['text/event-stream', 'yes'],
  ['Text/Event-Stream; charset=utf-8', 'yes'],
  ['application/json', 'no'],
  [undefined, 'no'],
  ['application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed', 'maybe'],
  ['*/*;q=0.1, text/event-stream', 'maybe'],
])('%s may be answered by an event stream: %s', (accept, expected) => {
  expect(mayStream(accept)).toBe(expected)
})

const body = (asked: object) => ({ raw: Buffer.from(JSON.stringify(asked)), url: '/graphql' })

test('the operation that is asked for tells, not one beside it; what cannot be read is none', () => {
  const both = 'query A { lists { counts { total } } } subscription B { listChanges { seq } }'
  expect(isSubscription(body({ query: both, operationName: 'B' }))).toBe(true)
  expect(isSubscription(body({ query: both, operationName: 'A' }))).toBe(false)
  expect(isSubscription(body({ query: both }))).toBe(false)
  expect(isSubscription(body({ query: 'subscription { listChanges { seq } }' }))).toBe(true)
  expect(isSubscription({ url: `/graphql?query=${encodeURIComponent('subscription { listChanges { seq } }')}` })).toBe(true)
  expect(isSubscription({ url: '/graphql?query=%7Blists' })).toBe(false)
  expect(isSubscription({ raw: Buffer.from('{'), url: '/graphql' })).toBe(false)
})
