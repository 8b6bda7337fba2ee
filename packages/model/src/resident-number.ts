import { isRealDay } from './day.ts'
import { NATION, provinceCodeOf } from './national-province.ts'

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const
const MAP = '10X98765432'

/** The check character of a 公民身份号码 (GB 11643) for its seventeen-digit body. */
export function residentCheck(body: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(body.charAt(index)), 0)
  return MAP.charAt(sum % 11)
}

/** The birth day in an 18-character resident number, or null where it is no real day. */
export function birthDayOf(number: string): string | null {
  const [year, month, day] = [number.slice(6, 10), number.slice(10, 12), number.slice(12, 14)]
  return isRealDay(Number(year), Number(month), Number(day)) ? `${year}-${month}-${day}` : null
}

/** Do the first two digits name a province? (100000 is the nation's own registrars': it issues no resident numbers.) */
export function hasProvince(number: string): boolean {
  const province = provinceCodeOf(`${number.slice(0, 2)}0000`)
  return province !== null && province !== NATION
}

/** Does an 18-character text have everything that a resident number has: digits, province, a real birth day since 1880, and its check? */
export function isResidentNumber(text: string): boolean {
  if (!/^\d{17}[\dX]$/.test(text) || !hasProvince(text)) return false
  const birth = birthDayOf(text)
  return birth !== null && birth >= '1880-01-01' && residentCheck(text.slice(0, 17)) === text.charAt(17)
}

/** The 18-character form of a 15-digit number of before 1999: `19` after position 6 and the check at the end; null where the text is not 15 digits. */
export const upgradeResidentId15 = (text: string): string | null => {
  if (!/^\d{15}$/.test(text)) return null
  const body = `${text.slice(0, 6)}19${text.slice(6)}`
  return body + residentCheck(body)
}
