import type { CodeTerm, Warning } from '@delta/model'
import { plainForm } from './blank.ts'
import type { Reading } from './reading.ts'
import type { Rule } from './rule.ts'

const read = <T extends string>(reading: Reading, column: string, words: string | null): T | null => {
  const [meaning, ...warnings] = words?.split(' + ') ?? []
  if (meaning === undefined) return reading.fail('code', 'E_CODE_UNKNOWN', column)
  reading.warn(...(warnings as Warning[]))
  return meaning as T
}

/**
 * What the catalogue makes of a code or name of a list: the word behind its arrow (`2 异议 → VALID + W_OBJECTION` is VALID with a warning). T names the words that
 * the list holds. A remark in brackets after a name may be left out, and each of the names that such a remark lists stands for it (履行完毕).
 */
export const meaning = <T extends string>(column: string, list: string): Rule<T> => ({
  columns: [column],
  read: reading => {
    const text = reading.text(column)
    if (text === null) return null
    const plain = plainForm(text)
    const { catalogue } = reading
    const term = catalogue.code(list, plain) ?? catalogue.codeByName(list, plain) ?? byRemark(catalogue.codeList(list), plain)
    return read<T>(reading, column, term?.meaning ?? null)
  },
})

/** The same with a table of the province's own: code or word to meaning (`异议` to `VALID + W_OBJECTION`). */
export const meaningOf = <T extends string>(column: string, table: Readonly<Record<string, string>>): Rule<T> => {
  const known = new Map(Object.entries(table))
  return {
    columns: [column],
    read: reading => {
      const text = reading.text(column)
      return text === null ? null : read<T>(reading, column, known.get(plainForm(text)) ?? null)
    },
  }
}

const byRemark = (terms: readonly CodeTerm[], name: string): CodeTerm | null =>
  terms.find(term => /\((.*)\)$/.exec(plainForm(term.name))?.[1]?.replace(/等$/, '').split('、').includes(name)) ?? null
