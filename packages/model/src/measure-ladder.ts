import type { CatalogueTables } from './catalogue-tables.ts'
import type { DivisionRegister } from './division-register.ts'
import type { Province } from './generated/records.ts'
import { type MeasureTotality, checkMeasures } from './measure-totality.ts'
import {
  type Measure,
  MEASURE_LEVELS,
  type MeasureLevel,
  type MeasurePolarity,
  type PowerCategory,
  type PowerItem,
  readMeasure,
  readPowerCategory,
  readPowerItem,
} from './measure-terms.ts'
import type { Domain } from './terms.ts'

/** What keeps a measure from its one department at a level: the subject's place is not known down to it, no power item there carries the measure, or an item there names several departments. */
export type MeasureMissing = 'DIVISION' | 'ITEM' | 'DEPARTMENT'

/** One step of a measure down the ladder: an item, which has one department, or a typed gap. */
export type MeasureStep =
  | { readonly kind: 'RESOLVED'; readonly measure: Measure; readonly level: MeasureLevel; readonly item: PowerItem }
  | { readonly kind: 'UNRESOLVED'; readonly measure: Measure; readonly level: MeasureLevel; readonly missing: MeasureMissing }

/** What measures follow from: an entry's domain and polarity, the province that is to act, and the subject's division (null where not known). */
export interface MeasureCase {
  readonly domain: string
  readonly polarity: Domain['polarity']
  readonly province: Province
  readonly division: string | null
}

/** The ladder of joint measures: {incentive | punish} → province → power-item category → level → item and code → department. */
export interface MeasureLadder {
  measure(code: string): Measure | null
  /** In the order of their file. */
  measures(polarity?: MeasurePolarity): readonly Measure[]
  powerCategory(code: string): PowerCategory | null
  powerItems(): readonly PowerItem[]
  /** Shanghai has no 设区市 level. */
  measureLevels(province: Province): readonly MeasureLevel[]
  /** A province's divisions at a level. */
  divisionsAt(province: Province, level: MeasureLevel): readonly string[]
  /** Each measure that a list entry calls for, at each level of the province: one department for an item, or why there is none. A watch list calls for none. */
  resolveMeasures(entry: MeasureCase): readonly MeasureStep[]
  measureTotality(): MeasureTotality
}

/** The polarity of the measures that a list's entries call for; null for watch lists. */
const CALLED_FOR: Readonly<Record<Domain['polarity'], MeasurePolarity | null>> = { BLACK: 'PUNISH', RED: 'INCENTIVE', WATCH: null }

/** The item of each basic code at one place, or the gap. Rows of one basic code that disagree about the department leave a gap of their own. */
const stepsOf = (measure: Measure, level: MeasureLevel, found: readonly PowerItem[]): MeasureStep[] => {
  if (found.length === 0) return [{ kind: 'UNRESOLVED', measure, level, missing: 'ITEM' }]
  return [...Map.groupBy(found, item => item.basicCode).values()].map(([item, ...others]) =>
    others.some(({ department }) => department.name !== item!.department.name)
      ? { kind: 'UNRESOLVED', measure, level, missing: 'DEPARTMENT' }
      : { kind: 'RESOLVED', measure, level, item: item! },
  )
}

/** Makes the ladder of measures.csv, power-categories.csv and power-items.csv. */
export function createMeasureLadder(tables: CatalogueTables, register: DivisionRegister, domains: readonly Domain[]): MeasureLadder {
  const measures = new Map(tables.measures.map(row => readMeasure(row, domains)).map(measure => [measure.code, measure]))
  const categories = new Map(tables['power-categories'].map(readPowerCategory).map(category => [category.code, category]))
  const items = tables['power-items'].map(row => readPowerItem(row, register))
  const byPlace = Map.groupBy(items, ({ measure, division }) => `${measure}/${division}`)

  const divisionsAt = (province: Province, level: MeasureLevel): readonly string[] => {
    if (level === 'PROVINCE') return [province]
    const places = level === 'CITY' ? register.cities : register.counties
    return [...places.values()].filter(place => place.province === province && place.code !== province).map(({ code }) => code)
  }
  const measureLevels = (province: Province): readonly MeasureLevel[] => MEASURE_LEVELS.filter(level => divisionsAt(province, level).length > 0)
  const stepsAt = (measure: Measure, level: MeasureLevel, division: string | null): MeasureStep[] =>
    division === null
      ? [{ kind: 'UNRESOLVED', measure, level, missing: 'DIVISION' }]
      : stepsOf(measure, level, byPlace.get(`${measure.code}/${division}`) ?? [])

  /** Where a subject's place lies at a level; null where it is not in the province or not known so far down. */
  const placeAt = (province: Province, level: MeasureLevel, division: string | null): string | null => {
    if (level === 'PROVINCE') return province
    const place = division === null ? null : register.division(division)
    if (place?.province !== province) return null
    if (level === 'CITY') return place.city
    return register.counties.has(place.current) ? place.current : null
  }

  return {
    measure: code => measures.get(code) ?? null,
    measures: polarity => [...measures.values()].filter(measure => polarity === undefined || measure.polarity === polarity),
    powerCategory: code => categories.get(code) ?? null,
    powerItems: () => items,
    measureLevels,
    divisionsAt,
    resolveMeasures: ({ domain, polarity, province, division }) =>
      [...measures.values()]
        .filter(measure => measure.polarity === CALLED_FOR[polarity] && measure.domains.includes(domain))
        .flatMap(measure => measureLevels(province).flatMap(level => stepsAt(measure, level, placeAt(province, level, division)))),
    measureTotality: () => checkMeasures({ measures: [...measures.values()], items, register, measureLevels, divisionsAt, stepsAt }),
  }
}
