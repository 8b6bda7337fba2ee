import { parseDay } from '@delta/model'
import type { Day, DayForm } from '@delta/model'
import type { Reading } from './reading.ts'
import type { Rule } from './rule.ts'

const read = (reading: Reading, column: string, forms: readonly DayForm[]): { day: Day | null } | null => {
  const text = reading.text(column)
  if (text === null) return null
  const parsed = parseDay(text, forms)
  if (!parsed.ok) return reading.fail('date', parsed.code, column)
  reading.warn(...parsed.warnings)
  return { day: parsed.day }
}

/** A day in one of the source's forms; what is on no calendar (20190230) is E_DATE_INVALID. */
export const day = (column: string, forms: readonly DayForm[]): Rule<Day> => ({ columns: [column], read: reading => read(reading, column, forms)?.day ?? null })

/** A day on which something was decided, found, founded or arose: after today it is E_DATE_FUTURE. */
export const pastDay = (column: string, forms: readonly DayForm[]): Rule<Day> => ({
  columns: [column],
  read: reading => {
    const found = read(reading, column, forms)?.day ?? null
    return found !== null && found > reading.parts.today ? reading.fail('date', 'E_DATE_FUTURE', column) : found
  },
})

/** The last day of a term; it may lie ahead. An open end (99991231, 20991231, 长期, 永久) is none. */
export const lastDay = (column: string, forms: readonly DayForm[]): Rule<Day> => {
  const open: readonly DayForm[] = [...forms, 'OPEN']
  return { columns: [column], read: reading => read(reading, column, open)?.day ?? null }
}
