import { entriesInForce, type ListFilter, type ListTables, holdsKeys, isOpen, sightOf, takeSnapshot, type WatchBook } from '@delta/list'
import type { Kysely } from 'kysely'
import { type Cursor, writeCursor } from './cursor.ts'
import { entersItem, type FeedItem, leavesItem, tell } from './feed-item.ts'
import type { LogLine, LogTail } from './log-tail.ts'

/** What a subscriber listens with. */
export interface ListenParts {
  readonly tail: LogTail
  readonly db: Kysely<ListTables>
  readonly filter: ListFilter
  /** The filter's stored set; null where it names none. */
  readonly book: WatchBook | null
  /** Where to go on from: `placeOf` has accepted it. */
  readonly from: Cursor
  /** Why the subscriber may no longer listen; null while it may. Asked at least once a second. */
  readonly refused: () => Promise<string | null> | string | null
  /** Where a snapshot with the same filter is. */
  readonly snapshot: string
  /** How old what the log has not taken yet is, and what the provinces last said: told with each keepalive. */
  readonly upstream: () => object
  readonly signal: AbortSignal
  /** Leaves out `caught-up`: with a filter, its digest costs a look at the whole list. */
  readonly quiet?: boolean
  /** Milliseconds between two signs of life where nothing happens. */
  readonly keepalive?: number
}

const PAGE = 500
const CHECKPOINT_EVERY = 1_000

/**
 * What a subscriber is told, in order, in batches: every change after its cursor that its filter shows, each once, first those of the past, then as they happen. A place is
 * found by its number, never by a time, so nothing can fall between past and present. Ends with `closed` and its reason, or when aborted. Whoever does not ask for the next
 * batch costs nothing but its place.
 */
export async function* listen(parts: ListenParts): AsyncGenerator<readonly FeedItem[]> {
  const { tail, filter, book, from, refused, signal, keepalive = 15_000 } = parts
  const { epoch } = from
  const open = isOpen(filter)
  let at: Cursor = from
  let withheld = 0
  let live = parts.quiet ?? false
  let scope: Scope | null = null
  let saidAt = performance.now()

  const closing = async (): Promise<string | null> => {
    if (tail.head().epoch !== epoch) return 'CURSOR_EPOCH'
    if (at.seq < tail.head().dropped) return 'CURSOR_GONE'
    return refused()
  }
  const checkpoint = (line: LogLine['row']): FeedItem => {
    const said = { seq: line.seq, root: line.root.toString('base64url'), digest: line.digest.toString('base64url'), withheld }
    withheld = 0
    return tell('checkpoint', { epoch, seq: line.seq, extra: 0 }, said)
  }

  while (!signal.aborted) {
    const reason = await closing()
    if (reason !== null) {
      yield [tell('closed', null, { reason, resumeFrom: writeCursor(at), snapshot: parts.snapshot })]
      return
    }
    const items: FeedItem[] = []
    const lines = await tail.read(at.seq, scope === null ? PAGE : Math.min(PAGE, scope.seq - at.seq))
    // After the lines: whatever changed the set before one of them was taken is seen now.
    await book?.refresh()
    const extras = book === null ? [] : await extrasAt(parts, book, at)
    if (extras.length > 0) {
      items.push(...extras)
      at = extras.at(-1)!.cursor!
    }
    for (const { row, item } of lines) {
      const shown = open ? item : show(parts, row, item)
      if (shown) items.push(shown)
      else withheld += 1
      at = { epoch, seq: row.seq, extra: 0 }
      // A change of the set stands between this line and the next.
      if (book?.at(row.seq).length) break
      if (withheld >= CHECKPOINT_EVERY) items.push(checkpoint(row))
    }
    const behind = at.seq < tail.head().seq || (book !== null && (await extrasAt(parts, book, at)).length > 0)
    if (withheld > 0 && !behind && lines.length > 0) items.push(checkpoint(lines.findLast(({ row }) => row.seq === at.seq)!.row))
    if (!live && !open && !behind) scope ??= await scopeNow(parts)
    // A process may be told a place that it has not seen yet: it says where it stands once it has.
    if (!live && (open ? at.seq === tail.head().seq : scope !== null && scope.seq <= at.seq)) {
      live = true
      items.push(caughtUp(parts, at, scope))
      scope = null
    }
    if (items.length === 0 && performance.now() - saidAt >= keepalive) {
      const { seq } = tail.head()
      items.push(tell('keepalive', null, { head: writeCursor({ epoch, seq, extra: 0 }), upstream: parts.upstream() }))
    }
    if (items.length > 0) {
      saidAt = performance.now()
      yield items
    } else if (!behind) await tail.past(at.seq)
  }
}

function show({ filter, book }: ListenParts, row: LogLine['row'], item: FeedItem): FeedItem | null {
  const sight = sightOf(filter, row, book?.watched ?? (() => true))
  if (sight === null) return null
  return sight === 'same' ? item : (sight === 'listed' ? entersItem : leavesItem)(row, { cursor: item.cursor!, row })
}

/** What changes of the stored set at a place bring, after what has been told of it: entries that enter the scope and entries that leave it, as they stood at that place. */
async function extrasAt({ tail, db, filter }: ListenParts, book: WatchBook, at: Cursor): Promise<FeedItem[]> {
  const changes = book.at(at.seq)
  if (changes.length === 0) return []
  const place = at.seq === 0 ? undefined : (await tail.read(at.seq - 1, 1))[0]?.row
  if (!place) return []
  const rows = Map.groupBy(await entriesInForce(db, [...new Set(changes.map(change => change.subject_id))], at.seq), row => row.subject_id)
  const items: FeedItem[] = []
  let extra = 0
  for (const { subject_id, added } of changes) {
    for (const row of rows.get(subject_id) ?? []) {
      if (!holdsKeys(filter, row)) continue
      extra += 1
      if (extra > at.extra) items.push((added ? entersItem : leavesItem)(row, { cursor: { ...at, extra }, row: place }))
    }
  }
  return items
}

/** The set that a filter shows, as of a number of the log and a state of the stored set. */
interface Scope {
  readonly seq: number
  readonly changes: number
  readonly digest: string
  readonly count: number
}

const scopeNow = ({ db, filter, book }: ListenParts): Promise<Scope> =>
  takeSnapshot({ db, filter, watched: async () => book!.watched }, async ({ head: { seq }, scope: { digest, count } }) => ({
    seq,
    changes: book?.at(seq).length ?? 0,
    digest: digest.toString('base64url'),
    count,
  }))

/** Says that the past is through, with the digest of what the subscriber now must hold: without a filter, of the whole list at the head. */
function caughtUp({ tail, book }: ListenParts, at: Cursor, scope: Scope | null): FeedItem {
  const cursor = writeCursor(at)
  if (scope === null) return tell('caught-up', at, { cursor, scope: { digest: tail.head().digest.toString('base64url') } })
  const same = scope.seq === at.seq && scope.changes === (book?.at(at.seq).length ?? 0)
  return tell('caught-up', at, { cursor, scope: same ? { digest: scope.digest, count: scope.count } : null })
}
