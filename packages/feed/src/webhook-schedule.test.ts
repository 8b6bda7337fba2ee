import { expect, test } from 'vitest'
import { WEBHOOK_TIMES, waitAfter } from './webhook-schedule.ts'

const wait = (attempt: number, asked = 0, random = 0) => waitAfter(attempt, WEBHOOK_TIMES, asked, () => random)

test('waits grow from seconds to hours, end after about three days, and are spread', () => {
  const waits = Array.from({ length: 11 }, (_, n) => wait(n + 1)!)
  expect(waits.slice(0, 6).map(ms => ms / 1_000)).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000])
  const days = waits.reduce((sum, ms) => sum + ms, 0) / 86_400_000
  expect(days).toBeGreaterThan(2.7)
  expect(days).toBeLessThan(3)
  expect(wait(12)).toBeNull()
  expect(wait(1, 0, 0.999)).toBeCloseTo(5_499.5)
})

test('a receiver may ask for longer, but not for ever', () => {
  expect(wait(1, 60_000)).toBe(60_000)
  expect(wait(2, 60_000)).toBe(300_000)
  expect(wait(1, 999_999_000)).toBe(36_000_000)
})
