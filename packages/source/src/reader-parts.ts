import type { Pool } from '@delta/store'
import type { TableDescription } from './table-description.ts'

/** `createTableReader(parts): ChangeReader`. */
export interface TableReaderParts {
  /** The source's database; only read from. */
  readonly pool: Pool
  readonly table: TableDescription
  readonly now: () => Date
  /** Rows a batch may hold. Default 1,000. */
  readonly pageRows?: number
}

/** The subject a group of cells belongs to, as `zb_subject` has it now. */
export interface CellSubject {
  readonly kind: string
  readonly code: string | null
  readonly name: string | null
  readonly div: string | null
}

/**
 * `createCellReader(parts): ChangeReader` for Zhejiang's cells. Row.dataset is the block: `QY0302` for `QY0302001`…; for general indicators
 * (`QY0502001.1`) the block with its number as a star: `QY0502*`. Columns are the full cell codes (`QY0302001`), for general indicators
 * `indicator` (`QY0502001`) and `QY0502*.1` … `QY0502*.4`, and for all `subject.kind`, `subject.code`, `subject.name`, `subject.div`. A cell that nobody stated is absent.
 */
export interface CellReaderParts {
  readonly pool: Pool
  readonly now: () => Date
  /**
   * Names as they may stand in `src_dept` of the unit that decides a cell (indicator-unit.csv); empty where none is named. `block` as stored (`QY0302`,
   * `QY0502001`), `item` as stored (`001`, `1`).
   */
  readonly preferredDepts: (block: string, item: string, subject: CellSubject | null) => readonly string[]
  readonly pageRows?: number
}

/** A CSV dataset: headers as its rows' columns are to be called; a file's headers match after NFKC and removal of spaces. */
export interface CsvDataset {
  readonly dataset: string
  readonly required: readonly string[]
  /** May be absent from a file; its column is then null in every row. */
  readonly optional: readonly string[]
}

/** `createCsvInboxReader(parts): ChangeReader` for Anhui's drop folder. A header that is in no list refuses the file. */
export interface CsvReaderParts {
  readonly inbox: string
  readonly now: () => Date
  readonly datasets: readonly CsvDataset[]
  /** Largest file in bytes. Default 50 MB. */
  readonly mostBytes?: number
}

/** An XML list resource: the elements a Row may hold. */
export interface XmlResource {
  /** `HMD`, `HONGMD`, `GZMD`: the rows' `dataset`. */
  readonly resource: string
  /** An element that is in no list refuses the file; one that a Row lacks is null. */
  readonly fields: readonly string[]
}

/**
 * `createXmlInboxReader(parts): ChangeReader` for Jiangsu's list messages. Columns: the Row's elements by local name, `op` (its attribute), `Resource` (the
 * Head's).
 */
export interface XmlReaderParts {
  readonly inbox: string
  readonly now: () => Date
  readonly resources: readonly XmlResource[]
  readonly mostBytes?: number
}
