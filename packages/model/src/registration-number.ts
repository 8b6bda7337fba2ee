import type { Checked } from './codes.ts'
import { isDamagedIdentifier } from './damaged-identifier.ts'

/** The check digit of a 15-digit 注册号 for its fourteen-digit body: ISO 7064 MOD 11,10. */
export function regNoCheck(body: string): string {
  let product = 10
  for (const digit of body) {
    const sum = (product + Number(digit)) % 10
    product = ((sum === 0 ? 10 : sum) * 2) % 11
  }
  return String((11 - product) % 10)
}

/** Checks a registration number (工商注册号): 15 digits, already normalised. */
export function checkRegNo(text: string): Checked {
  if (isDamagedIdentifier(text)) return { ok: false, code: 'E_ID_DAMAGED' }
  if (text.length !== 15) return { ok: false, code: 'E_ID_LENGTH' }
  if (!/^\d{15}$/.test(text)) return { ok: false, code: 'E_ID_CHARSET' }
  if (regNoCheck(text.slice(0, 14)) !== text.charAt(14)) return { ok: false, code: 'E_ID_CHECK' }
  return { ok: true, value: text, warnings: [] }
}
