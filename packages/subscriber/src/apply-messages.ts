import type { ListChange } from '@delta/model'
import type { Kysely } from 'kysely'
import { CopyFault } from './copy-fault.ts'
import { type CopyRow, holdCopy, readHeld, type StoredCopy, writeEntries, writePlace } from './copy-store.ts'
import type { CopyTables } from './copy-tables.ts'
import { type Cursor, isPast, readCursor, writeCursor } from './cursor.ts'
import { type HeldEntry, type ListPlace, takeChange } from './list-place.ts'
import { demandScope } from './list-scope.ts'
import { readChange } from './read-change.ts'
import type { FeedMessage } from './read-feed.ts'
import { bytesOf, isCount, isHash, membersOf } from './read-json.ts'

/** What a stream has told since the last number up to which all events are accounted for. */
export interface Stretch {
  from: number
  shown: number
}

/** What a batch of messages brought besides changes. */
export interface Applied {
  readonly changes: number
  readonly caughtUp: boolean
  /** The newest number of the log that the gateway told of. */
  readonly head: string | null
  /** Why the gateway closes the stream. */
  readonly closed: string | null
}

type Read = { readonly message: FeedMessage; readonly cursor: Cursor | null; readonly change: ListChange | null }

const read = (message: FeedMessage): Read => {
  const cursor = message.id === null ? null : readCursor(message.id)
  if (message.id !== null && cursor === null) throw new CopyFault('CHANGE_MALFORMED', 'the feed gives a cursor that is none')
  return { message, cursor, change: message.event === 'change' ? readChange(message.data) : null }
}

const rowOf = ({ entry, salt, epoch, seq, op, reason, legalBasis, at, logged }: ListChange, { hash, cell }: HeldEntry): CopyRow => ({
  id: entry.id,
  hash,
  cell,
  salt: salt === null ? null : bytesOf(salt),
  logged: { epoch, seq, op, reason, legalBasis, at, ...logged },
  entry,
})

/** Takes messages of the feed into the copy, entries and cursor in one transaction, and holds each against what the copy computes. Throws `CopyFault`; then nothing of them is written, and the place in memory must be read anew. */
export async function applyMessages<DB extends CopyTables>(
  db: Kysely<DB>,
  copy: StoredCopy,
  messages: readonly FeedMessage[],
  stretch: Stretch,
  now: Date,
): Promise<Applied> {
  const { place } = copy
  const before = writeCursor(place.cursor)
  const all = messages.map(read)
  const ids = [...new Set(all.flatMap(({ change }) => change?.entry.id ?? []))]
  let [changes, caughtUp, head, closed]: [number, boolean, string | null, string | null] = [0, false, null, null]
  if (all.every(({ cursor }) => cursor === null)) {
    for (const { message } of all) ({ head, closed } = tell(message, { head, closed }))
    return { changes, caughtUp, head, closed }
  }
  await db.transaction().execute(async trx => {
    await holdCopy(trx, before)
    const held = await readHeld(trx, ids)
    const rows = new Map<string, CopyRow | null>()
    for (const { message, cursor, change } of all) {
      if (change) {
        if (cursor === null) throw new CopyFault('CHANGE_MALFORMED', 'it comes without a cursor', { event: change.seq, entry: change.entry.id })
        if (cursor.extra === 0) stretch.shown += 1
        const after = takeChange(place, cursor, change, held.get(change.entry.id) ?? null)
        if (after === 'double') continue
        changes += 1
        if (after.held) held.set(change.entry.id, after.held)
        else held.delete(change.entry.id)
        if (change.op !== 'corrected') rows.set(change.entry.id, after.held && rowOf(change, after.held))
      } else if (message.event === 'caught-up') {
        const at = demandScope(place, membersOf(message.data) ?? {})
        if (isPast(at, place.cursor)) place.cursor = at
        caughtUp = true
      } else if (message.event === 'checkpoint') takeCheckpoint(place, message, cursor, stretch)
      else ({ head, closed } = tell(message, { head, closed }))
    }
    await writeEntries(
      trx,
      [...rows.values()].filter(row => row !== null),
      [...rows].filter(([, row]) => row === null).map(([id]) => id),
    )
    await writePlace(trx, place, copy, now)
  })
  return { changes, caughtUp, head, closed }
}

function tell({ event, data }: FeedMessage, told: { head: string | null; closed: string | null }): { head: string | null; closed: string | null } {
  const members = membersOf(data)
  if (event === 'keepalive') return { ...told, head: typeof members?.['head'] === 'string' ? members['head'] : told.head }
  if (event === 'closed') return { ...told, closed: typeof members?.['reason'] === 'string' ? members['reason'] : 'CLOSED' }
  return told
}

/** What a filtered stream says of events that it does not show: those shown and those withheld must add up to the numbers passed. */
function takeCheckpoint(place: ListPlace, { data }: FeedMessage, cursor: Cursor | null, stretch: Stretch): void {
  const { seq, root, withheld } = membersOf(data) ?? {}
  const of = { event: place.cursor.seq }
  if (cursor === null || !isHash(root) || !isCount(withheld) || seq !== cursor.seq || cursor.epoch !== place.cursor.epoch || place.frontier !== null)
    throw new CopyFault('CHANGE_MALFORMED', 'the checkpoint after it is not one of a filtered stream', of)
  if (stretch.from + stretch.shown + withheld !== seq)
    throw new CopyFault(
      'WITHHELD',
      `after event ${stretch.from} ${stretch.shown} events were shown and ${withheld} withheld, which does not lead to ${seq}`,
      of,
    )
  stretch.from = seq
  stretch.shown = 0
  if (!isPast(cursor, place.cursor)) return
  place.cursor = cursor
  place.size = seq
  place.root = bytesOf(root)
}
