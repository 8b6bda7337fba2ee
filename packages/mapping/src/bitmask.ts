import type { Rule } from './rule.ts'

/** Several codes in one integer: bit n is set where code n + 1 of the list holds; 0 is none. A bit beyond the list is E_CODE_UNKNOWN. */
export const bitmask = (column: string, list: string): Rule<string[]> => ({
  columns: [column],
  read: reading => {
    const text = reading.text(column)
    if (text === null) return null
    if (!/^\d{1,9}$/.test(text)) return reading.fail('code', 'E_CODE_UNKNOWN', column)
    const bits = [...Number(text).toString(2)].toReversed()
    const set = bits.flatMap((bit, n) => (bit === '1' ? [String(n + 1).padStart(2, '0')] : []))
    return set.every(code => reading.catalogue.code(list, code) !== null) ? set : reading.fail('code', 'E_CODE_UNKNOWN', column)
  },
})
