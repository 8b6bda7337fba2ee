import type { ListEntry } from '@delta/model'
import { meaning, meaningOf } from './meaning.ts'
import type { Rule } from './rule.ts'

/** Why an entry left its list. */
export type RemovalReason = NonNullable<ListEntry['removalReason']>

/** Whether a licence or penalty holds. */
export type RecordStatus = 'VALID' | 'REVOKED'

/** The reason of a removal (移出原因) by code or name of the list removal_reason. */
export const removalReason = (column: string): Rule<RemovalReason> => meaning(column, 'removal_reason')

/** The status of a licence or penalty by code or name of the old list (0 正常, 1 撤销, 2 异议, 3 其他); the list of 2018 has other codes. */
export const oldStatus = (column: string): Rule<RecordStatus> => meaning(column, 'record_zt_old')

/** The status of a licence or penalty by a province's own words. */
export const statusWord = (column: string, table: Readonly<Record<string, RecordStatus | `VALID + ${'W_OBJECTION' | 'W_STATUS_OTHER'}`>>): Rule<RecordStatus> =>
  meaningOf(column, table)
