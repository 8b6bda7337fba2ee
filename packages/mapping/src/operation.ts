import { coded } from './code-table.ts'
import type { Reading } from './reading.ts'
import type { Rule } from './rule.ts'

/** What a row does to its record. */
export type RowOp = 'upsert' | 'revoke' | 'remove'

/** The column that says what a row does to its record; blank is an upsert. */
export const operation = (column: string, table: Readonly<Record<string, RowOp>>): Rule<RowOp> => coded(column, table)

/** What the row does: a row that its source marks as deleted revokes. */
export const rowOp = (reading: Reading, rule: Rule<RowOp> | undefined): RowOp => {
  const op = rule?.read(reading) ?? 'upsert'
  return reading.row.deleted && op === 'upsert' ? 'revoke' : op
}
