import type { CatalogueTables } from './catalogue-tables.ts'
import { readUnits } from './catalogue-terms.ts'
import type { Day } from './day.ts'
import type { Province } from './generated/records.ts'
import type { Unit } from './terms.ts'

/** The units with their validity. */
export interface UnitRegister {
  /** The unit with this code, whatever the day. */
  unit(code: string): Unit | null
  units(): readonly Unit[]
  /** Is this a unit of the province that is valid on the day? */
  unitServes(code: string, province: Province, day: Day): boolean
  /** The unit that answers on a day for what a unit was given: itself while valid, then its successors; null where the line ends or has not begun. */
  heirOn(code: string, day: Day): string | null
}

const begun = (unit: Unit, day: Day): boolean => unit.validFrom === null || unit.validFrom <= day
const standing = (unit: Unit, day: Day): boolean => begun(unit, day) && (unit.validTo === null || day <= unit.validTo)

/** Makes the register of units.csv, unit-history.csv and competence.csv. */
export function createUnitRegister(tables: CatalogueTables): UnitRegister {
  const units = readUnits(tables)
  const byCode = new Map(units.map(unit => [unit.code, unit]))
  const heirOn = (code: string, day: Day): string | null => {
    const seen = new Set<string>()
    let unit = byCode.get(code)
    while (unit !== undefined && begun(unit, day) && !standing(unit, day)) {
      if (seen.has(unit.code)) return null
      seen.add(unit.code)
      unit = unit.successor === null ? undefined : byCode.get(unit.successor)
    }
    return unit !== undefined && standing(unit, day) ? unit.code : null
  }
  return {
    unit: code => byCode.get(code) ?? null,
    units: () => units,
    unitServes: (code, province, day) => {
      const unit = byCode.get(code)
      return unit !== undefined && unit.provinces.includes(province) && standing(unit, day)
    },
    heirOn,
  }
}
