import type { Kysely } from 'kysely'
import type { DeliveryCode, Shape } from '@delta/mapping'
import type { DeliveryLedger } from './delivery-ledger.ts'

/** A version of a record in the platform's format; `columns` null: what was delivered of it is erased. */
export interface ToldItem {
  readonly recordId: string
  readonly version: number
  readonly shape: Shape
  readonly columns: Readonly<Record<string, string | null>> | null
  readonly reportedBy: string
  /** Null where nothing is said of it any more. */
  readonly recordedAt: string | null
  readonly subject: { readonly id: string; readonly name: string | null; readonly division: string | null }
}

/** Where a province's platform takes what others publish: tables, cells or files. */
export interface Platform {
  /** The database of the ledger; rows are written in its transactions. */
  readonly db: Kysely<unknown>
  readonly ledger: DeliveryLedger
  /** Makes what is missing on the platform; gives the ledger's id. */
  prepare(): Promise<string>
  /** What the format's encoding cannot carry. */
  fault(columns: Readonly<Record<string, string | null>>): { readonly error: DeliveryCode; readonly column: string } | null
  /** Writes items in order, inside the ledger's transaction. True where they have then reached the platform; where not, `settle` brings them there. */
  write(trx: Kysely<unknown>, items: readonly ToldItem[]): Promise<boolean>
  /** Brings to the platform what is written but not there yet, also what an earlier process left behind. */
  settle(): Promise<void>
}

/** A column with a text that PostgreSQL does not hold: a NUL, or half of a surrogate pair. */
export const unstorable = (columns: Readonly<Record<string, string | null>>): { error: 'E_TEXT_CHARSET'; column: string } | null => {
  const found = Object.entries(columns).find(([, text]) => text !== null && (text.includes('\0') || !text.isWellFormed()))
  return found ? { error: 'E_TEXT_CHARSET', column: found[0] } : null
}
