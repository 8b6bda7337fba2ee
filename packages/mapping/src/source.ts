/** How the change column of a table is stored: Shanghai local time without offset, or milliseconds since the epoch (UTC). */
export type OrderType = 'timestamp-shanghai' | 'epoch-milliseconds'

/** Rows come from a PostgreSQL table that is updated in place. It says all that a table reader needs, but for how a personal key is cloaked. */
export interface TableSource {
  readonly reader: 'table'
  readonly dataset: string
  /** Schema-qualified SQL name. */
  readonly table: string
  readonly key: readonly string[]
  readonly order: string
  readonly orderType: OrderType
  /** A row is deleted when this column holds this value; null where the table marks none. */
  readonly deleted: { readonly column: string; readonly value: string } | null
  /** How far behind the newest row a late commit may still appear, in minutes. */
  readonly overlapMinutes: number
  /** The key is a person's number: it must be cloaked in coordinates and positions. */
  readonly personalKey: boolean
}

/** Rows are assembled from entity-attribute-value cells; the datasets are the blocks. */
export interface CellSource {
  readonly reader: 'cells'
  readonly blocks: readonly string[]
}

/** Rows come from XML list messages in a drop folder. */
export interface XmlSource {
  readonly reader: 'xml'
  readonly resource: string
}

/** Rows come from CSV files with manifests in a drop folder. */
export interface CsvSource {
  readonly reader: 'csv'
  readonly dataset: string
}

/** Where the rows of a dataset come from. */
export type Source = TableSource | CellSource | XmlSource | CsvSource

/** A table updated in place; its dataset is the table's name without the schema. */
export const table = (
  name: string,
  parts: Omit<TableSource, 'reader' | 'dataset' | 'table' | 'personalKey'> & { readonly personalKey?: boolean },
): TableSource => ({
  ...parts,
  reader: 'table',
  dataset: name.slice(name.indexOf('.') + 1),
  table: name,
  personalKey: parts.personalKey ?? false,
})

/** Cell blocks: each subject kind's two letters before each block's digits. */
export const cells = (kinds: readonly string[], ...blocks: readonly string[]): CellSource => ({
  reader: 'cells',
  blocks: blocks.flatMap(block => kinds.map(kind => kind + block)),
})

/** List messages of one resource. */
export const xml = (resource: string): XmlSource => ({ reader: 'xml', resource })

/** Files of one dataset. */
export const csv = (dataset: string): CsvSource => ({ reader: 'csv', dataset })

/** The names under which a source's rows come. */
export const datasetsOf = (source: Source): readonly string[] =>
  source.reader === 'cells' ? source.blocks : [source.reader === 'xml' ? source.resource : source.dataset]
