import { type CatalogueTables, cell } from './catalogue-tables.ts'
import type { Division, DivisionRegister } from './division-register.ts'

/**
 * Jiangsu's local area codes: the telephone area code and the last two digits of the county (`051283` → 320583, `02505` → 320105). Text: without its leading 0 a
 * code is unknown. A county that no table names leaves its city; an area code outside the table is null.
 */
export function createLocalAreas(tables: CatalogueTables, register: DivisionRegister): (code: string) => Division | null {
  const cities = new Map(tables['js-local-area-codes'].map(row => [cell(row, 'local_area'), cell(row, 'division')]))
  return code => {
    if (!/^0\d{4,5}$/.test(code)) return null
    const city = cities.get(code.slice(0, -2))
    if (city === undefined) return null
    const county = register.division(city.slice(0, 4) + code.slice(-2))
    return county?.known ? county : register.division(city)
  }
}
