import type { Checked } from './codes.ts'
import { isCreditCode } from './credit-code-check.ts'
import { hasLostDigits, isDamagedIdentifier } from './damaged-identifier.ts'
import type { Day } from './day.ts'
import { birthDayOf, hasProvince, residentCheck, upgradeResidentId15 } from './resident-number.ts'

/**
 * Checks a resident identity number (公民身份号码, GB 11643), already normalised: 18 characters, or 15 digits, which are upgraded (W_ID15_UPGRADED). The birth
 * day is real, not before 1880 and not after `today`; the first two digits name a province. The county is not checked against the year of birth: numbers keep the
 * division of their first issue, and say nothing about the 户籍地.
 */
export function checkResidentId(text: string, parts: { readonly today: Day }): Checked {
  if (isDamagedIdentifier(text)) return { ok: false, code: 'E_ID_DAMAGED' }
  const upgraded = upgradeResidentId15(text)
  const value = upgraded ?? text
  if (value.length !== 18) return { ok: false, code: 'E_ID_LENGTH' }
  if (isCreditCode(value) && !/^\d{17}[\dX]$/.test(value)) return { ok: false, code: 'E_ID_TYPE' }
  if (!/^\d{17}[\dX]$/.test(value)) return { ok: false, code: 'E_ID_CHARSET' }
  if (residentCheck(value.slice(0, 17)) !== value.charAt(17)) return { ok: false, code: hasLostDigits(value) ? 'E_ID_DAMAGED' : 'E_ID_CHECK' }
  const birth = birthDayOf(value)
  if (birth === null || birth < '1880-01-01' || birth > parts.today) return { ok: false, code: 'E_ID_CHECK' }
  if (!hasProvince(value)) return { ok: false, code: 'E_ID_CHECK' }
  return { ok: true, value, warnings: upgraded === null ? [] : ['W_ID15_UPGRADED'] }
}
