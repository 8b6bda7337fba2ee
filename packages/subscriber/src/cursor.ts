/** A place in the feed: after change `seq` of log `epoch`, and after `extra` of what a change of the stored set brings there. */
export interface Cursor {
  readonly epoch: number
  readonly seq: number
  readonly extra: number
}

const FORM = /^([1-9]\d{0,8})\.(0|[1-9]\d{0,15})(?:\.([1-9]\d{0,8}))?$/

/** Reads a cursor, `epoch.seq` or `epoch.seq.extra`; null where it is none. */
export function readCursor(text: string): Cursor | null {
  const parts = FORM.exec(text)
  const seq = Number(parts?.[2])
  return parts && Number.isSafeInteger(seq) ? { epoch: Number(parts[1]), seq, extra: Number(parts[3] ?? 0) } : null
}

/** Writes a cursor. */
export const writeCursor = ({ epoch, seq, extra }: Cursor): string => (extra === 0 ? `${epoch}.${seq}` : `${epoch}.${seq}.${extra}`)

/** Does a cursor lie behind another one of the same log? */
export const isPast = (cursor: Cursor, other: Cursor): boolean => cursor.seq > other.seq || (cursor.seq === other.seq && cursor.extra > other.extra)
