import { type CatalogueRow, type CatalogueTables, cell, cellOrNull } from './catalogue-tables.ts'
import type { Day } from './day.ts'

/** What a measure does to a matter of its category: STOP forbids it, NOTE has it examined strictly or noted, FAVOUR helps it. */
export type CheckEffect = 'STOP' | 'NOTE' | 'FAVOUR'

/** A rule of the credit check (信用核查): the effect of a measure on the matters of a power category, and the law behind it. */
export interface CheckRule {
  readonly measure: string
  readonly category: string
  readonly effect: CheckEffect
  readonly legalBasis: string
  /** Null where the row names none. */
  readonly article: string | null
  readonly validFrom: Day | null
  readonly validTo: Day | null
}

/** The rules of the credit check by measure and category. */
export interface CheckRules {
  /** The rule that holds on a day; null: the measure does nothing to matters of that category. */
  checkRule(measure: string, category: string, day: Day): CheckRule | null
}

const readCheckRule = (row: CatalogueRow): CheckRule => ({
  measure: cell(row, 'measure'),
  category: cell(row, 'power_category'),
  effect: cell(row, 'effect') as CheckEffect,
  legalBasis: cell(row, 'legal_basis'),
  article: cellOrNull(row, 'article'),
  validFrom: cellOrNull(row, 'valid_from'),
  validTo: cellOrNull(row, 'valid_to'),
})

/** Makes the rules of check-rules.csv. Of rules that overlap, the one that began last holds. */
export function createCheckRules(tables: CatalogueTables): CheckRules {
  const rules = Map.groupBy(tables['check-rules'].map(readCheckRule), ({ measure, category }) => `${measure}/${category}`)
  return {
    checkRule: (measure, category, day) =>
      (rules.get(`${measure}/${category}`) ?? [])
        .filter(({ validFrom, validTo }) => (validFrom ?? '') <= day && (validTo === null || day <= validTo))
        .toSorted((a, b) => ((a.validFrom ?? '') < (b.validFrom ?? '') ? 1 : -1))[0] ?? null,
  }
}
