import { createSetHash, frontierRoot, type MerkleFrontier } from '@delta/seal'
import { upsertRows } from '@delta/store'
import { type Kysely, sql, type Transaction } from 'kysely'
import { CopyFault } from './copy-fault.ts'
import type { CopyTables, ListCopySetTable, ListCopyStateTable } from './copy-tables.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { type HeldEntry, type ListPlace, totalOf } from './list-place.ts'

/** A copy as it stands in the database. */
export interface StoredCopy {
  readonly place: ListPlace
  readonly filter: string
  readonly checkpoint: string | null
}

/** An entry as it is written into the copy. */
export interface CopyRow extends HeldEntry {
  readonly id: string
  readonly salt: Buffer | null
  readonly logged: object
  readonly entry: object
}

const HASH_BYTES = 32
const ENTRY = { id: 'text', hash: 'bytea', salt: 'bytea', logged: 'json', cell: 'text', entry: 'json' } as const
const SET = { cell: 'text', state: 'bytea' } as const

const hex = (bytes: Uint8Array | null): string | null => bytes && `\\x${Buffer.from(bytes).toString('hex')}`

/** The tree's frontier as one column keeps it; null where the column does not fit the size. */
function readFrontier(size: number, bytes: Buffer): MerkleFrontier | null {
  const count = [...size.toString(2)].filter(bit => bit === '1').length
  if (bytes.length !== count * HASH_BYTES) return null
  return { size, roots: Array.from({ length: count }, (_, n) => bytes.subarray(n * HASH_BYTES, (n + 1) * HASH_BYTES)) }
}

const changed = (what: string): CopyFault => new CopyFault('COPY_STATE', `the copy's ${what} was changed`)

/** Reads, in the caller's transaction, where a copy stands; null where there is none yet. Throws `COPY_STATE` where what it says of itself does not fit together. */
export async function readCopy<DB extends CopyTables>(db: Kysely<DB>): Promise<StoredCopy | null> {
  const { rows } = await sql<ListCopyStateTable>`select * from list_copy_state`.execute(db)
  const state = rows[0]
  if (!state) return null
  const { rows: stored } = await sql<ListCopySetTable>`select cell, state from list_copy_set`.execute(db)
  const sets = new Map(stored.map(row => [row.cell, createSetHash(row.state)]))
  const { size, root, filter, checkpoint } = state
  const cursor = readCursor(state.cursor)
  const frontier = state.frontier && readFrontier(size, state.frontier)
  const total = totalOf(sets)
  if (cursor?.epoch !== state.epoch || cursor.seq < size || (state.frontier && cursor.seq !== size)) throw changed('cursor')
  if (state.frontier && !(frontier && frontierRoot(frontier).equals(root))) throw changed('root or frontier')
  if (!total.digest().equals(state.digest)) throw changed('digest or set hashes')
  const place = { cursor, size, root, frontier, sets, total, moved: new Set<string>(), count: state.entries }
  return { place, filter, checkpoint }
}

/** The same, in a transaction of its own. */
export const loadCopy = <DB extends CopyTables>(db: Kysely<DB>): Promise<StoredCopy | null> =>
  db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(readCopy)

/** Holds the copy for writing: nobody else may have moved it since `cursor` was read (null: there was none). */
export async function holdCopy<DB extends CopyTables>(trx: Transaction<DB>, cursor: string | null): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('list_copy', 0))`.execute(trx)
  const { rows } = await sql<{ cursor: string }>`select cursor from list_copy_state for update`.execute(trx)
  if ((rows[0]?.cursor ?? null) !== cursor) throw Object.assign(new Error('somebody else keeps this copy too'), { code: 'COPY_MOVED', safe: true })
}

/** What the copy holds of entries. */
export async function readHeld<DB extends CopyTables>(db: Kysely<DB>, ids: readonly string[]): Promise<Map<string, HeldEntry>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<HeldEntry & { id: string }>`select id, hash, cell from list_copy where id = any(${ids}::text[])`.execute(db)
  return new Map(rows.map(({ id, hash, cell }) => [id, { hash, cell }]))
}

/** Empties the copy of entries and sets: for a snapshot. */
export async function clearCopy<DB extends CopyTables>(trx: Transaction<DB>): Promise<void> {
  await sql`delete from list_copy`.execute(trx)
  await sql`delete from list_copy_set`.execute(trx)
}

/** Writes entries into the copy and takes others out. */
export async function writeEntries<DB extends CopyTables>(trx: Kysely<DB>, rows: readonly CopyRow[], gone: readonly string[] = []): Promise<void> {
  if (gone.length > 0) await sql`delete from list_copy where id = any(${gone}::text[])`.execute(trx)
  const sent = rows.map(row => ({ ...row, hash: hex(row.hash), salt: hex(row.salt) }))
  await upsertRows(trx, 'list_copy', ENTRY, sent, { key: ['id'] })
}

/** Writes where the copy stands, in the transaction that writes its entries. */
export async function writePlace<DB extends CopyTables>(
  trx: Kysely<DB>,
  place: ListPlace,
  { filter, checkpoint }: Omit<StoredCopy, 'place'>,
  at: Date,
): Promise<void> {
  const { cursor, size, root, frontier, sets, total, moved, count } = place
  const states = [...moved].map(cell => ({ cell, state: hex(sets.get(cell)!.state()) }))
  await upsertRows(trx, 'list_copy_set', SET, states, { key: ['cell'] })
  moved.clear()
  const roots = frontier && Buffer.concat(frontier.roots)
  await sql`insert into list_copy_state (id, cursor, epoch, size, root, frontier, digest, entries, filter, checkpoint, at)
    values (true, ${writeCursor(cursor)}, ${cursor.epoch}, ${size}, ${root}, ${roots}, ${total.digest()}, ${count}, ${filter}, ${checkpoint}, ${at.toISOString()})
    on conflict (id) do update set cursor = excluded.cursor, epoch = excluded.epoch, size = excluded.size, root = excluded.root, frontier = excluded.frontier,
      digest = excluded.digest, entries = excluded.entries, filter = excluded.filter, checkpoint = excluded.checkpoint, at = excluded.at`.execute(trx)
}
