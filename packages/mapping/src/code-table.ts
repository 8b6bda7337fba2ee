import { plainForm } from './blank.ts'
import type { Check } from './check-order.ts'
import type { Rule } from './rule.ts'

/** A coded column: what the source's code stands for; a code that is not in the table is E_CODE_UNKNOWN, never a default. */
export const coded = <T>(column: string, table: Readonly<Record<string, T>>, check: Check = 'code'): Rule<T> => {
  const known = new Map(Object.entries(table))
  return {
    columns: [column],
    read: reading => {
      const text = reading.text(column)
      if (text === null) return null
      return known.get(plainForm(text)) ?? reading.fail(check, 'E_CODE_UNKNOWN', column)
    },
  }
}
