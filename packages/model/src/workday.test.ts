import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { addMonths, addYears } from './calendar-period.ts'
import { addDays, dayFromNumber } from './day.ts'
import { createWorkdays } from './workday.ts'

const row = (date: string, type: string) => ({ date, type })
const workdays = createWorkdays([
  row('2025-10-01', 'HOLIDAY'),
  row('2025-10-02', 'HOLIDAY'),
  row('2025-10-03', 'HOLIDAY'),
  row('2025-10-04', 'HOLIDAY_ON_WEEKEND'),
  row('2025-10-11', 'MAKEUP_WORKDAY'),
  row('2026-01-01', 'HOLIDAY'),
])
const day = fc.integer({ min: 20089, max: 20818 }).map(dayFromNumber)
const count = fc.integer({ min: 1, max: 300 })

test.each([
  ['2025-01-31', 1, '2025-02-28'],
  ['2024-01-31', 1, '2024-02-29'],
  ['2024-02-29', 12, '2025-02-28'],
  ['2025-11-30', 3, '2026-02-28'],
  ['2025-12-15', 1, '2026-01-15'],
  ['2025-05-31', 0, '2025-05-31'],
  ['2025-03-31', -1, '2025-02-28'],
  ['9999-10-31', 3, '9999-12-31'],
])('民法典 art. 202: %s and %d months is %s', (from, months, until) => expect(addMonths(from, months)).toBe(until))

test('民法典 art. 202: a leap day’s year ends on 28 February', () => {
  expect([1, 4, 5].map(years => addYears('2020-02-29', years))).toEqual(['2021-02-28', '2024-02-29', '2025-02-28'])
})

test('民法典 art. 201: the day on which a term begins is not counted', () => {
  expect(workdays.afterWorkdays('2025-09-29', 1)).toEqual({ day: '2025-09-30', provisional: false, calendarUntil: '2026-12-31' })
  expect(workdays.afterWorkdays('2025-09-28', 1).day).toBe('2025-09-29')
})

test('holidays are not counted, made-up working days are', () => {
  expect(workdays.afterWorkdays('2025-09-30', 1).day).toBe('2025-10-06')
  expect(workdays.afterWorkdays('2025-10-10', 1).day).toBe('2025-10-11')
  expect(['2025-10-01', '2025-10-05', '2025-10-11', '2025-10-13'].map(workdays.isWorkday)).toEqual([false, false, true, true])
})

test('民法典 art. 203: a last day that is no working day moves to the next', () => {
  expect(workdays.afterMonths('2025-07-01', 3).day).toBe('2025-10-06')
  expect(workdays.afterMonths('2025-07-11', 3).day).toBe('2025-10-11')
  expect(workdays.afterMonths('2025-07-12', 3).day).toBe('2025-10-13')
})

test('what needs an unknown year is provisional, and what does not is not', () => {
  expect(workdays.isWorkday('2027-01-04')).toBeNull()
  expect(workdays.isWorkday('2024-12-31')).toBeNull()
  expect(workdays.afterWorkdays('2026-12-10', 15)).toMatchObject({ day: '2026-12-31', provisional: false })
  expect(workdays.afterWorkdays('2026-12-11', 15)).toMatchObject({ day: '2027-01-01', provisional: true })
  expect(workdays.afterMonths('2026-09-30', 3)).toMatchObject({ day: '2026-12-30', provisional: false })
  expect(workdays.afterMonths('2026-12-02', 1)).toMatchObject({ day: '2027-01-04', provisional: true })
  expect(workdays.afterWorkdays('2024-12-30', 2)).toMatchObject({ provisional: true })
  expect(workdays.afterWorkdays('2024-12-31', 2)).toMatchObject({ day: '2025-01-02', provisional: false })
})

test('one working day more ends one working day later', () => {
  fc.assert(
    fc.property(day, count, (from, days) => {
      const first = workdays.afterWorkdays(from, days)
      const next = workdays.afterWorkdays(first.day, 1)
      expect(workdays.afterWorkdays(from, days + 1)).toEqual({ ...next, provisional: first.provisional || next.provisional })
    }),
  )
})

test('a later beginning or a longer term never ends earlier, and the last day is a working day after the first', () => {
  fc.assert(
    fc.property(day, count, fc.integer({ min: 0, max: 40 }), (from, length, later) => {
      for (const after of [workdays.afterWorkdays, workdays.afterMonths]) {
        const end = after(from, length)
        expect(after(addDays(from, later), length).day >= end.day).toBe(true)
        expect(after(from, length + later).day >= end.day).toBe(true)
        expect(end.day > from).toBe(true)
        expect(workdays.isWorkday(end.day)).toBe(end.day <= '2026-12-31' ? true : null)
        expect(end.provisional).toBe(end.day > '2026-12-31')
      }
    }),
  )
})

test('a calendar needs years without a gap, a term a whole number', () => {
  expect(() => createWorkdays([])).toThrow('without a year')
  expect(() => createWorkdays([row('2024-01-01', 'HOLIDAY'), row('2026-01-01', 'HOLIDAY')])).toThrow('a gap between 2024 and 2026')
  for (const wrong of [0, -1, 1.5, Number.NaN, 10_001]) expect(() => workdays.afterWorkdays('2025-01-01', wrong)).toThrow(RangeError)
  for (const wrong of [0, -1, 1.5, Number.NaN, 10_001]) expect(() => workdays.afterMonths('2025-01-01', wrong)).toThrow(RangeError)
})
