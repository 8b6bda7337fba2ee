import { isProvince } from '@delta/model'
import type { Division } from '@delta/model'
import { plainForm } from './blank.ts'
import type { Rule } from './rule.ts'

/** A stated place: its division as it is called today, and its provincial division, which may lie outside the region. Both null: stated, but in no table. */
export interface Place {
  readonly division: string | null
  readonly province: string | null
}

const placeOf = (division: Division): Place => ({ division: division.current, province: division.province })
const NOWHERE: Place = { division: null, province: null }

/** A place by its GB/T 2260 code, also a retired one; one that begins like no province, or is no division of its province in the region, is E_CODE_UNKNOWN. */
export const divisionCode = (column: string): Rule<Place> => ({
  columns: [column],
  read: reading => {
    const text = reading.text(column)
    if (text === null) return null
    const division = reading.catalogue.division(plainForm(text))
    return division === null || (isProvince(division.province) && !division.known) ? reading.fail('code', 'E_CODE_UNKNOWN', column) : placeOf(division)
  },
})

/** A place by its local area code (telephone area code and the county's last two digits; the leading 0 matters); one outside the table is accepted as nowhere. */
export const localArea = (column: string): Rule<Place> => ({
  columns: [column],
  read: reading => {
    const text = reading.text(column)
    if (text === null) return null
    const division = reading.catalogue.localArea(text)
    return division === null ? NOWHERE : placeOf(division)
  },
})

/** A place by its written name, also an old one (安徽省合肥市巢湖市, 居巢区); a name that is nobody's or several places' is E_CODE_UNKNOWN. */
export const divisionName = (column: string): Rule<Place> => ({
  columns: [column],
  read: reading => {
    const text = reading.text(column)
    if (text === null) return null
    const division = reading.catalogue.divisionByName(text)
    return division === null ? reading.fail('code', 'E_CODE_UNKNOWN', column) : placeOf(division)
  },
})

/** The division of a stated place as the value of an item; the empty text where it is stated but in no table. */
export const divisionOf = (place: Rule<Place>): Rule<string> => ({
  columns: place.columns,
  read: reading => {
    const found = place.read(reading)
    return found === null ? null : (found.division ?? '')
  },
})
