import type { Catalogue } from '@delta/model'
import type { Rule } from './rule.ts'

/**
 * Why a record cannot be told in a platform's own format. E_TEXT_LENGTH: a text is longer than its column. E_TEXT_CHARSET: it holds a character that the format's
 * encoding does not have. E_CODE_UNKNOWN: a code for which the format has no word. E_MALFORMED: a record of no shape that the format knows.
 */
export type DeliveryCode = 'E_TEXT_LENGTH' | 'E_TEXT_CHARSET' | 'E_CODE_UNKNOWN' | 'E_MALFORMED'

/** A value that cannot be told. */
export interface Untold {
  readonly error: DeliveryCode
}

/** A column of a delivery: which member of a record it tells, how it is written, and by which rule of the platform's own format it is read back. */
export interface Cell {
  /** The member's place in the record (`licence.docNo`). */
  readonly member: string
  /** Its type where the platform is a database (PostgreSQL). */
  readonly type: string
  /** The column's text; null where nothing is stated. */
  readonly write: (value: unknown, catalogue: Catalogue) => string | Untold | null
  /** Null for a column that only repeats another one in words, for people. */
  readonly rule: ((column: string) => Rule<unknown>) | null
  /** What nothing stated stands for. */
  readonly empty: unknown
}

/** Makes a cell whose values are of type T; nothing stated is written as `none`. */
export const cell = <T>(
  member: string,
  type: string,
  write: (value: T, catalogue: Catalogue) => string | Untold | null,
  rule: Cell['rule'],
  { empty = null, none = null }: { readonly empty?: unknown; readonly none?: string | null } = {},
): Cell => ({ member, type, rule, empty, write: (value, catalogue) => (value === null || value === undefined ? none : write(value as T, catalogue)) })
