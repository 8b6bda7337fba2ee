import { nameKey } from './catalogue-tables.ts'
import type { Division, DivisionRegister } from './division-register.ts'
import { provinceAtStart } from './national-province.ts'
import { isProvince } from './province.ts'

interface Place {
  readonly code: string
  readonly name: string
  readonly province: string
  readonly retired: boolean
}

const FILLERS = ['市辖区', '省直辖县级行政区划', '自治区直辖县级行政区划', '县'] as const
const withoutFiller = (text: string): string => {
  const filler = FILLERS.find(word => text.startsWith(word) && (text.length > word.length || word !== '县'))
  return filler === undefined ? text : text.slice(filler.length)
}

const place = (code: string, name: string, retired: boolean): Place => ({ code, name: nameKey(name), province: `${code.slice(0, 2)}0000`, retired })

function placesOf(register: DivisionRegister): { cities: Place[]; counties: Place[] } {
  const past = [...register.retired.values()].map(({ code, name }) => place(code, name, true))
  return {
    cities: [...[...register.cities.values()].map(({ code, name }) => place(code, name, false)), ...past.filter(({ code }) => code.endsWith('00'))],
    counties: [...[...register.counties.values()].map(({ code, name }) => place(code, name, false)), ...past.filter(({ code }) => !code.endsWith('00'))],
  }
}

/** The one place of several that bear a name: current ones go before retired ones; more than one of the same standing is none. */
function single(places: readonly Place[]): Place | null {
  const current = places.filter(({ retired }) => !retired)
  const candidates = current.length > 0 ? current : places
  const [first] = candidates
  return first !== undefined && new Set(candidates.map(({ code }) => code)).size === 1 ? first : null
}

/**
 * Reads a written place (户籍地): `安徽省合肥市巢湖市`, `上海市浦东新区`, `浙江省玉环县`, `居巢区`. Retired names lead to their successors. What is named and understood
 * stands, down to the deepest level: a county that is not understood leaves its city, or its province. A county alone is read only if it is the only one of its
 * name in the region (or in `withinProvince`): 鼓楼区 is nobody's. Places outside the region yield their province.
 */
export function createDivisionNames(register: DivisionRegister): (name: string, withinProvince?: string) => Division | null {
  const { cities, counties } = placesOf(register)

  const countyIn = (text: string, province: string | null, city: Place | null): Place | null => {
    const bearers = counties.filter(county => county.name === text && (province === null || county.province === province))
    if (city === null) return single(bearers)
    const inCity = bearers.filter(({ code }) => code.startsWith(city.code.slice(0, 4)) || register.division(code)?.city === city.code)
    return single(inCity) ?? (city.retired ? single(bearers) : null)
  }

  const placeIn = (text: string, province: string | null): Place | null => {
    const whole = countyIn(text, province, null)
    if (whole !== null && !whole.retired) return whole
    for (const city of cities) {
      if (!text.startsWith(city.name) || (province !== null && city.province !== province)) continue
      return countyIn(withoutFiller(text.slice(city.name.length)), city.province, city) ?? city
    }
    return whole
  }

  return (name, withinProvince) => {
    const text = nameKey(name)
    const start = provinceAtStart(text)
    if (start === null) {
      const found = placeIn(text, withinProvince ?? null)
      if (found !== null) return register.division(found.code)
      const inProvince = withinProvince !== undefined && counties.some(county => county.name === text && county.province === withinProvince)
      return inProvince ? register.division(withinProvince) : null
    }
    if (withinProvince !== undefined && start.code !== withinProvince) return null
    const rest = withoutFiller(start.rest)
    const found = isProvince(start.code) && rest !== '' ? placeIn(rest, start.code) : null
    return register.division(found?.code ?? start.code)
  }
}
