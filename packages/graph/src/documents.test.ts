import { buildSchema } from 'graphql'
import { expect, test } from 'vitest'
import { createDocuments } from './documents.ts'
import { readLimits } from './limits.ts'

const limits = readLimits(new URL('../../../schema/graph/limits.json', import.meta.url).pathname)
const find = createDocuments({ schema: buildSchema('type Query { a: Query, b: String }'), limits })

test('a good document is read once; the least used is forgotten, and a very long text is not kept', () => {
  const first = find('{ b }')
  expect(find('{ b }')).toBe(first)
  for (let n = 0; n < 300; n += 1) find(`{ x${n}: b }`)
  expect(find('{ b }')).not.toBe(first)
  const long = `{ b } #${'x'.repeat(10_000)}`
  expect(find(long)).not.toBe(null)
  expect(find(long)).not.toBe(find(long))
})

test('what breaks the schema or a limit is nobody’s here', () => {
  const deep = (times: number) => `${'{ a '.repeat(times)}{ b }${' }'.repeat(times)}`
  expect(find(deep(5))).not.toBe(null)
  const aliases = Array.from({ length: limits.aliases + 1 }, (_, n) => `x${n}: b`).join(' ')
  for (const text of ['', '{', '{ c }', deep(limits.depth + 1), `{ ${aliases} }`, `{ ${'b '.repeat(limits.tokens)} }`]) expect(find(text)).toBe(null)
})
