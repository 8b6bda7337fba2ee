import { checkRegNo, checkUscc, isDay, normaliseIdentifier, provinceCodeOf, upgradeResidentId15 } from '@delta/model'
import type { IdentifierRule } from './identified.ts'
import { organisation } from './organisation.ts'
import { residentId } from './person.ts'

/** Does a normalised identifier look like a resident number, whether or not it checks: 18 or 15 digits with a province and a day of birth? What checks only as a credit code or registration number does not. */
function looksLikePerson(value: string): boolean {
  const full = value.length === 15 && !checkRegNo(value).ok ? upgradeResidentId15(value) : value
  if (full === null || !/^\d{17}[\dX]$/.test(full) || checkUscc(full).ok) return false
  return provinceCodeOf(`${full.slice(0, 2)}0000`) !== null && isDay(`${full.slice(6, 10)}-${full.slice(10, 12)}-${full.slice(12, 14)}`)
}

/** A person or an organisation, told apart by the form of the identifier, because the source has one column for both and no kind. */
export const anyone = (column: string): IdentifierRule => {
  const person = residentId(column)
  const legal = organisation(column)
  return {
    columns: [column],
    person: false,
    find: reading => (looksLikePerson(normaliseIdentifier(reading.raw(column) ?? '').value) ? person : legal).find(reading),
  }
}
