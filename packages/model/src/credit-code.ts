import type { Checked } from './codes.ts'
import { hasCreditCodeForm, usccCheck } from './credit-code-check.ts'
import { hasLostDigits, isDamagedIdentifier } from './damaged-identifier.ts'
import { checkOrgCode } from './organisation-code.ts'
import { checkRegNo } from './registration-number.ts'
import { isResidentNumber, upgradeResidentId15 } from './resident-number.ts'

const looksLikeResident15 = (text: string): boolean => {
  const upgraded = upgradeResidentId15(text)
  return upgraded !== null && isResidentNumber(upgraded) && !checkRegNo(text).ok
}

/**
 * Checks a unified social credit code (统一社会信用代码, GB 32100-2015), already normalised. A person's number in its place is E_ID_TYPE, even where its digits
 * happen to pass the check of this code: it must never be published as an organisation. The inner organisation code's own check (positions 9–17) only warns
 * (W_ORGCODE_CHECK).
 */
export function checkUscc(text: string): Checked {
  if (isDamagedIdentifier(text)) return { ok: false, code: 'E_ID_DAMAGED' }
  if (isResidentNumber(text) || looksLikeResident15(text)) return { ok: false, code: 'E_ID_TYPE' }
  if (text.length !== 18) return { ok: false, code: 'E_ID_LENGTH' }
  if (!hasCreditCodeForm(text)) return { ok: false, code: 'E_ID_CHARSET' }
  if (usccCheck(text.slice(0, 17)) !== text.charAt(17)) return { ok: false, code: hasLostDigits(text) ? 'E_ID_DAMAGED' : 'E_ID_CHECK' }
  return { ok: true, value: text, warnings: checkOrgCode(orgCodeOfUscc(text)).ok ? [] : ['W_ORGCODE_CHECK'] }
}

/** The registrar's division at positions 3–8 of a code, as of registration (never rewritten). */
export const divisionOfUscc = (code: string): string => code.slice(2, 8)

/** The organisation code at positions 9–17: by it a legacy nine-character key joins a credit code. */
export const orgCodeOfUscc = (code: string): string => code.slice(8, 17)

/** The id under which older records of a subject stand: that of the organisation code in its 统一社会信用代码; null for a subject that has none. */
export const olderIdOf = (id: string): string | null => (/^[0-9A-Z]{18}$/.test(id) ? `ORG:${orgCodeOfUscc(id)}` : null)

/** Under which ids records of a subject may stand: its own, and the older one where it has one. */
export function idsOf(id: string): string[] {
  const older = olderIdOf(id)
  return older === null ? [id] : [id, older]
}
