import type { Rejection, Warning } from '@delta/model'

/** Why a file is refused: a reject code of the exchange. */
export type FileCode = Rejection['code']

/** One row as a province stores it: nothing converted, nothing judged. */
export interface SourceRow {
  /** Table name without schema (`t_xzcf`), cell block (`QY0302`, `QY0502*`), or dataset part of a file's name (`XZCF`, `HMD`). */
  readonly dataset: string
  /**
   * Where the row stands; unique and stable: `gxpt.t_xzcf/<key>`, `zb/<sid>/<block>/<row_no>/<generation>`, `<file>:<line>` (CSV: line on which the record
   * starts, header = 1; XML: number of the Row, from 1).
   */
  readonly coordinate: string
  /** Sorts by code unit (`<` in JavaScript, `collate "C"` in SQL). Among rows that state the same record the highest holds; an equal or higher one replaces. */
  readonly position: string
  /** Instant (UTC) at which the source says the row changed; null where it does not say. */
  readonly updatedAt: string | null
  /**
   * Instant (UTC) at which the source first stated a part of this row's record; null where that is `updatedAt`. Only cells have it: an incomplete group is
   * held for 72 h from here.
   */
  readonly firstSeenAt: string | null
  /** The source marks the row as deleted. */
  readonly deleted: boolean
  /** Why the row waits (`SEQUENCE_GAP`, `SUBJECT_UNKNOWN`), or null. A row that waited comes again without it. */
  readonly held: string | null
  /** What the reader had to decide between (`W_CONFLICT`: two departments state the same cell). */
  readonly warnings: readonly Warning[]
  /** Every value as text exactly as stored, or null. */
  readonly columns: Readonly<Record<string, string | null>>
}

/** A file that is refused whole; its rejection has field `FILE`. */
export interface RefusedFile {
  readonly dataset: string
  /** Name of the file in the inbox; its coordinate. */
  readonly file: string
  readonly code: FileCode
}

/** A cursor to store in the same transaction as what was made of the rows. `value` is JSON. */
export interface CursorUpdate {
  readonly name: string
  readonly value: unknown
}

/** What a reader hands over at once: at most 1,000 rows of a database, or one file. May hold cursors only. */
export interface ChangeBatch {
  readonly rows: readonly SourceRow[]
  readonly refused: readonly RefusedFile[]
  readonly cursors: readonly CursorUpdate[]
  /** The file was taken before and is only given again: no news of it, also where another of its name was refused since. */
  readonly again?: boolean
  /**
   * To be called after the commit of rows and cursors: moves files away, lets the reader go on from its memory. Not calling it makes the reader start again
   * from the stored cursors.
   */
  settled(): Promise<void>
}

/** A dataset that a reader yields and the columns that its source has now. */
export interface DatasetShape {
  readonly dataset: string
  readonly columns: readonly string[]
}

/** Reads one source's changes. At least once: a row may come again, none is left out. One caller at a time. */
export interface ChangeReader {
  readonly name: string
  /** The next changes, or null when nothing is new. Throws SourceError; after one with `canRetry` the next call goes on where this one stopped. */
  next(cursor: (name: string) => Promise<unknown>): Promise<ChangeBatch | null>
  /** Lets a dataset that it yields be read again from the start; gives the cursors to store, to be committed and settled like any batch. What nobody has changed comes as it came before. */
  again(dataset: string): Promise<ChangeBatch>
  /** Has a dataset been read through, once `again` was settled? */
  through(dataset: string, cursor: (name: string) => Promise<unknown>): Promise<boolean>
  /** What the source holds now, for a check of the mapping at start-up. */
  shapes(): Promise<readonly DatasetShape[]>
  /** Calls `listener` when `next` is likely to have something; returns how to stop. A hint only: polling stays the truth. */
  onHint(listener: () => void): () => void
  close(): Promise<void>
}
