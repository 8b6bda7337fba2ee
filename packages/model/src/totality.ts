import type { Day } from './day.ts'
import type { DrillPaths, PathTable } from './drill-path.ts'
import type { Province } from './generated/records.ts'
import { PROVINCES } from './province.ts'
import type { Dimension, Domain, GovernmentFunction, Indicator } from './terms.ts'
import type { UnitRegister } from './unit-register.ts'

/** A path that does not end at exactly one unit of its province valid on the day. */
export interface TotalityFault {
  /** What was drilled: `domain B02 × 330000 × 330200`. */
  readonly path: string
  /** The units found, valid on the day; empty, or more than one. */
  readonly units: readonly string[]
  /** The units that the catalogue names there, whatever their validity. */
  readonly named: readonly string[]
}

/** What the totality check found on a day. */
export interface TotalityReport {
  readonly day: Day
  readonly paths: number
  readonly faults: readonly TotalityFault[]
}

/** What the check walks over. */
export interface TotalityParts {
  readonly paths: DrillPaths
  readonly register: UnitRegister
  readonly domains: readonly Domain[]
  readonly indicators: readonly Indicator[]
  readonly dimensions: readonly Dimension[]
  readonly functions: readonly GovernmentFunction[]
}

interface Start {
  readonly label: string
  readonly table: PathTable
  readonly key: string
  readonly fn: string
}

/**
 * Walks every path of the three drill-downs: domain × province, indicator × province, dimension × party kind × province, function × province, each also × city
 * where any table gives the city a unit of its own for the same function; and names those that do not end at exactly one unit that serves the province on the day.
 */
export function checkTotality(parts: TotalityParts, day: Day): TotalityReport {
  const starts: Start[] = [
    ...parts.domains.map((domain): Start => ({ label: `domain ${domain.code}`, table: 'domain-unit', key: domain.code, fn: domain.function })),
    ...parts.indicators.map((indicator): Start => ({
      label: `indicator ${indicator.code}`,
      table: 'indicator-unit',
      key: indicator.code,
      fn: indicator.function,
    })),
    ...parts.dimensions.flatMap(dimension =>
      dimension.parties.map((party): Start => ({
        label: `party ${dimension.code}/${party.partyKind}`,
        table: 'competence',
        key: party.function,
        fn: party.function,
      })),
    ),
    ...parts.functions.map((fn): Start => ({ label: `function ${fn.code}`, table: 'competence', key: fn.code, fn: fn.code })),
  ]
  const walk = ({ label, table, key }: Start, province: Province, city: string | null): TotalityFault | null => {
    const named = parts.paths.unitsAt(table, key, province, city)
    const heirs = new Set(named.map(unit => parts.register.heirOn(unit, day)).filter(unit => unit !== null))
    const units = [...heirs].filter(unit => parts.register.unitServes(unit, province, day))
    return units.length === 1 && named.length === 1 ? null : { path: [label, province, city].filter(part => part !== null).join(' × '), units, named }
  }
  const cities = PROVINCES.flatMap(province =>
    starts.flatMap(({ table, key, fn }) => parts.paths.citiesAt(table, key, province).map(city => ({ fn, province, city }))),
  )
  const citiesOf = (fn: string, of: Province): Set<string> => new Set(cities.filter(each => each.fn === fn && each.province === of).map(({ city }) => city))
  const results = starts.flatMap(start => PROVINCES.flatMap(province => [null, ...citiesOf(start.fn, province)].map(city => walk(start, province, city))))
  return { day, paths: results.length, faults: results.filter(fault => fault !== null) }
}
