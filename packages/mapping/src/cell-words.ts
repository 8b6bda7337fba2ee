import { bitmask } from './bitmask.ts'
import { type Cell, cell } from './cell.ts'
import { coded } from './code-table.ts'
import { codes } from './codes.ts'
import { day } from './day.ts'
import { fen, wanYuan, yuan } from './money.ts'
import { names } from './names.ts'
import { shiftDecimal } from './decimal.ts'
import { basisPoints, percent, percentOrFraction } from './share.ts'
import { text } from './text.ts'

const UNKNOWN = { error: 'E_CODE_UNKNOWN' } as const

/** A text as it stands; `most` is the length of its column in characters. */
export const told = (member: string, most?: number): Cell =>
  cell<string>(
    member,
    most === undefined ? 'text' : `varchar(${most})`,
    value => (most !== undefined && [...value].length > most ? { error: 'E_TEXT_LENGTH' } : value),
    text,
  )

/** A whole number. */
export const toldNumber = (member: string): Cell =>
  cell<number>(
    member,
    'bigint',
    value => (Number.isSafeInteger(value) ? String(value) : { error: 'E_MALFORMED' }),
    column => ({ columns: [column], read: reading => (reading.text(column) === null ? null : Number(reading.text(column))) }),
  )

/** A list of words that hold no comma, joined by commas; none is the empty list. */
export const toldWords = (member: string): Cell =>
  cell<readonly string[]>(
    member,
    'text',
    value => value.join(',') || null,
    column => ({ columns: [column], read: reading => reading.text(column)?.split(',') ?? null }),
    { empty: [] },
  )

/** Something with members of its own, as JSON. */
export const toldJson = (member: string): Cell =>
  cell<object>(
    member,
    'text',
    value => JSON.stringify(value),
    column => ({ columns: [column], read: reading => JSON.parse(reading.text(column) ?? 'null') as unknown }),
  )

const DAY_FORMS = {
  COMPACT: { type: 'char(8)', write: (value: string) => value.replaceAll('-', '') },
  ISO: { type: 'date', write: (value: string) => value },
  CHINESE: { type: 'text', write: (value: string) => `${Number(value.slice(0, 4))}年${Number(value.slice(5, 7))}月${Number(value.slice(8))}日` },
} as const

/** A day in one of the platform's forms; `none` stands for no day (`0`). */
export const toldDay = (member: string, form: keyof typeof DAY_FORMS, none: '0' | null = null): Cell =>
  cell<string>(member, DAY_FORMS[form].type, DAY_FORMS[form].write, column => day(column, [form, 'ZERO']), { none })

/** A value by the platform's code for it; `table` says what each code stands for, and of several codes the first is written. */
export const toldCode = (member: string, table: Readonly<Record<string, string>>): Cell => {
  const codeOf = new Map(
    Object.entries(table)
      .map(([code, value]) => [value, code] as const)
      .toReversed(),
  )
  return cell<string>(
    member,
    'varchar(20)',
    value => codeOf.get(value) ?? UNKNOWN,
    column => coded(column, table),
  )
}

/** Two-digit codes of a list, joined by `separator`. */
export const toldCodes = (member: string, separator: string, list: string): Cell =>
  cell<readonly string[]>(
    member,
    'varchar(100)',
    (value, catalogue) => (value.every(code => catalogue.code(list, code) !== null) ? value.join(separator) || null : UNKNOWN),
    column => codes(column, separator, list),
    { empty: [] },
  )

/** Codes of a list as the bits of one integer. */
export const toldBits = (member: string, list: string): Cell =>
  cell<readonly string[]>(
    member,
    'int',
    (value, catalogue) =>
      value.every(code => catalogue.code(list, code) !== null) ? String(value.reduce((sum, code) => sum | (1 << (Number(code) - 1)), 0)) : UNKNOWN,
    column => bitmask(column, list),
    { empty: [], none: '0' },
  )

/** Codes of a list as their Chinese names, joined by `separator`. */
export const toldNames = (member: string, separator: string, list: string): Cell =>
  cell<readonly string[]>(
    member,
    'text',
    (value, catalogue) => {
      const terms = value.map(code => catalogue.code(list, code))
      return terms.every(term => term !== null) ? terms.map(term => term.name).join(separator) || null : UNKNOWN
    },
    column => names(column, separator, list),
    { empty: [] },
  )

const MONEY = {
  元: { exponent: 0, places: 2, rule: yuan },
  分: { exponent: 2, places: 0, rule: fen },
  万元: { exponent: -4, places: 6, rule: wanYuan },
} as const

/** An amount of yuan in the platform's unit. */
export const toldMoney = (member: string, unit: keyof typeof MONEY): Cell => {
  const { exponent, places, rule } = MONEY[unit]
  return cell<string>(member, 'numeric', value => shiftDecimal(value, exponent, places), rule)
}

const SHARES = {
  percent: { exponent: 2, places: 4, sign: '', rule: percent },
  'percent sign': { exponent: 2, places: 4, sign: '%', rule: percentOrFraction },
  'basis points': { exponent: 4, places: 2, sign: '', rule: basisPoints },
} as const

/** A share in the platform's unit, with all six places of the fraction. */
export const toldShare = (member: string, unit: keyof typeof SHARES): Cell => {
  const { exponent, places, sign, rule } = SHARES[unit]
  return cell<string>(member, 'numeric', value => `${shiftDecimal(value, exponent, places)}${sign}`, rule)
}
