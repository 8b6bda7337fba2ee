const LOCAL = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/
const EIGHT_HOURS = 28_800_000
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** Summer time was last observed in China in 1991; before that (and before 1901) the time zone database decides. */
const LAST_SUMMER_TIME = 1991

const zone = new Intl.DateTimeFormat('en-US', { timeZone: 'Asia/Shanghai', timeZoneName: 'longOffset' })

const offsetAt = (instant: number): number => {
  const name = zone.formatToParts(instant).find(part => part.type === 'timeZoneName')!.value
  const [, sign = '+', hours = '8', minutes = '0', seconds = '0'] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name) ?? []
  return (sign === '-' ? -1 : 1) * ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
}

const iso = (milliseconds: number): string | null =>
  Number.isFinite(milliseconds) && milliseconds >= 0 - 62_135_596_800_000 && milliseconds <= LAST ? new Date(milliseconds).toISOString() : null

const partsToUtc = (parts: RegExpExecArray): number | null => {
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [number, number, number, number, number, number]
  const at = new Date(0)
  at.setUTCFullYear(year, month - 1, day)
  at.setUTCHours(hour, minute, second, Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3)))
  const real = at.getUTCMonth() === month - 1 && at.getUTCDate() === day && at.getUTCHours() === hour && at.getUTCMinutes() === minute && second < 60
  return real ? at.getTime() : null
}

/** UTC of a local time of Shanghai without offset (`2025-02-03 10:00:00.5`, also with `T`); null for what is no time or has more than four digits of year. */
export function shanghaiToUtc(text: string | null): string | null {
  const parts = LOCAL.exec(text ?? '')
  const local = parts && partsToUtc(parts)
  if (local === null) return null
  return iso(local - (Number(parts![1]) > LAST_SUMMER_TIME ? EIGHT_HOURS : offsetAt(local - EIGHT_HOURS)))
}

/** UTC of milliseconds since the epoch as text; null for what is none or beyond the year 9999. */
export const epochToUtc = (text: string | null): string | null => (text !== null && /^-?\d{1,16}$/.test(text) ? iso(Number(text)) : null)

/** UTC of a `timestamptz` as a session in UTC prints it; null for infinity and years beyond 9999. */
export function timestamptzToUtc(text: string | null): string | null {
  const parts = text?.endsWith('+00') ? LOCAL.exec(text.slice(0, -3)) : null
  const instant = parts && partsToUtc(parts)
  return instant === null ? null : iso(instant)
}
