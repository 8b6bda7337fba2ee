import { checkResidentId, isDamagedIdentifier, maskIdentifier, normaliseIdentifier, upgradeResidentId15 } from '@delta/model'
import type { RejectCode } from '@delta/model'
import { plainForm } from './blank.ts'
import { withoutHyphens } from './identified.ts'
import type { FoundIdentifier, Identified, IdentifierRule } from './identified.ts'
import type { Reading } from './reading.ts'
import type { Rule } from './rule.ts'

const RESIDENT = '10'

const person = (id: string, idType: Identified['idType'], value: string): Identified => ({
  id,
  idType,
  kind: 'NAT',
  subKind: null,
  maskedId: maskIdentifier(value),
  division: null,
})

function resident(reading: Reading, column: string, value: string): Identified | null {
  const checked = checkResidentId(value, { today: reading.parts.today })
  if (!checked.ok) return reading.fail('identifier', checked.code, column)
  reading.warn(...checked.warnings)
  return person(reading.parts.pseudonym('RIC', checked.value), 'RIC', checked.value)
}

/** Passports and the like: 5 to 20 letters and digits. Their kind is part of the pseudonym, because a passport and a permit may bear one number. */
function otherDocument(reading: Reading, column: string, value: string, type: string): Identified | null {
  const fault: RejectCode | null = isDamagedIdentifier(value)
    ? 'E_ID_DAMAGED'
    : value.length < 5 || value.length > 20
      ? 'E_ID_LENGTH'
      : /^[0-9A-Z]+$/.test(value)
        ? null
        : 'E_ID_CHARSET'
  return fault === null ? person(reading.parts.pseudonym(`OTHER:${type}`, value), 'OTHER', value) : reading.fail('identifier', fault, column)
}

function find(reading: Reading, column: string, typeOf: (reading: Reading) => string | null): FoundIdentifier | null {
  if (reading.text(column) === null) return null
  const { value, warnings } = normaliseIdentifier(reading.raw(column) ?? '')
  reading.warn(...warnings)
  const key = upgradeResidentId15(value) ?? withoutHyphens(value)
  const type = typeOf(reading)
  if (type === null) return { key, form: 'PERSON', identified: null }
  return { key, form: 'PERSON', identified: type === RESIDENT ? resident(reading, column, value) : otherDocument(reading, column, withoutHyphens(value), type) }
}

/** A resident identity number (GB 11643) of 18 or 15 characters. The clear number ends here: what goes on is a keyed pseudonym and a masked form. */
export const residentId = (column: string): IdentifierRule => ({ columns: [column], person: true, find: reading => find(reading, column, () => RESIDENT) })

/** A person's number with its kind (code list id_type) in another column; a blank kind means a resident identity number. */
export const personId = (typeColumn: string, column: string): IdentifierRule => ({
  columns: [column, typeColumn],
  person: true,
  find: reading => find(reading, column, () => idTypeOf(reading, typeColumn)),
})

function idTypeOf(reading: Reading, column: string): string | null {
  const text = reading.text(column)
  if (text === null) return RESIDENT
  const type = plainForm(text)
  return reading.catalogue.code('id_type', type) === null ? reading.fail('code', 'E_CODE_UNKNOWN', column) : type
}

/** A person's name, refused where the number beside it is bad; the number itself goes nowhere. */
export const nameOfPerson = (column: string, number: IdentifierRule): Rule<string> => ({
  columns: [column, ...number.columns],
  read: reading => {
    const name = reading.text(column)
    return name !== null && number.find(reading)?.identified === null ? null : name
  },
})
