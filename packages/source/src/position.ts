import type { OrderType } from './table-description.ts'

const MOST = 2n ** 63n

/** A 64-bit number as text that sorts by code unit as the numbers do. */
export function sortableNumber(text: string): string {
  const value = BigInt(text)
  return value < 0n ? `!${String(value + MOST).padStart(19, '0')}` : String(value).padStart(19, '0')
}

/** A PostgreSQL timestamp as text that sorts by code unit as the times do; null sorts first. */
export function sortableTime(text: string | null): string {
  if (text === null) return ''
  if (text === 'infinity') return '~~'
  if (text === '-infinity' || text.endsWith('BC')) return '!'
  const [day = '', time = ''] = text.split(' ')
  const [whole = '', fraction = ''] = time.split('.')
  const year = day.split('-')[0]!.length
  return `${year > 4 ? '~'.repeat(year - 4) : ''}${day} ${whole}.${fraction.padEnd(6, '0')}`
}

/** Joins sortable parts: a shorter part sorts before a longer one that begins with it. */
export const positionOf = (...parts: readonly string[]): string => parts.join(' ')

const EIGHT_HOURS = 28_800_000

/**
 * The time part of the position of a row that did not come from the source itself, but was stated at an instant (UTC), among the rows of a table ordered by such
 * times, of files (above those of its day, below those of the next), or of cells, which have numbers for times: above them all.
 */
export function positionAt(order: OrderType | 'file' | 'cells', instant: string): string {
  const at = Date.parse(instant)
  const local = new Date(at + EIGHT_HOURS).toISOString().replace('Z', '000')
  if (order === 'timestamp-shanghai') return sortableTime(local.replace('T', ' '))
  if (order === 'file') return `${local.slice(0, 10).replaceAll('-', '')} ~${local}`
  return `${order === 'cells' ? '~' : ''}${sortableNumber(String(at))}`
}
