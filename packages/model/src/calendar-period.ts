import { type Day, dayOf, daysInMonth } from './day.ts'

/** The corresponding day (对应日) `count` calendar months later; where the month has no such day, its last one (民法典 art. 202). Never later than 9999-12-31, the last day that compares as text. */
export function addMonths(day: Day, count: number): Day {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + count
  const year = Math.floor(months / 12)
  if (year > 9999) return '9999-12-31'
  const month = (months % 12) + 1
  return dayOf(year, month, Math.min(Number(day.slice(8, 10)), daysInMonth(year, month)))
}

/** The corresponding day `count` calendar years later (民法典 art. 202): 29 February ends on 28 February where there is none. */
export const addYears = (day: Day, count: number): Day => addMonths(day, count * 12)
