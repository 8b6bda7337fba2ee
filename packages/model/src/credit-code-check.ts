const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const
const FORM = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/

/** The check character of a 统一社会信用代码 (GB 32100) for its seventeen-character body: 31 − (Σ mod 31), 31 → 0. */
export function usccCheck(body: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * ALPHABET.indexOf(body.charAt(index)), 0)
  return ALPHABET.charAt((31 - (sum % 31)) % 31)
}

/** Are these 18 characters of the code's alphabet (no I O S V Z), positions 3–8 being digits? */
export const hasCreditCodeForm = (text: string): boolean => FORM.test(text)

/** Does a text have the form and the check character of a unified social credit code? */
export const isCreditCode = (text: string): boolean => hasCreditCodeForm(text) && usccCheck(text.slice(0, 17)) === text.charAt(17)
