import { columnIn } from './column-name.ts'
import type { ProvinceMapping } from './province-mapping.ts'

/** What a source's columns and a mapping disagree about: columns that nobody reads, and columns that are read but not there. */
export interface ColumnReport {
  readonly unmapped: readonly string[]
  readonly missing: readonly string[]
}

/** Compares the columns of a dataset with its mapping; a dataset that is not declared has none mapped. */
export function checkColumns(mapping: ProvinceMapping, dataset: string, columns: readonly string[]): ColumnReport {
  const declared = mapping.datasets[dataset]
  if (declared === undefined) return { unmapped: columns, missing: [] }
  const named = (list: readonly string[]): string[] => list.map(column => columnIn(declared, { dataset }, column))
  const read = new Set(named(declared.columns))
  const allowed = new Set([...read, ...named(declared.ignore)])
  const optional = new Set(named(declared.optional))
  return {
    unmapped: columns.filter(column => !allowed.has(column)).toSorted(),
    missing: [...read].filter(column => !optional.has(column) && !columns.includes(column)).toSorted(),
  }
}
