/** Characters of a 统一社会信用代码 (GB 32100-2015): no I, O, S, V, Z. */
export const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'

const USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
const ORG_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]
const RESIDENT_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** Adds the check character to the first 8 characters of an organisation code (GB 11714). */
export function orgCodeOf(first8: string): string {
  const sum = ORG_WEIGHTS.reduce((total, weight, i) => total + weight * Number.parseInt(first8[i]!, 36), 0)
  const check = 11 - (sum % 11)
  return first8 + (check === 10 ? 'X' : check === 11 ? '0' : String(check))
}

/** Adds the check character to the first 17 characters of a 统一社会信用代码; where the sum is a multiple of 31 it is 0. */
export function usccOf(first17: string): string {
  const sum = USCC_WEIGHTS.reduce((total, weight, i) => total + weight * USCC_ALPHABET.indexOf(first17[i]!), 0)
  return first17 + USCC_ALPHABET[(31 - (sum % 31)) % 31]!
}

/** Adds the check character to the first 17 digits of a 公民身份号码 (GB 11643-1999). */
export function residentIdOf(first17: string): string {
  const sum = RESIDENT_WEIGHTS.reduce((total, weight, i) => total + weight * Number(first17[i]), 0)
  return first17 + '10X98765432'[sum % 11]!
}

/** The 15-digit form that numbers had until 1999; the birth must lie in the 1900s. */
export const oldResidentIdOf = (id18: string): string => id18.slice(0, 6) + id18.slice(8, 17)

/** Adds the check digit to the first 14 digits of a registration number (ISO 7064 MOD 11,10). */
export function regNoOf(first14: string): string {
  let product = 10
  for (const digit of first14) {
    const sum = (Number(digit) + product) % 10 || 10
    product = (sum * 2) % 11
  }
  return first14 + String((11 - product) % 10)
}

const wrong = (text: string, alphabet: string): string => {
  const last = text.at(-1)!
  return text.slice(0, -1) + alphabet[(alphabet.indexOf(last) + 1) % alphabet.length]!
}

/** The same code with a check character that does not fit. */
export const spoilUscc = (code: string): string => wrong(code, USCC_ALPHABET)
/** The same number with a check character that does not fit. */
export const spoilResidentId = (id: string): string => wrong(id, '0123456789X')

/** A code whose inner organisation code does not check while the whole does: to be accepted, with a warning. */
export function spoilInnerOrgCode(code: string): string {
  return usccOf(code.slice(0, 16) + (code[16] === '5' ? '6' : '5'))
}
