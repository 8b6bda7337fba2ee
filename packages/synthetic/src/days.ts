import { addDays, dayNumber } from '@delta/model'

/** 'YYYYMMDD' of a day. */
export const compact = (day: string): string => day.slice(0, 4) + day.slice(5, 7) + day.slice(8, 10)

const two = (n: number): string => String(n).padStart(2, '0')

/** 'YYYY-MM-DD hh:mm:ss' Shanghai local time, `seconds` after that day's midnight (may be negative or longer than a day). */
export function shanghaiTime(day: string, seconds: number): string {
  const date = addDays(day, Math.floor(seconds / 86_400))
  const rest = ((seconds % 86_400) + 86_400) % 86_400
  return `${date} ${two(Math.floor(rest / 3_600))}:${two(Math.floor((rest % 3_600) / 60))}:${two(rest % 60)}`
}

/** Epoch milliseconds of a Shanghai local time, `seconds` after that day's midnight. */
export const epochOf = (day: string, seconds: number): number => (dayNumber(day) * 86_400 - 8 * 3_600 + seconds) * 1_000
