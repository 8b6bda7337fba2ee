/** How the change column of a table is stored: Shanghai local time without offset, or milliseconds since the epoch (UTC). */
export type OrderType = 'timestamp-shanghai' | 'epoch-milliseconds'

/** A PostgreSQL table that is updated in place. */
export interface TableDescription {
  /** The rows' `dataset`. */
  readonly dataset: string
  /** Schema-qualified SQL name, unquoted (`gxpt.t_xzcf`). */
  readonly table: string
  readonly key: readonly string[]
  /** The column that the source sets at each change; not trusted, only used to be quick. */
  readonly order: string
  readonly orderType: OrderType
  /** The row is deleted when this column, trimmed, holds this value; null where the table marks none. */
  readonly deleted: { readonly column: string; readonly value: string } | null
  /** How far behind the newest row the quick pass looks, in minutes; later ones are found by the sweep. Default 10. */
  readonly overlapMinutes?: number
  /** Replaces a key that identifies a person (dw_person.p001) in coordinates and positions; must be keyed, so that it cannot be reversed. */
  readonly cloak?: (key: string) => string
}
