import type { Rejection, Warning as RecordWarning } from './generated/records.ts'

/** Why a source row or file is refused (model §9): the code travels, the value never does. */
export type RejectCode = Rejection['code']

/** What was mended or doubted on the way in; the record stands. */
export type Warning = RecordWarning

/** The code under which an identifier is refused. */
export type IdentifierCode = Exclude<Extract<RejectCode, `E_ID_${string}`>, 'E_ID_CONFLICT'>

/** What a check of an identifier says: the canonical value with its warnings, or the code of the first rule it breaks. */
export type Checked =
  | { readonly ok: true; readonly value: string; readonly warnings: readonly Warning[] }
  | { readonly ok: false; readonly code: IdentifierCode }
