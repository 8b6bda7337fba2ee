import { plainForm } from './blank.ts'
import { shiftDecimal } from './decimal.ts'
import type { Reading } from './reading.ts'
import type { Rule } from './rule.ts'

const share = (reading: Reading, column: string, number: string, exponent: number): string | null => {
  const found = shiftDecimal(number, exponent, 6, true)
  return found === null || found.startsWith('-') || found > '1.000000' ? reading.fail('amount', 'E_AMOUNT', column) : found
}

const shareOf =
  (exponentOf: (text: string) => number) =>
  (column: string): Rule<string> => ({
    columns: [column],
    read: reading => {
      const text = reading.text(column)
      if (text === null) return null
      const plain = plainForm(text)
      return share(reading, column, plain.replace(/%$/, ''), exponentOf(plain))
    },
  })

/** A share in percent (0–100), as a fraction with six places; more than the whole is E_AMOUNT. Shares of one firm need not add up to it. */
export const percent = shareOf(() => -2)

/** A share in basis points (0–10,000), as a fraction with six places. */
export const basisPoints = shareOf(() => -4)

/** A share written `35.5%` or `0.355`, as a fraction with six places. */
export const percentOrFraction = shareOf(text => (text.endsWith('%') ? -2 : 0))
