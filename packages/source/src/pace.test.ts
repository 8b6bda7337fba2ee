import { expect, test } from 'vitest'
import { createPace } from './pace.ts'

test('work that is always long is due seldom; one that was held up once is due as soon as ever', () => {
  let at = 0
  const pace = createPace(() => new Date(at), 100)
  const pauseAfter = (spent: number | null): number => {
    pace.done(spent)
    const from = at
    while (!pace.due()) at += 10
    return at - from
  }
  expect(pace.due()).toBe(true)
  expect(pauseAfter(2)).toBe(100)
  expect(pauseAfter(700)).toBe(100)
  expect([50, 60, 70, 80, 90].map(pauseAfter)).toEqual([100, 100, 100, 1_000, 1_000])
  expect([null, 60].map(pauseAfter)).toEqual([100, 1_200])
  at -= 5_000
  expect(pace.due()).toBe(true)
})
