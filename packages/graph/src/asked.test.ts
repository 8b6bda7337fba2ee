import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { readAsked } from './asked.ts'

const read = (body: unknown, accept?: string) => readAsked({ body, headers: { accept } } as IncomingMessage & { body?: unknown })

test.each([
  [undefined, 'application/json'],
  ['*/*', 'application/json'],
  ['text/html, application/json', 'application/json'],
  ['application/graphql-response+json, application/json;q=0.9', 'application/graphql-response+json'],
  ['application/json;q=0.5', null],
  ['text/event-stream, application/json', null],
  ['multipart/mixed, application/json', null],
  ['text/html', null],
])('Accept: %s is answered plainly with %s', (accept, type) => {
  expect(read({ query: '{ a }' }, accept)?.type ?? null).toBe(type)
})

test('a body is plain with a query, variables and a name; anything else is left to who knows what to say', () => {
  expect(read({ query: '{ a }', variables: { a: 1 }, operationName: 'A', extensions: null })).toEqual({
    query: '{ a }',
    variables: { a: 1 },
    operationName: 'A',
    type: 'application/json',
  })
  for (const body of [undefined, {}, { query: 1 }, { query: '', variables: [] }, { query: '', variables: 'x' }, { query: '', operationName: '' }])
    expect(read(body)).toBe(null)
  for (const more of [{ extensions: {} }, { id: 1 }, { operationName: 1 }]) expect(read({ query: '{ a }', ...more })).toBe(null)
})
