import { Refusal } from '@delta/access'
import { GraphQLError } from 'graphql'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { GRAPH_REFUSALS, refuse, shownError } from './refusal.ts'

test('a refusal is shown with its code and status, whatever wraps it', () => {
  const wrapped = new GraphQLError('x', { path: ['lists', 0], originalError: new Refusal('NOT_AGREED', 'no') })
  expect(shownError(wrapped)).toMatchObject({ message: 'no', path: ['lists', 0], extensions: { code: 'NOT_AGREED', http: { status: 403 } } })
  expect(shownError(refuse('COST_LIMIT', 'too much', { limit: 5, secret: 'x' }))).toMatchObject({
    message: 'too much',
    extensions: { code: 'COST_LIMIT', limit: 5 },
  })
  expect(shownError(refuse('COST_LIMIT', 'too much', { secret: 'x' })).extensions).not.toHaveProperty('secret')
})

test('what was not expected is hidden and told inside', () => {
  const hidden: unknown[] = []
  const cause = new Error('duplicate key value (330102195101019980)')
  expect(shownError(new GraphQLError('Unexpected', { originalError: cause }), error => hidden.push(error)).toJSON()).toEqual({
    message: 'Something went wrong here; it has been logged.',
    extensions: { code: 'INTERNAL', http: { status: 500 } },
  })
  expect(hidden).toEqual([cause])
})

test('suggestions are left out', () => {
  expect(shownError(new GraphQLError('Cannot query field "lis" on type "Query". Did you mean "lists"?')).message).toBe(
    'Cannot query field "lis" on type "Query".',
  )
})

test('every code is documented with its status, and no other', () => {
  const text = readFileSync(new URL('../../../schema/graph/ERRORS.md', import.meta.url), 'utf8')
  const told = Object.fromEntries([...text.matchAll(/^\| `([A-Z_]+)`\s*\| (\d+)/gm)].map(([, code, status]) => [code, Number(status)]))
  expect(told).toEqual(GRAPH_REFUSALS)
})
