import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createTurns } from './turns.ts'

test('so many at a time, in order, each result to who asked; one that fails makes room too', async () => {
  const inTurn = createTurns(2)
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
  expect([begun, most]).toEqual([[0, 1, 2, 3, 4, 5, 6], 2])
})

test('between two pieces of work others get their turn', async () => {
  const inTurn = createTurns(1)
  const order: string[] = []
  const past = Promise.all(Array.from({ length: 3 }, (_, n) => inTurn(async () => order.push(`past ${n}`))))
  setImmediate(() => order.push('live'))
  await past
  expect(order.indexOf('live')).toBeLessThan(order.indexOf('past 2'))
})
