import { type CatalogueTables, cell, nameKey } from './catalogue-tables.ts'

/** The function of a deciding authority (处罚机关、许可机关) by the longest suffix of its name in authority-suffixes.csv; null where none fits. Never a reason to reject. */
export function createAuthorityFunctions(tables: CatalogueTables): (name: string) => string | null {
  const functions = new Map(tables['authority-suffixes'].map(row => [nameKey(cell(row, 'suffix')), cell(row, 'function')]))
  const longest = Math.max(0, ...[...functions.keys()].map(suffix => suffix.length))
  return name => {
    const key = nameKey(name)
    for (let length = Math.min(longest, key.length); length > 0; length -= 1) {
      const found = functions.get(key.slice(-length))
      if (found !== undefined) return found
    }
    return null
  }
}
