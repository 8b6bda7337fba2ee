import { type Catalogue, type Day, type ListEntry, type Measure, type MeasureLevel, type PowerItem, type Province, PROVINCES } from '@delta/model'
import { departmentOf, provinceOfDivision, type WorkDepartment } from './department.ts'
import type { WorkGap } from './tables.ts'

/** What of an entry in force its work orders follow from. */
export interface ListedEntry {
  readonly province: Province
  readonly domain: string
  readonly polarity: ListEntry['polarity']
  readonly division: string | null
}

/** One thing that a department is to do. */
export interface CalledFor {
  readonly province: Province
  readonly measure: Measure
  readonly item: PowerItem
  readonly level: MeasureLevel
  readonly department: WorkDepartment
}

/** What an entry calls for on a day: one department an item, and the measures that end in none. */
export interface Call {
  readonly orders: readonly CalledFor[]
  readonly gaps: readonly WorkGap[]
}

/**
 * What an entry in force calls for in every province in which its finding binds. Where the subject does not lie in a province, only that province's own level is asked there:
 * that it has no city or county in it is no gap.
 */
export function calledFor(catalogue: Catalogue, entry: ListedEntry, day: Day): Call {
  const home = provinceOfDivision(catalogue, entry.division) ?? entry.province
  const orders: CalledFor[] = []
  const gaps: WorkGap[] = []
  for (const province of PROVINCES) {
    if (catalogue.recognitionOf(entry.domain, entry.province, province, day)?.effect !== 'BINDS') continue
    for (const step of catalogue.resolveMeasures({ ...entry, province })) {
      const { measure, level } = step
      const gap = (missing: WorkGap['missing']): void => void gaps.push({ province, measure: measure.code, level, missing })
      if (step.kind === 'UNRESOLVED') {
        if (step.missing !== 'DIVISION' || province === home) gap(step.missing)
        continue
      }
      const department = departmentOf(catalogue, step.item, day)
      if (department) orders.push({ province, measure, item: step.item, level, department })
      else gap('DEPARTMENT')
    }
  }
  return { orders, gaps }
}
