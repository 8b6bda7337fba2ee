import { refuse } from '@delta/graph'

/** A division as the beginning of those inside it: 330000 → 33, 330200 → 3302, 330206 → 330206. */
export const divisionPrefix = (division: string): string => {
  if (!/^\d{2}(\d{2}(\d{2})?)?$/.test(division)) throw refuse('BAD_ARGUMENT', 'division is a GB/T 2260 code of 2, 4 or 6 digits.')
  return division.replace(/^(\d{2})0000$/, '$1').replace(/^(\d{4})00$/, '$1')
}
