import type { RejectCode } from '@delta/model'
import type { LedgerRow } from './ledger-row.ts'

/** What became of one statement of a source row. */
export type Fate = 'published' | 'held' | 'rejected' | 'refused' | 'resolved' | 'superseded' | 'unchanged' | 'departed'

/** Counts what became of statements, each with the row of the ledger as it stands then; kept only when their transaction commits. */
export type Tally = (fate: Fate, row: LedgerRow, code: RejectCode | null) => void
