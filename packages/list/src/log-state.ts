import { createSetHash, entryElement, frontierOf, frontierReads, type MerkleFrontier, type SetHash } from '@delta/seal'
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
export const cellOf = ({ province, polarity }: Pick<ScopeKeys, 'province' | 'polarity'>): string => `${province}/${polarity}`

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

/** Puts an entry into the sets, or takes it out. */
export function moveEntry(state: LogState, entry: Pick<ScopeKeys, 'province' | 'polarity'>, recordId: string, hash: Buffer, way: 'add' | 'remove'): string {
  const name = cellOf(entry)
  const cell = state.cells.get(name) ?? createSetHash()
  const element = entryElement(recordId, hash)
  state.cells.set(name, cell)
  state.moved.add(name)
  cell[way](element)
  state.total[way](element)
  return name
}
