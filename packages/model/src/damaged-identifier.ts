const SCIENTIFIC = /^\d(\.\d+)?E\+?\d{1,3}$/
const ONE_CHARACTER = /^(.)\1*$/
const ZEROS = /^0+X?$/
const COUNTING = new Set(['123456789012345678', '12345678901234567X', '123456789012345', '123456789'])

/** Is this no identifier but what is left of one: Excel's 3.40104E+17, or a placeholder (`00000000000000000X`, one character repeated, 1234…)? */
export function isDamagedIdentifier(text: string): boolean {
  if (text.length < 8) return SCIENTIFIC.test(text)
  return SCIENTIFIC.test(text) || ZEROS.test(text) || ONE_CHARACTER.test(text) || COUNTING.has(text)
}

/** Excel keeps 15 digits of a number: an 18-digit code that ends in 000 and fails its check has lost its last three. */
export const hasLostDigits = (text: string): boolean => /^\d{15}000$/.test(text)
