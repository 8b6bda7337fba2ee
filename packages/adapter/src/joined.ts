import type { ChangeBatch, ChangeReader, SourceRow } from '@delta/source'
import type { MappedBatch } from './commit-batch.ts'

/** A batch as a reader gave it; one that was pushed says which it is. */
type Given = ChangeBatch & Pick<MappedBatch, 'push'>

/** What a reader had. */
export interface Read {
  readonly reader: ChangeReader
  readonly batch: Given
}

const MOST_ROWS = 1_000

/** May a batch be committed together with what was read before it? A pushed batch may not (it is answered by itself), nor what would make the transaction long. */
export function fits(read: readonly Read[], { push, rows, refused, again }: Given): boolean {
  const before = read.reduce((sum, { batch }) => sum + batch.rows.length, 0)
  return !push && !again && refused.length === 0 && before + rows.length <= MOST_ROWS
}

/** Several batches as one: rows and cursors in the order in which they were read. */
export function joined(batches: readonly Given[]): Omit<Given, 'settled'> {
  const [only, ...others] = batches
  if (only && others.length === 0) return only
  return {
    rows: batches.flatMap(one => one.rows),
    refused: batches.flatMap(one => one.refused),
    cursors: batches.flatMap(one => one.cursors),
  }
}

/** When the newest of the rows changed, as its source says (UTC); null where none says. */
export function newestOf(rows: readonly SourceRow[]): string | null {
  return rows.reduce<string | null>((newest, { updatedAt }) => (updatedAt && (!newest || updatedAt > newest) ? updatedAt : newest), null)
}
