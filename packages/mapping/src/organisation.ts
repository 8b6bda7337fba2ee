import { checkOrgCode, checkRegNo, checkUscc, divisionOfUscc, normaliseIdentifier, orgCodeOfUscc } from '@delta/model'
import type { Checked } from '@delta/model'
import { withoutHyphens } from './identified.ts'
import type { FoundIdentifier, Identified, IdentifierRule } from './identified.ts'
import type { Reading } from './reading.ts'

/** How a text is judged: as which form, by which check, and whom it stands for when it passes. */
interface Judgement {
  readonly form: FoundIdentifier['form']
  readonly check: (value: string) => Checked
  readonly as: (reading: Reading, value: string) => Identified
}

const asUscc = (reading: Reading, value: string): Identified => {
  const kind = reading.catalogue.kindOf(value)
  const division = reading.catalogue.division(divisionOfUscc(value))
  return { id: value, idType: 'USCC', kind: kind?.kind ?? null, subKind: kind?.subKind ?? null, maskedId: null, division: division?.current ?? null }
}
const asOrgCode = (reading: Reading, value: string): Identified => {
  reading.warn('W_ORGCODE_ONLY')
  return { id: `ORG:${value}`, idType: 'ORGCODE', kind: null, subKind: null, maskedId: null, division: null }
}
const asRegNo = (reading: Reading, value: string): Identified => ({
  id: `REG:${value}`,
  idType: 'REGNO',
  kind: null,
  subKind: null,
  maskedId: null,
  division: reading.catalogue.division(value.slice(0, 6))?.current ?? null,
})

/** A person's number in an organisation's column is told as such, whatever the column's own length. */
function checkOrgCodeOnly(value: string): Checked {
  const asCreditCode = checkUscc(value)
  return !asCreditCode.ok && asCreditCode.code === 'E_ID_TYPE' ? asCreditCode : checkOrgCode(value)
}

const CREDIT_CODE: Judgement = { form: 'USCC', check: checkUscc, as: asUscc }
const ORG_CODE: Judgement = { form: 'ORGCODE', check: checkOrgCodeOnly, as: asOrgCode }
const REG_NO: Judgement = { form: 'REGNO', check: checkRegNo, as: asRegNo }

const byShape = (value: string): Judgement => {
  if (withoutHyphens(value).length === 9) return ORG_CODE
  return value.length === 15 && checkRegNo(value).ok ? REG_NO : CREDIT_CODE
}

const find =
  (column: string, judgementOf: (value: string) => Judgement) =>
  (reading: Reading): FoundIdentifier | null => {
    if (reading.text(column) === null) return null
    const { value, warnings } = normaliseIdentifier(reading.raw(column) ?? '')
    reading.warn(...warnings)
    const { form, check, as } = judgementOf(value)
    const key = withoutHyphens(value)
    const checked = check(value)
    if (!checked.ok) return { key, form, identified: reading.fail('identifier', checked.code, column) }
    reading.warn(...checked.warnings)
    return { key, form, identified: as(reading, checked.value) }
  }

/** A unified social credit code (GB 32100): padded, lower-case or full-width ones are mended; a person's number in its place is E_ID_TYPE. */
export const uscc = (column: string): IdentifierRule => ({ columns: [column], person: false, find: find(column, () => CREDIT_CODE) })

/** An organisation code (GB 11714), with or without hyphen. Beside a credit code it only warns where it is another one or fails its check. */
export const orgCode = (column: string): IdentifierRule => ({
  columns: [column],
  person: false,
  find: find(column, () => ORG_CODE),
  doubt: (reading, creditCode) => {
    const text = reading.text(column)
    if (text !== null && withoutHyphens(normaliseIdentifier(text).value) !== orgCodeOfUscc(creditCode)) reading.warn('W_ORGCODE_CHECK')
  },
})

/** A registration number of 15 digits (工商注册号). */
export const regNo = (column: string): IdentifierRule => ({ columns: [column], person: false, find: find(column, () => REG_NO) })

/** An organisation by whichever identifier stands there: nine characters are an organisation code, 15 digits that check a registration number, else a credit code. */
export const organisation = (column: string): IdentifierRule => ({ columns: [column], person: false, find: find(column, byShape) })
