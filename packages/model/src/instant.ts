import { type Day, dayFromNumber, isDay } from './day.ts'

/** An instant in UTC, ISO 8601 ending in Z. */
export type Instant = string

const SHANGHAI = 'Asia/Shanghai'
const EIGHT_HOURS = 8 * 3600_000
const FIXED_SINCE = Date.UTC(1992, 0, 1)
const formats = new Map<string, Intl.DateTimeFormat>()

const formatFor = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  formats.set(timeZone, known)
  return known
}

/** The calendar day in a time zone at an instant. */
export function dayIn(timeZone: string, instant: Instant | Date): Day {
  const at = typeof instant === 'string' ? new Date(instant) : instant
  const time = at.getTime()
  if (timeZone === SHANGHAI && time >= FIXED_SINCE) return dayFromNumber(Math.floor((time + EIGHT_HOURS) / 86_400_000))
  return formatFor(timeZone).format(at)
}

/** The calendar day in Asia/Shanghai at an instant. */
export const shanghaiDay = (instant: Instant | Date): Day => dayIn(SHANGHAI, instant)

const LOCAL = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?$/

/** The instant of a Shanghai local timestamp without offset (`2025-02-03 10:00:00.123`), in milliseconds; null where it is none. Shanghai is UTC+8 since 1992; earlier times are refused. */
export function instantOfShanghai(local: string): Instant | null {
  const parts = LOCAL.exec(local.trim())
  const [, day = '', hour, minute, second, fraction = ''] = parts ?? []
  if (!parts || !isDay(day) || day < '1992-01-01' || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  return new Date(Date.parse(`${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}Z`) - EIGHT_HOURS).toISOString()
}
