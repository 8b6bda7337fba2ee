import type { LogHead } from '@delta/list'
import { problem, type Problem } from './problem.ts'

/** A place in the feed: after change `seq` of log `epoch`, and after `extra` of the changes that a stored set's own change brings at that place. Written `epoch.seq` or `epoch.seq.extra`. */
export interface Cursor {
  readonly epoch: number
  readonly seq: number
  readonly extra: number
}

const FORM = /^([1-9]\d{0,8})\.(0|[1-9]\d{0,15})(?:\.([1-9]\d{0,8}))?$/

/** Writes a cursor. */
export const writeCursor = ({ epoch, seq, extra }: Cursor): string => (extra === 0 ? `${epoch}.${seq}` : `${epoch}.${seq}.${extra}`)

/** Reads a cursor; null where it is none. */
export function readCursor(text: string): Cursor | null {
  const parts = FORM.exec(text)
  const seq = Number(parts?.[2])
  return parts && Number.isSafeInteger(seq) ? { epoch: Number(parts[1]), seq, extra: Number(parts[3] ?? 0) } : null
}

/**
 * Where a stream goes on: without a cursor at the head, with `0` at the beginning. A place that cannot be gone on from is a problem: of another log (409), ahead of the
 * head (400), or so old that its changes have been dropped (410, with the snapshot's address).
 */
export function placeOf(
  asked: string | null,
  { epoch, seq, dropped }: Pick<LogHead, 'epoch' | 'seq' | 'dropped'>,
  snapshot: string,
): { cursor: Cursor } | { problem: Problem } {
  if (asked === null) return { cursor: { epoch, seq, extra: 0 } }
  const cursor = asked === '0' ? { epoch, seq: 0, extra: 0 } : readCursor(asked)
  if (!cursor) return { problem: problem('CURSOR_MALFORMED', 'A cursor is what the feed or a snapshot gave; 0 is the beginning.') }
  if (cursor.epoch !== epoch)
    return {
      problem: problem('CURSOR_EPOCH', 'The cursor is of another log: since then the log has been restored. Take a snapshot and go on from it.', {
        snapshot,
        epoch,
      }),
    }
  if (cursor.seq > seq) return { problem: problem('CURSOR_FUTURE', 'The cursor is ahead of the log.', { head: writeCursor({ epoch, seq, extra: 0 }) }) }
  if (cursor.seq < dropped)
    return { problem: problem('CURSOR_GONE', 'The changes after the cursor are no longer kept. Take a snapshot and go on from it.', { snapshot }) }
  return { cursor }
}
