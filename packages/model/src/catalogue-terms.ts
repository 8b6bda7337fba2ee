import { type CatalogueRow, type CatalogueTables, cell, cellOrNull } from './catalogue-tables.ts'
import type { Province, Relationship, SubjectKind } from './generated/records.ts'
import { PROVINCES, shortOf } from './province.ts'
import type { Area, Category, City, CodeTerm, County, Dimension, Domain, GovernmentFunction, Indicator, ProvinceTerm, Unit } from './terms.ts'

/** The code of the province that a two-digit prefix of the tables stands for. */
export function provinceOfPrefix(prefix: string): Province {
  const province = PROVINCES.find(code => code.startsWith(prefix) && prefix.length === 2)
  if (province === undefined) throw new Error(`catalogue: no province ${prefix}`)
  return province
}

const named = (row: CatalogueRow): { name: string; nameEn: string | null } => ({ name: cell(row, 'name'), nameEn: cellOrNull(row, 'name_en') })
const optionalProvince = (prefix: string): Province | null => (prefix === '' ? null : provinceOfPrefix(prefix))

/** A province of provinces.csv. */
export const readProvince = (row: CatalogueRow): ProvinceTerm => {
  const code = provinceOfPrefix(cell(row, 'prefix'))
  return { ...named(row), code, short: shortOf(code), abbr: cell(row, 'abbr') }
}
/** A city of cities.csv. */
export const readCity = (row: CatalogueRow): City => ({ ...named(row), code: cell(row, 'code'), province: provinceOfPrefix(cell(row, 'province')) })
/** A county of counties.csv. */
export const readCounty = (row: CatalogueRow): County => ({ ...readCity(row), city: cell(row, 'city') })
/** An area of areas.csv. */
export const readArea = (row: CatalogueRow): Area => ({ ...named(row), code: cell(row, 'code') })
/** A function of functions.csv. */
export const readFunction = (row: CatalogueRow): GovernmentFunction => ({ ...named(row), code: cell(row, 'function') })
/** A category of info-categories.csv. */
export const readCategory = (row: CatalogueRow): Category => ({ ...named(row), code: cell(row, 'category') })

/** A domain of domains.csv. */
export const readDomain = (row: CatalogueRow): Domain => ({
  ...named(row),
  code: cell(row, 'domain'),
  polarity: cell(row, 'polarity').toUpperCase() as Domain['polarity'],
  area: cell(row, 'area'),
  function: cell(row, 'function'),
  serious: cell(row, 'serious') === '1',
  now: cell(row, 'now') === '1',
  leadProvince: optionalProvince(cell(row, 'regional_lead_province')),
})

/** An indicator of indicators.csv. */
export const readIndicator = (row: CatalogueRow): Indicator => ({
  ...named(row),
  code: cell(row, 'indicator'),
  kind: cell(row, 'subject_kind') as SubjectKind,
  category: cell(row, 'category'),
  valueType: cell(row, 'value_type'),
  polarity: cell(row, 'polarity') as Indicator['polarity'],
  function: cell(row, 'function'),
})

/** Code lists write what the model makes of a value behind an arrow: `信用修复 → REPAIRED`. */
export const readCode = (row: CatalogueRow): CodeTerm => {
  const [name = '', meaning] = cell(row, 'name').split(' → ')
  return { list: cell(row, 'list'), code: cell(row, 'code'), name, meaning: meaning?.split(';')[0]?.trim() ?? null }
}

/** One dimension stands in several rows, one for each kind of party. */
export const readDimensions = (rows: readonly CatalogueRow[]): Dimension[] =>
  [...Map.groupBy(rows, row => cell(row, 'dimension'))].map(([code, parties]) => ({
    ...named(parties[0] ?? {}),
    code: code as Dimension['code'],
    parties: parties.map(row => ({ partyKind: cell(row, 'party_kind') as Relationship['partyKind'], function: cell(row, 'unit_function') })),
  }))

/** The units, each with its earlier names and the city that it is the own unit of. */
export function readUnits(tables: CatalogueTables): Unit[] {
  const history = Map.groupBy(tables['unit-history'], row => cell(row, 'unit'))
  const cities = new Map(tables.competence.filter(row => cell(row, 'city_override')).map(row => [cell(row, 'unit'), cell(row, 'city_override')]))
  return tables.units.map(row => ({
    ...named(row),
    code: cell(row, 'unit'),
    function: cell(row, 'function'),
    provinces: cell(row, 'provinces').split('|').map(provinceOfPrefix),
    city: cities.get(cell(row, 'unit')) ?? null,
    uscc: cellOrNull(row, 'uscc'),
    nameFrom: cellOrNull(row, 'name_from'),
    validFrom: cellOrNull(row, 'valid_from'),
    validTo: cellOrNull(row, 'valid_to'),
    successor: cellOrNull(row, 'successor'),
    earlierNames: (history.get(cell(row, 'unit')) ?? []).map(old => ({
      name: cell(old, 'name'),
      validFrom: cellOrNull(old, 'valid_from'),
      validTo: cellOrNull(old, 'valid_to'),
    })),
  }))
}
