import { plainForm } from './blank.ts'
import { shiftDecimal } from './decimal.ts'
import type { Reading } from './reading.ts'
import type { Rule } from './rule.ts'

const FORM = /^[¥￥]?(-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(亿元|亿|万元|万|元)?$/u
const UNITS: Readonly<Record<string, number>> = { 亿元: 8, 亿: 8, 万元: 4, 万: 4, 元: 0 }

const read = (reading: Reading, column: string, exponent: number): string | null => {
  const text = reading.text(column)
  if (text === null) return null
  if (/[！-～]/u.test(text)) reading.warn('W_FULLWIDTH')
  const [, number = '', unit] = FORM.exec(plainForm(text).replaceAll('，', ',')) ?? []
  const yuan = shiftDecimal(number.replaceAll(',', ''), unit === undefined ? exponent : (UNITS[unit] ?? 0), 2)
  return yuan === null || yuan.startsWith('-') ? reading.fail('amount', 'E_AMOUNT', column) : yuan
}

const money =
  (exponent: number) =>
  (column: string): Rule<string> => ({ columns: [column], read: reading => read(reading, column, exponent) })

/** An amount in 分, as yuan with two places. As with all amounts: a unit written behind the number (3.5万元) outweighs the column's, thousands separators and full-width digits are read, less than a 分 or below zero is E_AMOUNT. */
export const fen = money(-2)

/** An amount in 元, as yuan with two places. */
export const yuan = money(0)

/** An amount in 万元, as yuan with two places. */
export const wanYuan = money(4)

/** An amount of yuan told in 万元, with two to six places: how 注册资本(万元) is stated. */
export const inWanYuan = (amount: Rule<string>): Rule<string> => ({
  columns: amount.columns,
  read: reading => {
    const found = amount.read(reading)
    return found === null ? null : (shiftDecimal(found, -4, 6)?.replace(/0{1,4}$/, '') ?? null)
  },
})

/** An amount with the currency that another column's code names behind it (`500.00 USD`); yuan, and a blank column, add nothing. */
export const inCurrency = (amount: Rule<string>, currency: Rule<string>): Rule<string> => ({
  columns: [...amount.columns, ...currency.columns],
  read: reading => {
    const found = amount.read(reading)
    const code = found === null ? null : currency.read(reading)
    return code === null || code === 'CNY' ? found : `${found} ${code}`
  },
})
