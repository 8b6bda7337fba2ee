import { type Catalogue, type Measure, MEASURE_LEVELS, type MeasureLevel, type PowerItem } from '@delta/model'
import { type LadderScope, measuresIn } from './ladder.ts'

/** How two ladders part at a measure and level. */
export const DIFFERENCES = ['ONLY_A', 'ONLY_B', 'BASIC_CODE', 'DEPARTMENT_FUNCTION', 'DEPARTMENT_LEVEL'] as const

type Difference = (typeof DIFFERENCES)[number]

/** One province's side of a measure at a level. */
export interface DiffSide {
  readonly items: readonly PowerItem[]
  readonly basicCodes: readonly string[]
  /** The functions of the departments, where their names tell them. */
  readonly functions: readonly string[]
  /** The levels of the divisions whose departments they are. */
  readonly departmentLevels: readonly MeasureLevel[]
}

/** A measure at a level where the two ladders part. */
export interface DiffRow {
  readonly measure: Measure
  readonly level: MeasureLevel
  readonly a: DiffSide
  readonly b: DiffSide
  readonly differs: readonly Difference[]
}

/** What parts two provinces' ladders, and at how many measures × levels they agree. */
export interface LadderDiff {
  readonly a: string
  readonly b: string
  readonly same: number
  readonly rows: readonly DiffRow[]
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)].toSorted()
const part = (a: readonly string[], b: readonly string[]): boolean => a.join() !== b.join()

const sideOf = (catalogue: Catalogue, items: readonly PowerItem[]): DiffSide => ({
  items,
  basicCodes: distinct(items.map(item => item.basicCode)),
  functions: distinct(items.flatMap(({ department }) => catalogue.functionOfAuthority(department.bureau ?? department.name) ?? [])),
  departmentLevels: distinct(items.flatMap(({ department }) => catalogue.division(department.division)?.level ?? [])),
})

const differences = (a: DiffSide, b: DiffSide): Difference[] => {
  if (a.items.length === 0) return ['ONLY_B']
  if (b.items.length === 0) return ['ONLY_A']
  const known = a.functions.length > 0 && b.functions.length > 0
  return [
    ...(part(a.basicCodes, b.basicCodes) ? (['BASIC_CODE'] as const) : []),
    ...(known && part(a.functions, b.functions) ? (['DEPARTMENT_FUNCTION'] as const) : []),
    ...(part(a.departmentLevels, b.departmentLevels) ? (['DEPARTMENT_LEVEL'] as const) : []),
  ]
}

/** Compares two provinces' ladders measure by measure and level by level. How many divisions have an item is not compared: that is what the gaps tell. */
export function diffLadders(catalogue: Catalogue, a: string, b: string, scope: Omit<LadderScope, 'provinces'>): LadderDiff {
  const items = Map.groupBy(catalogue.powerItems(), item => `${item.measure}/${item.level}/${item.province}`)
  const rows = measuresIn(catalogue, { ...scope, provinces: [] }).flatMap(measure =>
    MEASURE_LEVELS.flatMap(level => {
      const [ofA = [], ofB = []] = [a, b].map(province => items.get(`${measure.code}/${level}/${province}`))
      if (ofA.length + ofB.length === 0) return []
      const sides = { a: sideOf(catalogue, ofA), b: sideOf(catalogue, ofB) }
      return [{ measure, level, ...sides, differs: differences(sides.a, sides.b) }]
    }),
  )
  const parted = rows.filter(({ differs }) => differs.length > 0)
  return { a, b, same: rows.length - parted.length, rows: parted }
}
