import type { Warning } from './codes.ts'

const INVISIBLE = /[\s\u00AD\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/gu
const APOSTROPHES = /^['‘’`´]+/u

/** What an identifier is before its rules are asked, and what had to be mended. */
export interface NormalisedIdentifier {
  readonly value: string
  readonly warnings: readonly Warning[]
}

/**
 * An identifier in the form that its rules expect, in the order of the source formats' convention 3: NFKC, then spaces (U+3000, NBSP, zero width) and a
 * leading apostrophe away, then upper case (ASCII only: no other letter may become one). Warns of what it changed. For identifiers only, never for names.
 */
export function normaliseIdentifier(text: string): NormalisedIdentifier {
  const warnings: Warning[] = []
  const folded = text.normalize('NFKC')
  const bare = folded.replace(INVISIBLE, '')
  if (bare !== text.replace(INVISIBLE, '')) warnings.push('W_FULLWIDTH')
  if (bare !== folded) warnings.push('W_TRIMMED')
  const clean = bare.replace(APOSTROPHES, '')
  if (clean !== bare) warnings.push('W_EXCEL_APOSTROPHE')
  const value = clean.replace(/[a-z]/g, letter => letter.toUpperCase())
  if (value !== clean) warnings.push('W_LOWERCASE')
  return { value, warnings }
}
