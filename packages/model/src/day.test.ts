import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, dayAfter, dayFromNumber, dayNumber, daysInMonth, isDay, isLeapYear, isRealDay } from './day.ts'

const day = fc.integer({ min: -354285, max: 2932896 })

test('days are numbered as the platform’s UTC calendar numbers them, from 1000 to 9999', () => {
  fc.assert(
    fc.property(day, number => {
      const text = new Date(number * 86_400_000).toISOString().slice(0, 10)
      expect(dayFromNumber(number)).toBe(text)
      expect(dayNumber(text)).toBe(number)
      expect(isDay(text)).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

test('every day from 1999 to 2029 follows the one before it', () => {
  for (let number = 10592; number < 21914; number += 1) expect(dayFromNumber(number)).toBe(new Date(number * 86_400_000).toISOString().slice(0, 10))
})

test('adding days and taking them away ends where it began', () => {
  fc.assert(
    fc.property(day, fc.integer({ min: -20000, max: 20000 }), (number, count) => {
      fc.pre(number + count <= 2932896)
      expect(addDays(addDays(dayFromNumber(number), count), -count)).toBe(dayFromNumber(number))
    }),
  )
  expect(addDays('2024-02-28', 1)).toBe('2024-02-29')
  expect(addDays('2025-02-28', 1)).toBe('2025-03-01')
  expect(addDays('2025-12-31', 1)).toBe('2026-01-01')
})

test('no day follows the last that a text of ten characters can hold', () => {
  expect(dayAfter('9999-12-30')).toBe('9999-12-31')
  expect(dayAfter('9999-12-31')).toBeNull()
})

test('the calendar is the Gregorian one', () => {
  expect([1900, 2000, 2023, 2024, 2100].map(isLeapYear)).toEqual([false, true, false, true, false])
  expect([1, 2, 4, 13, 0].map(month => daysInMonth(2024, month))).toEqual([31, 29, 30, 0, 0])
  expect(isRealDay(2019, 2, 30)).toBe(false)
  expect(isRealDay(999, 1, 1)).toBe(false)
  expect(isRealDay(2019.5, 1, 1)).toBe(false)
  expect(isDay('2019-2-3')).toBe(false)
})
