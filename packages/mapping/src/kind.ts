import type { SubjectKind } from '@delta/model'
import { plainForm } from './blank.ts'
import type { Reading } from './reading.ts'

/** What a source says about a subject's kind: the kinds that it may be (one: the source is definite); null where it says nothing or an unknown code. */
export interface KindRule {
  readonly columns: readonly string[]
  readonly read: (reading: Reading) => readonly SubjectKind[] | null
}

const ORGANISATIONS: readonly SubjectKind[] = ['ENT', 'GOV', 'SOC', 'INS']
const COUNTERPARTIES: Readonly<Record<string, readonly SubjectKind[]>> = { '1': ORGANISATIONS, '2': ['NAT'], '3': ['ENT'] }

/** Always this kind. */
export const fixedKind = (kind: SubjectKind): KindRule => ({ columns: [], read: () => [kind] })

/** A column whose codes name kinds; null stands for a code that names none (other). */
export const kindCode = (column: string, table: Readonly<Record<string, SubjectKind | null>>): KindRule => {
  const known = new Map(Object.entries(table))
  return {
    columns: [column],
    read: reading => {
      const text = reading.text(column)
      const kind = text === null ? null : known.get(plainForm(text))
      if (kind === undefined) return reading.fail('kind', 'E_CODE_UNKNOWN', column)
      return kind === null ? null : [kind]
    },
  }
}

/** The same, but where the source says nothing that is E_REQUIRED. */
export const requiredKind = (rule: KindRule, column: string): KindRule => ({
  columns: rule.columns,
  read: reading => (reading.text(column) === null ? reading.fail('required', 'E_REQUIRED', column) : rule.read(reading)),
})

/** A counterparty's kind (行政相对人类别) by code or name of the list counterparty_kind: an organisation of any kind, a person, or an individual business, which is an enterprise. */
export const counterparty = (column: string): KindRule => ({
  columns: [column],
  read: reading => {
    const text = reading.text(column)
    if (text === null) return null
    const { catalogue } = reading
    const code = (catalogue.codeByName('counterparty_kind', text) ?? catalogue.code('counterparty_kind', plainForm(text).replace(/^0/, '')))?.code
    return COUNTERPARTIES[code ?? ''] ?? reading.fail('kind', 'E_CODE_UNKNOWN', column)
  },
})

/** The kind that a cell block's first letters name; the subject's own kind must be the same (E_KIND_CONFLICT). */
export const kindOfBlock = (column: string, table: Readonly<Record<string, SubjectKind>>): KindRule => ({
  columns: [column],
  read: reading => {
    const kind = table[reading.row.dataset.slice(0, 2)]
    const own = reading.text(column)
    if (own !== null && table[own] !== kind) reading.fail('kind', Object.hasOwn(table, own) ? 'E_KIND_CONFLICT' : 'E_CODE_UNKNOWN', column)
    return kind === undefined ? null : [kind]
  },
})
