import { canonicalJson, isInForce, type ListChange } from '@delta/model'
import { appendLeaf, commitTo, createSetHash, EMPTY_FRONTIER, entryElement, eventLeaf, frontierRoot } from '@delta/seal'
import { type Kysely, sql } from 'kysely'
import type { NoteFault } from './audit-fault.ts'
import { type LogState, moveEntry } from './log-state.ts'
import type { ListLogEntryTable, ListLogHeadTable, ListLogTable, ScopeKeys } from './log-tables.ts'

/** Where the log leads: the state after its last event, and each entry's standing. */
export interface AuditedEvents {
  readonly state: LogState
  readonly standing: ReadonlyMap<string, ListLogEntryTable>
  /** The newest version that the log has of each entry. */
  readonly versions: ReadonlyMap<string, number>
  readonly events: number
}

const PAGE = 1_000

async function* rowsOf<DB>(db: Kysely<DB>): AsyncGenerator<ListLogTable> {
  for (let after = 0; ;) {
    const { rows } = await sql<ListLogTable>`select * from list_log where seq > ${after} order by seq limit ${PAGE}`.execute(db)
    yield* rows
    if (rows.length < PAGE) return
    after = rows.at(-1)!.seq
  }
}

const keysOf = ({ province, domain, polarity, subject_id, division }: ScopeKeys): ScopeKeys => ({ province, domain, polarity, subject_id, division })
const same = (a: unknown, b: unknown): boolean => canonicalJson(a as never) === canonicalJson(b as never)
const opened = ({ text, salt }: ListLogTable): Buffer | null => (text === null || salt === null ? null : commitTo(salt, text))

/** What the body says that a column beside it does not; null where they agree. */
function contradicts(row: ListLogTable): string | null {
  const said = bodyIn(row.text!)
  if (said === null) return 'body'
  const { entry } = said
  const beside = {
    epoch: said.epoch === row.epoch,
    seq: said.seq === row.seq,
    op: said.op === row.op,
    reason: said.reason === row.reason,
    at: Date.parse(said.at) === Date.parse(row.at),
    record_id: entry.id === row.record_id,
    ...('subject' in entry && {
      province: entry.province?.code === row.province,
      domain: entry.domain?.code === row.domain,
      polarity: entry.polarity === row.polarity,
      subject_id: entry.subject?.id === row.subject_id,
      division: entry.subject?.division === row.division,
      listed: (entry.status !== undefined && isInForce(entry.status)) === row.listed,
    }),
  }
  return Object.entries(beside).find(([, holds]) => !holds)?.[0] ?? null
}

/** A body as the log commits to it; null where the text is none. */
export function bodyIn(text: string): Pick<ListChange, 'epoch' | 'seq' | 'op' | 'reason' | 'at' | 'entry'> | null {
  try {
    const said = JSON.parse(text) as ListChange
    return typeof said.entry.id === 'string' && canonicalJson(said as never) === text ? said : null
  } catch {
    return null
  }
}

/** Goes through all events of the log and computes each one's hashes, tree and digests anew. Of what carries on to all later events the first is named. */
export async function auditEvents<DB>(db: Kysely<DB>, head: ListLogHeadTable, note: NoteFault): Promise<AuditedEvents> {
  const state: LogState = { epoch: head.epoch, seq: 0, frontier: EMPTY_FRONTIER, total: createSetHash(), cells: new Map(), moved: new Set() }
  const standing = new Map<string, ListLogEntryTable>()
  const versions = new Map<string, number>()
  const bodiless: { seq: number; record: string }[] = []
  const erased = new Map<string, number>()
  const muted = new Set<'TREE' | 'DIGEST'>()
  let events = 0
  for await (const row of rowsOf(db)) {
    const of = { event: row.seq, entry: row.record_id }
    if (row.seq !== state.seq + 1) note('GAP', { event: state.seq + 1 }, `after event ${state.seq} comes ${row.seq}`)
    state.seq = row.seq
    events += 1
    const fromBody = opened(row)
    if (fromBody === null) bodiless.push({ seq: row.seq, record: row.record_id })
    else {
      if (!fromBody.equals(row.hash)) note('COMMITMENT', of, 'its body does not fit its hash')
      const wrong = contradicts(row)
      if (wrong !== null) note('COLUMNS', of, `its ${wrong} is not what its body says`)
    }
    const last = versions.get(row.record_id) ?? 0
    // A version makes a change of its own; a day and a subject change nothing of the record.
    if (row.reason === 'RECORD' || row.reason === 'ERASED' ? row.version <= last : row.version !== last)
      note('COLUMNS', of, `its version is ${row.version} after ${last}`)
    versions.set(row.record_id, row.version)
    // Where hash and body disagree, the tree says which of them was changed.
    const ways = [row.hash, fromBody ?? row.hash].map(hash => ({ hash, ...appendLeaf(state.frontier, eventLeaf(hash)) }))
    const { hash, frontier, nodes } = ways.find(way => frontierRoot(way.frontier).equals(row.root)) ?? ways.find(way => way.nodes.equals(row.nodes)) ?? ways[0]!
    state.frontier = frontier
    const tree = !frontierRoot(frontier).equals(row.root) ? 'root' : nodes.equals(row.nodes) ? null : 'nodes'
    const stray = carriesOn(muted, 'TREE', tree === 'root')
    if (tree !== null && !stray) note('TREE', of, `the tree's ${tree} after it ${tree === 'root' ? 'is' : 'are'} not what the events give`)
    moveOn(row, hash, { state, standing, note, muted })
    if (row.reason === 'ERASED') {
      erased.set(row.record_id, row.seq)
      versions.delete(row.record_id)
    }
  }
  for (const { seq, record } of bodiless) {
    const inForce = standing.get(record)
    if (seq > (erased.get(record) ?? 0) && (seq > head.dropped || (inForce?.seq === seq && inForce.listed)))
      note('BODY', { event: seq, entry: record }, 'its body is gone, although it was neither erased nor dropped')
  }
  return { state, standing, versions, events }
}

/** One row that is wrong by itself leaves the next one right; what carries on is named once. */
function carriesOn(muted: Set<'TREE' | 'DIGEST'>, kind: 'TREE' | 'DIGEST', wrong: boolean): boolean {
  if (!wrong) {
    muted.delete(kind)
    return false
  }
  const before = muted.has(kind)
  muted.add(kind)
  return before
}

interface Moving {
  readonly state: LogState
  readonly standing: Map<string, ListLogEntryTable>
  readonly note: NoteFault
  readonly muted: Set<'TREE' | 'DIGEST'>
}

/** Moves the sets by one event, as the keeper did. */
function moveOn(row: ListLogTable, hash: Buffer, { state, standing, note, muted }: Moving): void {
  const { seq, record_id, reason } = row
  const of = { event: seq, entry: record_id }
  const before = standing.get(record_id)
  const told = before && { ...keysOf(before), seq: before.seq, listed: before.listed, divisions: before.divisions }
  if (!same(row.before, told ?? null)) note('COLUMNS', of, 'what it says was known before is not what the log said before')
  const moved = [
    ...(before?.listed ? [moveEntry(state, before, 'remove', entryElement(record_id, before.hash))] : []),
    ...(row.listed ? [moveEntry(state, row, 'add', entryElement(record_id, hash))] : []),
  ]
  const divisions = [...new Set([...(before?.divisions ?? []), row.division])]
  if (reason === 'ERASED') standing.delete(record_id)
  else standing.set(record_id, { ...keysOf(row), record_id, seq, hash, listed: row.listed, divisions })
  const cells = Object.fromEntries(moved.map(cell => [cell, state.cells.get(cell)!.digest().toString('base64url')]))
  const digest = state.total.digest().equals(row.digest)
  const stray = carriesOn(muted, 'DIGEST', !digest)
  if (!digest && !stray) note('DIGEST', of, 'the set of entries after it is not what it says')
  else if (digest && !same(row.cells, cells))
    note('DIGEST', of, `the sets of ${Object.keys({ ...row.cells, ...cells }).join(', ')} after it are not what it says`)
}

/** Holds the log's end against what its events lead to. */
export async function auditHead<DB>(db: Kysely<DB>, head: ListLogHeadTable, { state }: AuditedEvents, note: NoteFault): Promise<void> {
  if (head.seq !== state.seq) note('HEAD', { event: head.seq }, `the log ends with ${state.seq}, its head says ${head.seq}`)
  else if (!head.root.equals(frontierRoot(state.frontier))) note('HEAD', { event: head.seq }, 'its root is not what the events give')
  else if (!head.digest.equals(state.total.digest())) note('HEAD', { event: head.seq }, 'its digest is not what the events give')
  const { rows } = await sql<{ cell: string; state: Buffer }>`select cell, state from list_log_cell`.execute(db)
  const kept = new Map(rows.map(row => [row.cell, row.state]))
  for (const cell of new Set([...kept.keys(), ...state.cells.keys()])) {
    const [is, was] = [kept.get(cell), state.cells.get(cell)?.state()]
    if (!is || !was || !is.equals(was)) note('CELL', {}, `the set of ${cell} is not what the events give`)
  }
}
