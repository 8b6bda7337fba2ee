import { createSetHash, frontierOf, frontierReads, type MerkleFrontier, type SetHash } from '@delta/seal'
import { type Kysely, sql } from 'kysely'
import type { ListLogHeadTable, ScopeKeys } from './log-tables.ts'

/** What the next change is appended to: the tree's frontier and the sets of entries in force. */
export interface LogState {
  readonly epoch: number
  seq: number
  frontier: MerkleFrontier
  readonly total: SetHash
  readonly cells: Map<string, SetHash>
  /** The cells moved since they were written. */
  readonly moved: Set<string>
}

/** The cell that an entry stands in. */
const cellOf = ({ province, polarity }: Pick<ScopeKeys, 'province' | 'polarity'>): string => `${province}/${polarity}`

/** Reads the state after the head's number. */
export async function loadLogState<DB>(db: Kysely<DB>, { epoch, seq }: Pick<ListLogHeadTable, 'epoch' | 'seq'>): Promise<LogState> {
  const leaves = frontierReads(seq)
  const { rows } = await sql<{
    seq: number
    nodes: Buffer
  }>`select seq, nodes from list_log where seq = any(${leaves.map(leaf => leaf + 1)}::bigint[])`.execute(db)
  const nodes = new Map(rows.map(row => [row.seq - 1, row.nodes]))
  const cells = await sql<{ cell: string; state: Buffer }>`select cell, state from list_log_cell`.execute(db)
  const total = createSetHash()
  const state: LogState = {
    epoch,
    seq,
    frontier: frontierOf(seq, leaf => nodes.get(leaf)!),
    total,
    cells: new Map(cells.rows.map(row => [row.cell, createSetHash(row.state)])),
    moved: new Set(),
  }
  for (const cell of state.cells.values()) total.merge(cell)
  return state
}

/** Moves the sets of a cell and of all entries by the same elements: each is expanded once. */
export function moveEntry(state: LogState, entry: Pick<ScopeKeys, 'province' | 'polarity'>, way: 'add' | 'remove', element: Buffer): string {
  const name = cellOf(entry)
  const cell = state.cells.get(name) ?? createSetHash()
  const change = createSetHash()
  change[way](element)
  state.cells.set(name, cell)
  state.moved.add(name)
  cell.merge(change)
  state.total.merge(change)
  return name
}
