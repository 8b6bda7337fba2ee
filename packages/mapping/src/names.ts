import type { Catalogue } from '@delta/model'
import { plainForm } from './blank.ts'
import type { Rule } from './rule.ts'

/**
 * Names of a code list joined by `separator`, as their codes. A name may hold the separator itself (没收违法所得、没收非法财物): of the names that fit the
 * longest is taken. A code of the list may stand for its name.
 */
export const names = (column: string, separator: string, list: string): Rule<string[]> => {
  const between = plainForm(separator)
  return {
    columns: [column],
    read: reading => {
      const text = reading.text(column)
      if (text === null) return null
      const parts = plainForm(text)
        .split(between)
        .filter(part => part !== '')
      return codesOf(reading.catalogue, list, parts, between) ?? reading.fail('code', 'E_CODE_UNKNOWN', column)
    },
  }
}

function codesOf(catalogue: Catalogue, list: string, parts: readonly string[], between: string): string[] | null {
  const found = new Set<string>()
  let start = 0
  while (start < parts.length) {
    let end = parts.length
    let code = codeOf(catalogue, list, parts.slice(start, end).join(between))
    while (code === null && end > start + 1) {
      end -= 1
      code = codeOf(catalogue, list, parts.slice(start, end).join(between))
    }
    if (code === null) return null
    found.add(code)
    start = end
  }
  return found.size === 0 ? null : [...found].toSorted()
}

const codeOf = (catalogue: Catalogue, list: string, text: string): string | null =>
  (catalogue.codeByName(list, text) ?? catalogue.code(list, text))?.code ?? null
