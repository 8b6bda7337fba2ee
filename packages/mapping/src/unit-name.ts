import type { Day, ResolvedUnitName } from '@delta/model'
import type { Reading } from './reading.ts'

/** A unit as a source names it: its text, and the unit it stands for. */
export interface NamedUnit extends ResolvedUnitName {
  readonly name: string
}

/** A column that names the unit which states or finds (数据来源单位, 认定单位). */
export interface UnitNameRule {
  readonly columns: readonly [string]
  /** The unit that bore the name on the day and serves the province today; a name that resolves to none is E_UNIT_UNRESOLVED. */
  readonly resolve: (reading: Reading, on: Day | null) => NamedUnit | null
}

/** A unit by its exact name, a city bureau's name, or a name that it bore on the day. */
export const unitName = (column: string): UnitNameRule => ({
  columns: [column],
  resolve: (reading, on) => {
    const name = reading.text(column)
    return name === null ? null : (find(reading, name, on) ?? reading.fail('unit', 'E_UNIT_UNRESOLVED', column))
  },
})

/** The same, but a blank name is E_REQUIRED. */
export const requiredUnitName = (column: string): UnitNameRule => {
  const rule = unitName(column)
  return {
    columns: rule.columns,
    resolve: (reading, on) => (reading.text(column) === null ? reading.fail('required', 'E_REQUIRED', column) : rule.resolve(reading, on)),
  }
}

function find(reading: Reading, name: string, on: Day | null): NamedUnit | null {
  const { catalogue, province, parts } = reading
  const found = catalogue.resolveUnitName(name, province, on ?? parts.today)
  const unit = found === null ? null : catalogue.heirOn(found.unit, parts.today)
  return found === null || unit === null || !catalogue.unitServes(unit, province, parts.today) ? null : { ...found, unit, name }
}
