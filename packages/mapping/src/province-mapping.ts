import type { Province } from '@delta/model'
import type { Source } from './source.ts'
import type { Statement } from './statement.ts'

/** One dataset of a province: where its rows come from, which columns it has, what a row states. */
export interface DatasetMapping {
  readonly source: Source
  /** What a row states; one row may state several records. */
  readonly states: readonly Statement[]
  /** Every column that a rule reads, as rules name them. */
  readonly columns: readonly string[]
  /** Those of `columns` that the source may leave out. */
  readonly optional: readonly string[]
  /** Columns that are read by nobody, on purpose. */
  readonly ignore: readonly string[]
  /** Texts that mean nothing is stated. */
  readonly nullTokens: ReadonlySet<string>
  /** Columns in which 0 means nothing is stated. */
  readonly zeroIsNull: ReadonlySet<string>
  /** Columns without which a row waits for the rest of its group. */
  readonly complete: readonly string[]
}

/** A province as a declaration: its datasets by the names under which their rows come. */
export interface ProvinceMapping {
  readonly province: Province
  readonly datasets: Readonly<Record<string, DatasetMapping>>
}

/** What a declaration says about a dataset. */
export interface DatasetDeclaration {
  readonly source: Source
  readonly states: readonly Statement[]
  readonly optional?: readonly string[]
  readonly ignore?: readonly string[]
  readonly zeroIsNull?: readonly string[]
  readonly complete?: readonly string[]
}
