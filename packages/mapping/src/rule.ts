import type { Reading } from './reading.ts'

/** A named rule bound to its columns: reads a value, or null where the source says nothing or a check failed (which it leaves with the reading). */
export interface Rule<T> {
  /** Columns it reads; the first one names it in a rejection. */
  readonly columns: readonly [string, ...string[]]
  readonly read: (reading: Reading) => T | null
}

/** The same rule, but where it finds nothing and nothing is wrong, that is E_REQUIRED. */
export const required = <T>(rule: Rule<T>): Rule<T> => ({
  columns: rule.columns,
  read: reading => {
    const before = reading.faults
    const value = rule.read(reading)
    return value === null && reading.faults === before ? reading.fail('required', 'E_REQUIRED', rule.columns[0]) : value
  },
})

/** The first of two rules that has a value (Jiangsu: from = FBRQ, else LARQ). */
export const either = <T>(first: Rule<T>, second: Rule<T>): Rule<T> => ({
  columns: [...first.columns, ...second.columns],
  read: reading => first.read(reading) ?? second.read(reading),
})

/** The columns of several rules, each once. */
export const columnsOf = (...rules: readonly (Rule<unknown> | null | undefined)[]): string[] => [...new Set(rules.flatMap(rule => rule?.columns ?? []))]
