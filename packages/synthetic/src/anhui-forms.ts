import { dayNumber } from '@delta/model'
import { compact } from './days.ts'
import type { Random } from './random.ts'

const wide = (text: string): string => text.replace(/[0-9/.,-]/gu, char => String.fromCharCode(char.charCodeAt(0) + 0xfee0))

/** The ways in which Anhui's units write a day. */
export const DAY_WRITERS: Readonly<Record<string, (day: string) => string>> = {
  iso: day => day,
  slash: day => `${day.slice(0, 4)}/${Number(day.slice(5, 7))}/${Number(day.slice(8))}`,
  compact,
  chinese: day => `${day.slice(0, 4)}年${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`,
  fullWidth: day => wide(`${day.slice(0, 4)}/${Number(day.slice(5, 7))}/${Number(day.slice(8))}`),
  fullWidthChinese: day => `${wide(day.slice(0, 4))}年${wide(String(Number(day.slice(5, 7))))}月${wide(String(Number(day.slice(8))))}日`,
  serial: day => String(dayNumber(day) - dayNumber('1899-12-30')),
}

/** Writes a day in some form; null becomes a null token. */
export function writeDay(day: string | null, random: Random): string {
  if (day === null) return nothing(random)
  const form = random.weighted([
    ['iso', 50],
    ['slash', 14],
    ['compact', 16],
    ['chinese', 12],
    ['fullWidth', 2],
    ['fullWidthChinese', 2],
    ['serial', 4],
  ] as const)
  return DAY_WRITERS[form]!(day)
}

/** Writes an open end or a day. */
export const writeEnd = (day: string | null, random: Random): string =>
  day === null ? random.pick(['长期', '永久', '2099-12-31', '99991231']) : writeDay(day, random)

/** One of the texts that mean nothing is stated. */
export const nothing = (random: Random): string =>
  random.weighted([
    ['', 70],
    ['无', 8],
    ['/', 6],
    ['—', 4],
    ['--', 4],
    ['NULL', 3],
    ['\\N', 2],
    ['暂无', 3],
  ] as const)

/** Writes an amount in 元 with thousands separators or full-width digits now and then. */
export function writeAmount(fen: number | null, random: Random): string {
  if (fen === null) return nothing(random)
  const plain = fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2)
  const grouped = plain.replace(/\B(?=(\d{3})+(?!\d))/gu, ',')
  return random.weighted([
    [plain, 70],
    [grouped, 20],
    [wide(plain), 5],
    [wide(grouped), 5],
  ] as const)
}

/** Writes an identifier: sometimes with Excel's apostrophe, spaces, full width or lower case. */
export function writeId(id: string, random: Random): string {
  const form = random.weighted([
    ['plain', 92],
    ['apostrophe', 3],
    ['space', 2],
    ['wide', 1],
    ['lower', 2],
  ] as const)
  if (form === 'apostrophe') return `'${id}`
  if (form === 'space') return random.pick([`${id} `, `　${id}`, `\u00a0${id}`])
  return form === 'wide' ? wide(id) : form === 'lower' ? id.toLowerCase() : id
}

/** Writes a share as "35.5%" or 0.355. */
export const writeShare = (basisPoints: number | null, random: Random): string =>
  basisPoints === null ? nothing(random) : random.chance(0.6) ? `${basisPoints / 100}%` : String(basisPoints / 10_000)
