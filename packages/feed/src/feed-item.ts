import { changeOf, type ListLogTable } from '@delta/list'
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
  const frame = Buffer.from(`${id}event: ${item.event}\ndata: ${item.json}\n\n`)
  frames.set(item, frame)
  return frame
}

/** An item that is no change. */
export const tell = (event: Exclude<FeedEvent, 'change'>, cursor: Cursor | null, data: object): FeedItem => ({ event, cursor, json: JSON.stringify(data) })

/** A change as the log says it. */
export const changeItem = (row: ListLogTable): FeedItem => ({
  event: 'change',
  cursor: { epoch: row.epoch, seq: row.seq, extra: 0 },
  json: JSON.stringify(changeOf(row)),
})

/** What the log says where a filter says something else. */
const loggedOf = ({ seq, op, reason, legalBasis, at }: ListChange): NonNullable<ListChange['logged']> => ({
  seq,
  op: op as Exclude<typeof op, 'out-of-scope'>,
  reason: reason as Exclude<typeof reason, 'SCOPE'>,
  legalBasis,
  at,
})

/** An entry that comes into a subscriber's scope: `row` is the newest change of it; `at` is where that happens, where not at that change itself. */
export function entersItem(row: ListLogTable, at?: { readonly cursor: Cursor; readonly row: Pick<ListLogTable, 'at' | 'root' | 'digest'> }): FeedItem {
  const change = changeOf(row)
  const place = at ? { seq: at.cursor.seq, at: at.row.at, root: at.row.root.toString('base64url'), digest: at.row.digest.toString('base64url'), cells: {} } : {}
  const said: ListChange = { ...change, op: 'listed', reason: 'SCOPE', legalBasis: null, ...place, logged: loggedOf(change) }
  return { event: 'change', cursor: at?.cursor ?? { epoch: row.epoch, seq: row.seq, extra: 0 }, json: JSON.stringify(said) }
}

/** An entry that leaves a subscriber's scope: nothing is said of it but its id. */
export function leavesItem(row: ListLogTable, at?: { readonly cursor: Cursor; readonly row: Pick<ListLogTable, 'at' | 'root' | 'digest'> }): FeedItem {
  const { epoch, hash, root, digest, cells } = changeOf(row)
  const place = at ? at.row : row
  const said: ListChange = {
    epoch,
    seq: at?.cursor.seq ?? row.seq,
    op: 'out-of-scope',
    reason: 'SCOPE',
    legalBasis: null,
    at: place.at,
    entry: { id: row.record_id },
    salt: null,
    hash,
    root: at ? at.row.root.toString('base64url') : root,
    digest: at ? at.row.digest.toString('base64url') : digest,
    cells: at ? {} : cells,
  }
  return { event: 'change', cursor: at?.cursor ?? { epoch, seq: row.seq, extra: 0 }, json: JSON.stringify(said) }
}
