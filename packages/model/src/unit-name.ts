import { type CatalogueTables, cell, nameKey } from './catalogue-tables.ts'
import type { Day } from './day.ts'
import type { ListEntry, Province } from './generated/records.ts'
import type { Unit } from './terms.ts'
import type { UnitRegister } from './unit-register.ts'

/** The level at which a named unit stands. */
export type UnitLevel = NonNullable<ListEntry['finder']>['level']

/** What a written unit name stands for: the data-source unit, and the division of the bureau that bears the name (null: the unit's whole territory). */
export interface ResolvedUnitName {
  readonly unit: string
  readonly division: string | null
  readonly level: UnitLevel
}

interface Bearer extends ResolvedUnitName {
  readonly from: Day | null
  readonly to: Day | null
}

const levelOf = (unit: Unit): UnitLevel => (unit.provinces.length > 1 ? 'NATIONAL' : 'PROVINCE')
const levelOfDivision = (division: string): UnitLevel => (division.endsWith('0000') ? 'PROVINCE' : division.endsWith('00') ? 'CITY' : 'COUNTY')

const ownName = (unit: Unit): Bearer => ({ unit: unit.code, division: unit.city, level: levelOf(unit), from: null, to: null })
const earlierNames = (unit: Unit): [string, Bearer][] =>
  unit.earlierNames.map(old => [nameKey(old.name), { ...ownName(unit), from: old.validFrom, to: old.validTo }])

/** Names in order of preference: the unit's own name (whatever the day: a source may write today's name on an old record), an alias with its division, an earlier name within its validity. */
function namesOf(tables: CatalogueTables, units: readonly Unit[]): Map<string, Bearer[]> {
  const names = new Map<string, Bearer[]>()
  const add = (name: string, bearer: Bearer): void => void names.set(name, [...(names.get(name) ?? []), bearer])
  for (const unit of units) add(nameKey(unit.name), ownName(unit))
  for (const row of tables['unit-alias']) {
    const division = cell(row, 'division')
    add(nameKey(cell(row, 'name')), { unit: cell(row, 'unit'), division, level: levelOfDivision(division), from: null, to: null })
  }
  for (const unit of units) for (const [name, bearer] of earlierNames(unit)) add(name, bearer)
  return names
}

/** Resolves unit names (单位名称) of the sources: only to units that serve the province on the day; null where nothing does (E_UNIT_UNRESOLVED). */
export function createUnitNames(tables: CatalogueTables, register: UnitRegister): (name: string, province: Province, day: Day) => ResolvedUnitName | null {
  const names = namesOf(tables, register.units())
  return (name, province, day) => {
    for (const { unit, division, level, from, to } of names.get(nameKey(name)) ?? []) {
      if ((from !== null && day < from) || (to !== null && day > to)) continue
      const heir = register.heirOn(unit, day)
      if (heir !== null && register.unitServes(heir, province, day)) return { unit: heir, division, level }
    }
    return null
  }
}
