import { expect, test } from 'vitest'
import { createOwnFirst } from './own-first.ts'

/** The second at which it turns to others, where each tenth of a second is a round of so many rows. */
function turnsAt(rowsAt: (second: number) => number): number {
  const own = createOwnFirst()
  for (let tenths = 0; tenths < 6_000; tenths += 1) if (own.noted(rowsAt(tenths / 10), 1_000_000 + tenths * 100)) return tenths / 10
  return Infinity
}

test('with nothing to read it turns to others after a calm', () => {
  const at = turnsAt(() => 0)
  expect(at).toBeGreaterThan(8)
  expect(at).toBeLessThan(13)
})

test('a trickle is no backlog', () => {
  expect(turnsAt(() => 2)).toBe(turnsAt(() => 0))
})

test('a start that is slow is not taken for the end', () => {
  expect(turnsAt(second => (second < 5 ? 0 : second < 25 ? 12 : 0))).toBeGreaterThan(45)
})

test('who reads its backlog is left as long again', () => {
  const at = turnsAt(second => (second < 40 ? 50 : 0))
  expect(at).toBeGreaterThan(80)
  expect(at).toBeLessThan(90)
})

test('a backlog without end keeps others waiting five minutes, no longer', () => {
  const at = turnsAt(() => 1_000)
  expect(at).toBeGreaterThan(300)
  expect(at).toBeLessThan(304)
})

test('once it has turned to others it goes on', () => {
  const own = createOwnFirst()
  for (let at = 0; at < 20_000; at += 100) own.noted(0, at)
  expect(own.noted(5_000, 20_000)).toBe(true)
  expect(own.noted(5_000, 60_000)).toBe(true)
})
