import { type CatalogueTables, cell } from './catalogue-tables.ts'
import { readCity, readCounty, readProvince } from './catalogue-terms.ts'
import type { Day } from './day.ts'
import { provinceCodeOf, provinceName } from './national-province.ts'
import type { City, County, ProvinceTerm } from './terms.ts'

/** A division (行政区划) as a code or a name gives it. `province` is any provincial code of the country: compare it with `isProvince` before calling it inside the region. */
export interface Division {
  readonly code: string
  /** Null for divisions that no table names. */
  readonly name: string | null
  readonly level: 'PROVINCE' | 'CITY' | 'COUNTY'
  readonly province: string
  /** The 设区市 of the current division; null for a province, for Shanghai (which has no such level) and outside the region. */
  readonly city: string | null
  /** The division that it is today (or was on the day asked for). */
  readonly current: string
  /** The last day of a retired division. */
  readonly until: Day | null
  /** Named by a table; where false, only the digits are known to belong to the province. */
  readonly known: boolean
}

interface Retired {
  readonly code: string
  readonly name: string
  readonly successor: string
  readonly until: Day
}

/** The divisions of the four provinces, current and retired. */
export interface DivisionRegister {
  readonly provinces: ReadonlyMap<string, ProvinceTerm>
  readonly cities: ReadonlyMap<string, City>
  readonly counties: ReadonlyMap<string, County>
  readonly retired: ReadonlyMap<string, Retired>
  division(code: string, day?: Day): Division | null
}

const levelOf = (code: string): Division['level'] => (code.endsWith('0000') ? 'PROVINCE' : code.endsWith('00') ? 'CITY' : 'COUNTY')

/** Makes the register of its tables. A code that no table names still belongs to the province, and the city, of its digits; one whose first two digits are no province is null. */
export function createDivisionRegister(tables: CatalogueTables): DivisionRegister {
  const provinces = new Map(tables.provinces.map(readProvince).map(province => [province.code as string, province]))
  const cities = new Map(tables.cities.map(readCity).map(city => [city.code, city]))
  const counties = new Map(tables.counties.map(readCounty).map(county => [county.code, county]))
  const retired = new Map(
    tables['divisions-retired'].map(row => [
      cell(row, 'code'),
      { code: cell(row, 'code'), name: cell(row, 'name').replace(/\(.*\)$/u, ''), successor: cell(row, 'successor'), until: cell(row, 'until') },
    ]),
  )
  const cityOf = (code: string): string | null => {
    const city = counties.get(code)?.city ?? `${code.slice(0, 4)}00`
    const current = cities.has(city) ? city : retired.get(city)?.successor
    return current === undefined || current.endsWith('0000') ? null : current
  }
  const nameOfCode = (code: string): string | null =>
    provinces.get(code)?.name ??
    cities.get(code)?.name ??
    counties.get(code)?.name ??
    retired.get(code)?.name ??
    (code.endsWith('0000') ? provinceName(code) : null)

  const division = (code: string, day?: Day): Division | null => {
    const province = provinceCodeOf(code)
    if (province === null) return null
    const past = cities.has(code) || counties.has(code) ? undefined : retired.get(code)
    const inForce = past === undefined || (day !== undefined && day <= past.until)
    const current = inForce ? code : past.successor
    const name = nameOfCode(code)
    return { code, name, level: levelOf(code), province, city: cityOf(current), current, until: past?.until ?? null, known: name !== null }
  }
  return { provinces, cities, counties, retired, division }
}
