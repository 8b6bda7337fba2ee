import type { Checked } from './codes.ts'
import { isDamagedIdentifier } from './damaged-identifier.ts'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2] as const
const HYPHEN = /^([0-9A-Z]{8})[-\u2010-\u2015\u2212]([0-9A-Z])$/u

/** The check character of an 组织机构代码 (GB 11714) for its eight-character body of 0–9 and A–Z: 11 − Σ mod 11, 10 → X, 11 → 0. */
export function orgCodeCheck(body: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * ALPHABET.indexOf(body.charAt(index)), 0)
  const check = 11 - (sum % 11)
  return check === 10 ? 'X' : check === 11 ? '0' : String(check)
}

/** Checks an organisation code (组织机构代码, GB 11714), written with or without its hyphen, already normalised; the value is nine characters without a hyphen. */
export function checkOrgCode(text: string): Checked {
  const value = text.replace(HYPHEN, '$1$2')
  if (isDamagedIdentifier(value)) return { ok: false, code: 'E_ID_DAMAGED' }
  if (value.length !== 9) return { ok: false, code: 'E_ID_LENGTH' }
  if (!/^[0-9A-Z]{8}[0-9X]$/.test(value)) return { ok: false, code: 'E_ID_CHARSET' }
  if (orgCodeCheck(value) !== value.charAt(8)) return { ok: false, code: 'E_ID_CHECK' }
  return { ok: true, value, warnings: [] }
}
