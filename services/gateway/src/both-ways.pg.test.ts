import { afterAll, beforeAll, expect, test } from 'vitest'
import { compareBothWays } from './testing/both-ways.ts'
import { insertRows } from './testing/rows.ts'
import { type Stack, startStack } from './testing/stack.ts'

let stack: Stack
beforeAll(async () => {
  stack = await startStack(process.env['DELTA_TEST_POSTGRES'])
  await insertRows(stack.base)
})
afterAll(() => stack.stop())

test('queries drawn at random are answered the same, and leave the same evidence, by the short way and by an execution', async () => {
  const { differences, whole, partial, refused, sole } = await compareBothWays(stack, { runs: 150, seed: Number(process.env['DELTA_SEED'] ?? 7) })
  expect(differences.slice(0, 3)).toEqual([])
  for (const [found, atLeast] of [
    [whole, 50],
    [partial, 1],
    [refused, 20],
    [sole, 30],
  ] as const)
    expect(found).toBeGreaterThanOrEqual(atLeast)
}, 300_000)
