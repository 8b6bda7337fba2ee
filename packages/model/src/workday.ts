import { addMonths } from './calendar-period.ts'
import { type CatalogueRow, cell } from './catalogue-tables.ts'
import { type Day, addDays, dayNumber } from './day.ts'

/** The last day of a term (期限). `provisional` where a year that the calendar does not hold was needed: Monday to Friday were taken for working days, and the day may be another. */
export interface Deadline {
  readonly day: Day
  readonly provisional: boolean
  /** The last day that the calendar knows. */
  readonly calendarUntil: Day
}

/** The working-day calendar (法定工作日) with terms as 民法典 art. 201–203 count them: the day on which a term begins is not counted, a last day that is no working day moves to the next working day. */
export interface Workdays {
  readonly calendarFrom: Day
  readonly calendarUntil: Day
  /** Is this a working day? null in a year that the calendar does not hold. */
  isWorkday(day: Day): boolean | null
  /** The last day of a term of `count` (1 or more) working days that begins on a day. */
  afterWorkdays(begins: Day, count: number): Deadline
  /** The last day of a term of `count` (1 or more) calendar months that begins on a day. */
  afterMonths(begins: Day, count: number): Deadline
}

const dayTypes = { HOLIDAY: false, HOLIDAY_ON_WEEKEND: false, MAKEUP_WORKDAY: true } as const

/** Monday to Friday. 1970-01-01 was a Thursday. */
const onWeek = (day: Day): boolean => (((dayNumber(day) + 3) % 7) + 7) % 7 < 5

function checkCount(count: number): void {
  if (!Number.isInteger(count) || count < 1 || count > 10_000) throw new RangeError(`a term of ${count} days or months`)
}

/** Makes the calendar of holidays.csv: it knows the unbroken run of years for which there are rows. */
export function createWorkdays(holidays: readonly CatalogueRow[]): Workdays {
  const exceptions = new Map(holidays.map(row => [cell(row, 'date'), dayTypes[cell(row, 'type') as keyof typeof dayTypes]]))
  const years = [...new Set(holidays.map(row => Number(cell(row, 'date').slice(0, 4))))].toSorted((a, b) => a - b)
  const [first] = years
  const last = years.at(-1)
  if (first === undefined || last === undefined) throw new RangeError('a working-day calendar without a year')
  if (last - first + 1 !== years.length) throw new RangeError(`a working-day calendar with a gap between ${first} and ${last}`)
  const calendarFrom = `${first}-01-01`
  const calendarUntil = `${last}-12-31`
  const known = (day: Day): boolean => day >= calendarFrom && day <= calendarUntil
  const likely = (day: Day): boolean => exceptions.get(day) ?? onWeek(day)
  return {
    calendarFrom,
    calendarUntil,
    isWorkday: day => (known(day) ? likely(day) : null),
    afterWorkdays(begins, count) {
      checkCount(count)
      let day = begins
      let provisional = false
      for (let left = count; left > 0;) {
        day = addDays(day, 1)
        provisional ||= !known(day)
        if (likely(day)) left -= 1
      }
      return { day, provisional, calendarUntil }
    },
    afterMonths(begins, count) {
      checkCount(count)
      let day = addMonths(begins, count)
      let provisional = !known(day)
      while (!likely(day)) {
        day = addDays(day, 1)
        provisional ||= !known(day)
      }
      return { day, provisional, calendarUntil }
    },
  }
}
