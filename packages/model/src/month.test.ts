import { expect, test } from 'vitest'
import { isMonth, monthBounds } from './month.ts'

test('a month is four digits of this or the last century and two of a month', () => {
  expect(['2026-11', '1999-01', '2026-13', '2026-00', '0001-01', '9999-12', '2026-1', '2026-11-01', ''].filter(isMonth)).toEqual(['2026-11', '1999-01'])
})

test('a month ends where the next begins, in Shanghai, also at the end of a year', () => {
  expect(monthBounds('2026-11')).toEqual({ from: '2026-11-01T00:00:00+08:00', to: '2026-12-01T00:00:00+08:00' })
  expect(monthBounds('2026-12').to).toBe('2027-01-01T00:00:00+08:00')
  expect(monthBounds('2026-08').to).toBe('2026-09-01T00:00:00+08:00')
})
