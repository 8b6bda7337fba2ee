import { type Catalogue, MEASURE_LEVELS, type MeasureLevel, type Province } from '@delta/model'
import { provinceOfDivision } from './department.ts'

/** What is asked of a credit check, as it was written. */
export interface CheckAsked {
  /** A subject id, or a code as people write it. */
  readonly subject: string
  /** A power category (XK), a basic code (XK00100000) or an item's code. */
  readonly matter: string
  readonly level?: string | null | undefined
  readonly division?: string | null | undefined
}

/** A matter that is about to be decided: which measures it may meet, and where. */
export interface Matter {
  readonly category: string
  /** The measures whose items it is; null: any of its category. */
  readonly measures: readonly string[] | null
  readonly level: MeasureLevel
  readonly division: string
  readonly province: Province
}

/** Why something asked cannot be answered: a documented code, the field, and a sentence that repeats nothing of what was sent. */
export interface AskedWrongly {
  readonly code: 'BAD_ARGUMENT' | 'CASE_REQUIRED' | 'NOT_AGREED'
  readonly field: 'subject' | 'matter' | 'level' | 'division'
  readonly message: string
}

const wrong = (field: AskedWrongly['field'], message: string): { wrong: AskedWrongly } => ({ wrong: { code: 'BAD_ARGUMENT', field, message } })

/** Reads a matter. An item's own code says where it lies; for a category or a basic code the division does. */
export type ReadMatter = (asked: Pick<CheckAsked, 'matter' | 'level' | 'division'>) => { matter: Matter } | { wrong: AskedWrongly }

/** Makes the reader of a catalogue. */
export function createMatterReader(catalogue: Catalogue): ReadMatter {
  const items = new Map(catalogue.powerItems().map(item => [item.code.text, item]))
  const basic = Map.groupBy(catalogue.powerItems(), item => item.basicCode)
  return ({ matter, level, division }) => {
    const item = items.get(matter)
    const sisters = item ? [item] : basic.get(matter)
    const category = sisters?.[0]?.category ?? catalogue.powerCategory(matter)?.code
    if (category === undefined) return wrong('matter', 'matter is a power category (XK), a basic code or an item’s code of the catalogue.')
    if (level != null && !MEASURE_LEVELS.includes(level as MeasureLevel)) return wrong('level', `level is ${MEASURE_LEVELS.join(', ')}.`)
    if (item && ((level != null && level !== item.level) || (division != null && division !== item.division)))
      return wrong(level != null && level !== item.level ? 'level' : 'division', 'The item’s code names another level or division.')
    const place = placeAt(catalogue, item?.division ?? division ?? null, (level ?? null) as MeasureLevel | null)
    if ('wrong' in place) return place
    return { matter: { category, measures: sisters ? [...new Set(sisters.map(({ measure }) => measure))] : null, ...place } }
  }
}

/** Where a matter lies: at the division, or at a level above it. */
function placeAt(
  catalogue: Catalogue,
  code: string | null,
  level: MeasureLevel | null,
): Pick<Matter, 'level' | 'division' | 'province'> | { wrong: AskedWrongly } {
  const place = code === null ? null : catalogue.division(code)
  const province = provinceOfDivision(catalogue, code)
  if (place === null || province === null) return wrong('division', 'division is a division of the four provinces: 6 digits.')
  const above: Readonly<Record<MeasureLevel, string | null>> = { PROVINCE: province, CITY: place.city, COUNTY: place.current }
  const at = level ?? place.level
  const division = above[at]
  const reaches = MEASURE_LEVELS.indexOf(at) <= MEASURE_LEVELS.indexOf(place.level)
  return division === null || !reaches ? wrong('level', 'level is that of the division, or one above it.') : { level: at, division, province }
}
