import {
  type Catalogue,
  type Measure,
  MEASURE_LEVELS,
  type MeasureGap,
  type MeasureLevel,
  type MeasurePolarity,
  type PowerItem,
  type Province,
} from '@delta/model'

/** Which part of the ladder is asked for. */
export interface LadderScope {
  readonly polarity: MeasurePolarity
  readonly provinces: readonly string[]
  /** Only measures for one of these domains. */
  readonly domains: readonly string[]
}

/** The items at a level. */
export interface LadderLevel {
  readonly level: MeasureLevel
  readonly items: readonly PowerItem[]
}

/** The items of a power category, by level. */
export interface LadderCategory {
  readonly category: string
  readonly items: readonly PowerItem[]
  readonly levels: readonly LadderLevel[]
}

/** The items of a province, by category and level, and what its ladder lacks. */
export interface LadderProvince {
  readonly province: Province
  readonly items: readonly PowerItem[]
  readonly categories: readonly LadderCategory[]
  readonly gaps: readonly MeasureGap[]
}

/** The ladder of one polarity. */
export interface Ladder {
  readonly polarity: MeasurePolarity
  readonly items: readonly PowerItem[]
  readonly provinces: readonly LadderProvince[]
}

/** The measures of a scope. */
export const measuresIn = (catalogue: Catalogue, { polarity, domains }: LadderScope): readonly Measure[] =>
  catalogue.measures(polarity).filter(measure => measure.domains.some(code => domains.includes(code)))

const levelsOf = (items: readonly PowerItem[]): LadderLevel[] => {
  const byLevel = Map.groupBy(items, item => item.level)
  return MEASURE_LEVELS.flatMap(level => (byLevel.has(level) ? [{ level, items: byLevel.get(level)! }] : []))
}

/** Climbs down the ladder: polarity → province → category → level → items. A province without items stands there with none; empty categories and levels do not. `known`: the gaps of the whole catalogue. */
export function ladderOf(catalogue: Catalogue, known: readonly MeasureGap[], scope: LadderScope): Ladder {
  const measures = new Set(measuresIn(catalogue, scope).map(({ code }) => code))
  const items = catalogue.powerItems().filter(item => measures.has(item.measure) && scope.provinces.includes(item.province))
  const gaps = known.filter(gap => measures.has(gap.measure))
  return {
    polarity: scope.polarity,
    items,
    provinces: scope.provinces.map(code => {
      const own = items.filter(item => item.province === code)
      return {
        province: code as Province,
        items: own,
        categories: [...Map.groupBy(own, item => item.category)].map(([category, of]) => ({ category, items: of, levels: levelsOf(of) })),
        gaps: gaps.filter(gap => gap.province === code),
      }
    }),
  }
}
