import { isCreditCode } from './credit-code-check.ts'
import type { Day } from './day.ts'
import { normaliseIdentifier } from './normalise-identifier.ts'
import { checkOrgCode } from './organisation-code.ts'
import { checkRegNo } from './registration-number.ts'
import { checkResidentId } from './resident-id.ts'

/** What a code that somebody types may stand for. */
export interface CodeReading {
  readonly ids: readonly string[]
  readonly orgCode: string | null
}

/** Reads a code: every subject id that it may be. Residents' numbers become pseudonyms at once and go no further. */
export function readCode(text: string, { today, pseudonym }: { today: Day; pseudonym: (idType: string, number: string) => string }): CodeReading {
  const given = text.trim()
  if (/^(NP|ORG|REG):[A-Za-z0-9_-]+$/.test(given)) return given.startsWith('ORG:') ? { ids: [given], orgCode: given.slice(4) } : { ids: [given], orgCode: null }
  const { value } = normaliseIdentifier(text)
  const organisation = checkOrgCode(value)
  const registration = checkRegNo(value)
  const resident = checkResidentId(value, { today })
  return {
    ids: [
      ...(isCreditCode(value) ? [value] : []),
      ...(registration.ok ? [`REG:${registration.value}`] : []),
      ...(resident.ok ? [pseudonym('RIC', resident.value)] : []),
    ],
    orgCode: organisation.ok ? organisation.value : null,
  }
}
