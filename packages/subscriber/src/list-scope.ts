import { CopyFault } from './copy-fault.ts'
import { type Cursor, isPast, readCursor, writeCursor } from './cursor.ts'
import type { ListPlace } from './list-place.ts'
import { hasExactly, recordOf, textOf } from './read-json.ts'

/** Holds what the gateway says of the list at a place against the list. Gives the cursor that it speaks of. Throws `SCOPE_DIGEST`. */
export function demandScope(place: ListPlace, told: Record<string, unknown>): Cursor {
  const cursor = typeof told['cursor'] === 'string' ? readCursor(told['cursor']) : null
  const scope = told['scope'] === null ? null : recordOf(told['scope'])
  const of = { event: place.cursor.seq }
  if (!cursor || !hasExactly(told, ['cursor', 'scope']) || (told['scope'] !== null && !(scope && hasExactly(scope, ['digest'], ['count']))))
    throw new CopyFault('CHANGE_MALFORMED', 'what is said of the list after it is not what the gateway writes', of)
  if (cursor.epoch !== place.cursor.epoch || isPast(place.cursor, cursor) || (place.frontier !== null && isPast(cursor, place.cursor)))
    throw new CopyFault('CHANGE_GAP', `the gateway speaks of the list as of ${writeCursor(cursor)}`, of)
  if (scope === null) return cursor
  const { digest, count } = scope
  if (digest !== textOf(place.total.digest()) || (count !== undefined && count !== place.count))
    throw new CopyFault('SCOPE_DIGEST', `the list as of ${writeCursor(cursor)} is not what the gateway says it is`, { event: cursor.seq })
  return cursor
}
