import type { IdentifierRule } from './identified.ts'
import type { Outcome } from './outcome.ts'
import type { Reading } from './reading.ts'

/** A declared record that rows of a dataset state. */
export interface Statement {
  /** Every column that its rules read. */
  readonly columns: readonly string[]
  /** The identifiers by which it names its subject and, of a relation, the party. */
  readonly identifiers?: readonly IdentifierRule[]
  /** What the row states; none where the row says nothing of it. */
  readonly state: (reading: Reading) => readonly Outcome[]
}
