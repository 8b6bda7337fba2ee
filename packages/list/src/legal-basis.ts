import { type Catalogue, type Day } from '@delta/model'
import type { ListLogTable } from './log-tables.ts'

/** What a change rests on by what happened and on which day (schema/catalogue/change-basis.csv); null where the catalogue knows none. */
export type LegalBasis = (op: ListLogTable['op'], day: Day) => string | null

/** Makes the look-up. */
export function createLegalBasis(catalogue: Catalogue): LegalBasis {
  const rows = catalogue.rows('change-basis')
  return (op, day) =>
    rows.find(row => row['op'] === op && (row['valid_from'] ?? '') <= day && (!row['valid_to'] || day <= row['valid_to']))?.['legal_basis'] ?? null
}
