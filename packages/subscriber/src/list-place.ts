import type { ListChange } from '@delta/model'
import { appendLeaf, createSetHash, entryElement, eventLeaf, frontierRoot, type MerkleFrontier, type SetHash } from '@delta/seal'
import { CopyFault } from './copy-fault.ts'
import { type Cursor, isPast } from './cursor.ts'
import { bytesOf, textOf } from './read-json.ts'

/** Where a copy stands, and what the next change is held against. */
export interface ListPlace {
  cursor: Cursor
  /** How long the log is after what was last taken, and its Merkle root. */
  size: number
  root: Buffer
  /** The tree's frontier; null for a filtered copy, which does not see every leaf. */
  frontier: MerkleFrontier | null
  /** The set hash of each cell, `310000/BLACK`; a filtered copy has the one cell `*`. */
  readonly sets: Map<string, SetHash>
  /** The set hash of all entries. */
  readonly total: SetHash
  /** The cells moved since they were stored. */
  readonly moved: Set<string>
  /** How many entries there are. */
  count: number
}

/** What a copy holds of an entry. */
export interface HeldEntry {
  readonly hash: Buffer
  readonly cell: string
}

/** The one cell of a filtered copy. */
export const FILTERED_CELL = '*'

const PUTS: ReadonlySet<ListChange['op']> = new Set(['listed', 'updated'])

/** The set hash of all cells together. */
export function totalOf(sets: ReadonlyMap<string, SetHash>): SetHash {
  const total = createSetHash()
  for (const set of sets.values()) total.merge(set)
  return total
}

/** The cell that an entry's body names; null where there is no body. */
export function cellOf({ province, polarity }: ListChange['entry']): string | null {
  return province && polarity ? `${province.code}/${polarity}` : null
}

/** Puts an entry into the place's sets, or takes it out. */
export function moveEntry(place: ListPlace, id: string, { hash, cell }: HeldEntry, way: 'add' | 'remove'): void {
  const set = place.sets.get(cell) ?? createSetHash()
  const element = entryElement(id, hash)
  place.sets.set(cell, set)
  place.moved.add(cell)
  set[way](element)
  place.total[way](element)
  place.count += way === 'add' ? 1 : -1
}

/**
 * Takes a change, `held` being what the copy holds of its entry: gives what the copy has to hold after it (null: nothing), or `double` for what it has taken before. An unfiltered
 * copy holds everything that the change says against what it computes: the number, the root, the digests of all and of the moved cells. Throws `CopyFault`; then the place is of no
 * more use.
 */
export function takeChange(place: ListPlace, cursor: Cursor, change: ListChange, held: HeldEntry | null): { held: HeldEntry | null } | 'double' {
  const { op, entry, seq, hash, root } = change
  const of = { event: seq, entry: entry.id }
  if (cursor.epoch !== place.cursor.epoch || cursor.seq !== seq || change.epoch > cursor.epoch)
    throw new CopyFault('CHANGE_MALFORMED', 'its cursor names another place', of)
  if (!isPast(cursor, place.cursor)) return 'double'
  if (place.frontier !== null) demandNext(place, cursor, change)
  const leaves = op === 'corrected' ? held : null
  const after = PUTS.has(op) ? { hash: bytesOf(hash), cell: place.frontier === null ? FILTERED_CELL : newCell(change, held) } : leaves
  if (held !== after) {
    if (held) moveEntry(place, entry.id, held, 'remove')
    if (after) moveEntry(place, entry.id, after, 'add')
  }
  if (place.frontier !== null) {
    place.frontier = appendLeaf(place.frontier, eventLeaf(bytesOf(hash))).frontier
    if (!frontierRoot(place.frontier).equals(bytesOf(root))) throw new CopyFault('CHANGE_ROOT', 'the tree with it has another root', of)
    demandDigests(place, change, held, after)
  }
  place.cursor = cursor
  place.size = seq
  place.root = bytesOf(root)
  return { held: after }
}

/** In the log as a whole every number follows the last one, and nothing is said that only a filter says. */
function demandNext(place: ListPlace, cursor: Cursor, { seq, op, reason, logged, entry }: ListChange): void {
  const of = { event: seq, entry: entry.id }
  if (seq !== place.cursor.seq + 1 || cursor.extra !== 0) throw new CopyFault('CHANGE_GAP', `it does not follow event ${place.cursor.seq}`, of)
  if (op === 'out-of-scope' || reason === 'SCOPE' || logged) throw new CopyFault('CHANGE_SCOPE', 'it is of a filtered stream, but nothing is filtered here', of)
}

/** The cell that an entry comes into. Of an erased body it is known by what the change has moved. */
function newCell({ entry, cells, seq }: ListChange, held: HeldEntry | null): string {
  const names = Object.keys(cells)
  const cell = cellOf(entry) ?? names.find(name => name !== held?.cell) ?? names[0]
  if (cell === undefined) throw new CopyFault('CHANGE_DIGEST', 'it moves no cell', { event: seq, entry: entry.id })
  return cell
}

function demandDigests({ total, sets }: ListPlace, { seq, entry, digest, cells }: ListChange, held: HeldEntry | null, after: HeldEntry | null): void {
  const of = { event: seq, entry: entry.id }
  if (textOf(total.digest()) !== digest) throw new CopyFault('CHANGE_DIGEST', 'the entries in force after it have another digest', of)
  const moved = held === after ? [] : [held, after].flatMap(one => one?.cell ?? [])
  const named = Object.keys(cells)
  if (named.length !== new Set(moved).size || moved.some(cell => !named.includes(cell)))
    throw new CopyFault('CHANGE_DIGEST', 'it names other cells than it moves', of)
  const wrong = named.find(cell => textOf(sets.get(cell)!.digest()) !== cells[cell])
  if (wrong !== undefined) throw new CopyFault('CHANGE_DIGEST', `the entries of ${wrong} after it have another digest`, of)
}
