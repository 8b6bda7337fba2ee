import { changeOf, changeText, type ListLogTable } from '@delta/list'
import type { ListChange } from '@delta/model'
import { type Cursor, writeCursor } from './cursor.ts'

/** What a subscriber is told. */
export type FeedEvent = 'change' | 'caught-up' | 'keepalive' | 'checkpoint' | 'fell-behind' | 'closed'

/** One thing that a subscriber is told. A client that has taken it goes on from `cursor`; null where it moves nothing. */
export interface FeedItem {
  readonly event: FeedEvent
  readonly cursor: Cursor | null
  /** Its content as JSON text. */
  readonly json: string
}

const frames = new WeakMap<FeedItem, Buffer>()

/** The item as bytes of an event stream (HTML, server-sent events): built once, sent to everybody who sees it. */
export function frameOf(item: FeedItem): Buffer {
  const known = frames.get(item)
  if (known) return known
  const id = item.cursor === null ? '' : `id: ${writeCursor(item.cursor)}\n`
  const text = `${id}event: ${item.event}\ndata: ${item.json}\n\n`
  // In memory of its own, not cut from Node's pool: it may be kept for long.
  const frame = Buffer.allocUnsafeSlow(Buffer.byteLength(text))
  frame.write(text)
  frames.set(item, frame)
  return frame
}

/** An item that is no change. */
export const tell = (event: Exclude<FeedEvent, 'change'>, cursor: Cursor | null, data: object): FeedItem => ({ event, cursor, json: JSON.stringify(data) })

/** A place in the feed with the change that stands at it. The epoch is the log's own now: a change from before a restore is gone on from like any other. */
export interface Moment {
  readonly cursor: Cursor
  readonly row: ListLogTable
}

/** A change as the log says it. */
export const changeItem = ({ cursor, row }: Moment): FeedItem => ({ event: 'change', cursor, json: changeText(row) })

/** What the log says where a filter says something else. */
const loggedOf = ({ seq, op, reason, legalBasis, at }: ListChange): NonNullable<ListChange['logged']> => ({
  seq,
  op: op as Exclude<typeof op, 'out-of-scope'>,
  reason: reason as Exclude<typeof reason, 'SCOPE'>,
  legalBasis,
  at,
})

const base64 = (bytes: Buffer): string => bytes.toString('base64url')

/** Where and when something of a stored set happens: what the log stood at then. */
const standingAt = ({ cursor, row }: Moment): Pick<ListChange, 'seq' | 'at' | 'root' | 'digest' | 'cells'> => ({
  seq: cursor.seq,
  at: row.at,
  root: base64(row.root),
  digest: base64(row.digest),
  cells: cursor.extra === 0 ? row.cells : {},
})

/** An entry that comes into a subscriber's scope at a place; `row` is the newest change of it. */
export function entersItem(row: ListLogTable, at: Moment): FeedItem {
  const change = changeOf(row)
  const said: ListChange = { ...change, ...standingAt(at), op: 'listed', reason: 'SCOPE', legalBasis: null, logged: loggedOf(change) }
  return { event: 'change', cursor: at.cursor, json: JSON.stringify(said) }
}

/** An entry that leaves a subscriber's scope at a place: nothing is said of it but its id. */
export function leavesItem({ epoch, hash, record_id }: ListLogTable, at: Moment): FeedItem {
  const said: ListChange = {
    epoch,
    ...standingAt(at),
    op: 'out-of-scope',
    reason: 'SCOPE',
    legalBasis: null,
    entry: { id: record_id },
    salt: null,
    hash: base64(hash),
  }
  return { event: 'change', cursor: at.cursor, json: JSON.stringify(said) }
}
