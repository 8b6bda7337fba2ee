import { plainForm } from './blank.ts'
import type { Rule } from './rule.ts'

/** Two-digit codes of a code list joined by `separator`; empty parts are passed over, each code counts once. */
export const codes = (column: string, separator: string, list: string): Rule<string[]> => {
  const between = plainForm(separator)
  return {
    columns: [column],
    read: reading => {
      const text = reading.text(column)
      if (text === null) return null
      const parts = plainForm(text)
        .split(between)
        .filter(part => part !== '')
      if (parts.length === 0 || parts.some(part => reading.catalogue.code(list, part) === null)) return reading.fail('code', 'E_CODE_UNKNOWN', column)
      return [...new Set(parts)].toSorted()
    },
  }
}

/** An integer that is a code of a list without its leading zero (`3` for `03`). */
export const codeNumber = (column: string, list: string): Rule<string[]> => ({
  columns: [column],
  read: reading => {
    const text = reading.text(column)
    if (text === null) return null
    const code = text.padStart(2, '0')
    return reading.catalogue.code(list, code) === null ? reading.fail('code', 'E_CODE_UNKNOWN', column) : [code]
  },
})
