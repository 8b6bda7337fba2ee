import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createTurns } from './turns.ts'

test('one at a time, in order, each result to who asked; one that fails makes room too', async () => {
  const inTurn = createTurns(0)
  let [running, most] = [0, 0]
  const begun: number[] = []
  const results = await Promise.allSettled(
    Array.from({ length: 7 }, (_, n) =>
      inTurn(async () => {
        begun.push(n)
        running += 1
        most = Math.max(most, running)
        await wait(5)
        running -= 1
        if (n === 3) throw new Error('three')
        return n
      }),
    ),
  )
  expect(results.map(one => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([0, 1, 2, 'failed', 4, 5, 6])
  expect([begun, most]).toEqual([[0, 1, 2, 3, 4, 5, 6], 1])
})

test('between two pieces of work others get as much time as they were promised', async () => {
  const inTurn = createTurns(20)
  const begun = await Promise.all(Array.from({ length: 3 }, () => inTurn(async () => performance.now())))
  // A timer may come a millisecond early, never more.
  for (const [n, at] of begun.slice(1).entries()) expect(at - begun[n]!).toBeGreaterThanOrEqual(19)
})
