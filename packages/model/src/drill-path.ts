import { type CatalogueRow, type CatalogueTables, cell } from './catalogue-tables.ts'
import { provinceOfPrefix, readDimensions } from './catalogue-terms.ts'
import type { Day } from './day.ts'
import type { Province, Relationship } from './generated/records.ts'
import type { UnitRegister } from './unit-register.ts'

/** A table that paths end in. */
export type PathTable = 'domain-unit' | 'indicator-unit' | 'competence'

/** Where drills end: one unit for a domain, an indicator, a function or a party, in a province, for a city with units of its own. With a day: the unit that answers on it. */
export interface DrillPaths {
  unitOfDomain(domain: string, province: Province, city: string | null, day?: Day): string | null
  unitOfIndicator(indicator: string, province: Province, city: string | null, day?: Day): string | null
  unitOfFunction(fn: string, province: Province, city: string | null, day?: Day): string | null
  unitOfParty(dimension: Relationship['dimension'], partyKind: Relationship['partyKind'], province: Province, city: string | null, day?: Day): string | null
  /** The cities of a province for which a table's rows name a unit of their own. */
  citiesAt(table: PathTable, key: string, province: Province): readonly string[]
  /** Every unit that the rows of a path name; exactly one in a sound catalogue. City rows are not replaced by the province's here. */
  unitsAt(table: PathTable, key: string, province: Province, city: string | null): readonly string[]
  /** The function that answers for a party; null where the dimension has no such party. */
  functionOfParty(dimension: string, partyKind: string): string | null
}

const KEYS = { 'domain-unit': 'domain', 'indicator-unit': 'indicator', competence: 'function' } as const
const pathOf = (key: string, province: Province, city: string | null): string => `${key}/${province}/${city ?? ''}`

function indexOf(rows: readonly CatalogueRow[], column: string): Map<string, string[]> {
  const units = new Map<string, string[]>()
  for (const row of rows) {
    const path = pathOf(cell(row, column), provinceOfPrefix(cell(row, 'province')), cell(row, 'city_override') || null)
    units.set(path, [...(units.get(path) ?? []), cell(row, 'unit')])
  }
  return units
}

function citiesOf(tables: CatalogueTables): Map<string, Set<string>> {
  const cities = new Map<string, Set<string>>()
  for (const table of ['domain-unit', 'indicator-unit', 'competence'] as const) {
    for (const row of tables[table].filter(each => cell(each, 'city_override') !== '')) {
      const path = pathOf(`${table}/${cell(row, KEYS[table])}`, provinceOfPrefix(cell(row, 'province')), null)
      cities.set(path, (cities.get(path) ?? new Set()).add(cell(row, 'city_override')))
    }
  }
  return cities
}

/** Makes the paths of domain-unit.csv, indicator-unit.csv, competence.csv and relation-dimensions.csv: a city without a row of its own goes by the province's row; two units on one path are none. */
export function createDrillPaths(tables: CatalogueTables, register: UnitRegister): DrillPaths {
  const indexes = {
    'domain-unit': indexOf(tables['domain-unit'], KEYS['domain-unit']),
    'indicator-unit': indexOf(tables['indicator-unit'], KEYS['indicator-unit']),
    competence: indexOf(tables.competence, KEYS.competence),
  }
  const cities = citiesOf(tables)
  const parties = new Map<string, string>(
    readDimensions(tables['relation-dimensions']).flatMap(dimension =>
      dimension.parties.map(party => [`${dimension.code}/${party.partyKind}`, party.function] as const),
    ),
  )
  const unitsAt: DrillPaths['unitsAt'] = (table, key, province, city) => indexes[table].get(pathOf(key, province, city)) ?? []
  const one = (table: PathTable, key: string, province: Province, city: string | null, day?: Day): string | null => {
    const own = city === null ? [] : unitsAt(table, key, province, city)
    const named = own.length > 0 ? own : unitsAt(table, key, province, null)
    if (day === undefined && named.length === 1) return named[0] ?? null
    const units = new Set(day === undefined ? named : named.map(unit => register.heirOn(unit, day)).filter(unit => unit !== null))
    const [unit] = units
    return unit !== undefined && units.size === 1 ? unit : null
  }
  return {
    unitOfDomain: (domain, province, city, day) => one('domain-unit', domain, province, city, day),
    unitOfIndicator: (indicator, province, city, day) => one('indicator-unit', indicator, province, city, day),
    unitOfFunction: (fn, province, city, day) => one('competence', fn, province, city, day),
    unitOfParty: (dimension, partyKind, province, city, day) => {
      const fn = parties.get(`${dimension}/${partyKind}`)
      return fn === undefined ? null : one('competence', fn, province, city, day)
    },
    citiesAt: (table, key, province) => [...(cities.get(pathOf(`${table}/${key}`, province, null)) ?? [])],
    unitsAt,
    functionOfParty: (dimension, partyKind) => parties.get(`${dimension}/${partyKind}`) ?? null,
  }
}
