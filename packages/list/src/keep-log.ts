import { type Day, isInForce, type ItemRepair, type ListEntry, shanghaiDay } from '@delta/model'
import { appendLeaf, commitTo, entryElement, eventLeaf, frontierRoot, newSalt } from '@delta/seal'
import { createStatement, jsonRows, recordset } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import type { LegalBasis } from './legal-basis.ts'
import { textOf, type WaitingChange } from './log-event.ts'
import { loadLogState, type LogState, moveEntry } from './log-state.ts'
import type { ListLogEntryTable, ListLogHeadTable, ListLogTable, ListLogTables, ScopeKeys } from './log-tables.ts'

/** What the log's keeper is made of. */
export interface LogKeeperParts<DB extends ListLogTables> {
  readonly db: Kysely<DB>
  readonly legalBasis: LegalBasis
  readonly now: () => Date
}

/** Takes waiting changes into the region's log. Any number may run: the head's lock lets one write at a time, and each goes on from what the last one wrote. */
export interface LogKeeper {
  /** Takes at most `limit` changes (KEPT_AT_ONCE), in one transaction; gives how many. */
  keep(limit?: number): Promise<number>
}

/** How many changes are taken into the log at once: where fewer were, none waited. */
export const KEPT_AT_ONCE = 500

type Entries = Map<string, ListLogEntryTable>

const LOG = {
  seq: 'bigint',
  epoch: 'integer',
  at: 'timestamptz',
  op: 'text',
  reason: 'text',
  record_id: 'text',
  version: 'integer',
  province: 'text',
  domain: 'text',
  polarity: 'text',
  subject_id: 'text',
  division: 'text',
  listed: 'boolean',
  before: 'json',
  text: 'text',
  salt: 'bytea',
  hash: 'bytea',
  nodes: 'bytea',
  root: 'bytea',
  digest: 'bytea',
  cells: 'json',
} as const

const ENTRY = {
  record_id: 'text',
  seq: 'bigint',
  province: 'text',
  domain: 'text',
  polarity: 'text',
  subject_id: 'text',
  division: 'text',
  hash: 'bytea',
  listed: 'boolean',
  divisions: 'text[]',
} as const

const keysOf = ({ province, domain, polarity, subject_id, division }: ScopeKeys): ScopeKeys => ({ province, domain, polarity, subject_id, division })

/** The day on which what a change says came about: a listing begins and a removal is reached on days of their own, all else when it is stated. */
const dayOf = ({ op, at, body }: WaitingChange): Day => {
  const { from, removedOn } = body as unknown as Partial<ListEntry>
  return (op === 'listed' ? from : op === 'repaired' || op === 'delisted' ? removedOn : null) ?? shanghaiDay(new Date(at))
}

/** What a repair case's decision, or the lapse of time, rests on; null where the entry leaves the list for another reason. */
const repairBasis = ({ op, body }: WaitingChange): string | null =>
  op === 'repaired' || op === 'withdrawn' ? ((body['repair'] as ItemRepair | null | undefined)?.legalBasis ?? null) : null

/** Appends one change to the state and gives its row. */
function append(state: LogState, entries: Entries, waiting: WaitingChange, legalBasis: LegalBasis): ListLogTable {
  const { seq, at, op, reason, record_id, version, status, subject_division: division, domain, polarity, province, subject_id, body } = waiting
  if (seq !== state.seq + 1) throw Object.assign(new Error('a change is missing before the next one'), { code: 'LOG_GAP', safe: true })
  const keys: ScopeKeys = { province, domain, polarity, subject_id, division }
  const before = entries.get(record_id)
  const listed = isInForce(status) && reason !== 'ERASED'
  const stated = op === 'listed' ? ((body as unknown as Partial<ListEntry>).basis ?? null) : null
  const salt = newSalt()
  const text = textOf(waiting, state.epoch, stated ?? repairBasis(waiting) ?? legalBasis(op, dayOf(waiting)))
  const hash = commitTo(salt, text)
  const { frontier, nodes } = appendLeaf(state.frontier, eventLeaf(hash))
  state.frontier = frontier
  state.seq = seq
  const moved = [
    ...(before?.listed ? [moveEntry(state, before, 'remove', entryElement(record_id, before.hash))] : []),
    ...(listed ? [moveEntry(state, keys, 'add', entryElement(record_id, hash))] : []),
  ]
  const divisions = [...new Set([...(before?.divisions ?? []), division])]
  if (reason === 'ERASED') entries.delete(record_id)
  else entries.set(record_id, { ...keys, record_id, seq, hash, listed, divisions })
  return {
    ...keys,
    seq,
    epoch: state.epoch,
    at,
    op,
    reason,
    record_id,
    version,
    listed,
    before: before ? { ...keysOf(before), seq: before.seq, listed: before.listed, divisions: before.divisions } : null,
    text,
    salt,
    hash,
    nodes,
    root: frontierRoot(frontier),
    digest: state.total.digest(),
    cells: Object.fromEntries(moved.map(cell => [cell, state.cells.get(cell)!.digest().toString('base64url')])),
  }
}

const lockHead = createStatement<Record<never, never>, Pick<ListLogHeadTable, 'epoch' | 'seq' | 'dropped'>>(
  () => sql`select epoch, seq, dropped from list_log_head for no key update`,
)
const readEntries = createStatement<{ ids: readonly string[] }, ListLogEntryTable>(
  ({ ids }) => sql`select * from list_log_entry where record_id = any(${ids}::text[])`,
)

// One look by key a change: as a plain join it may, until the tables have been analysed, read all evidence that there is.
const readWaiting = createStatement<{ after: number; limit: number }, WaitingChange>(
  ({ after, limit }) => sql`select c.*, v.record_hash, v.published_at
    from (select * from list_change where seq > ${after} order by seq limit ${limit}) c
    left join lateral (
      select record_hash, published_at from list_evidence v where v.province = c.province and v.record_id = c.record_id and v.version = c.version limit 1) v on true
    order by c.seq`,
)

const hex = (bytes: Buffer | null): string | null => bytes && `\\x${bytes.toString('hex')}`

const CELL = { cell: 'text', state: 'bytea' } as const

interface Written {
  readonly rows: string
  readonly entries: string
  readonly cells: string
  readonly seq: number
  readonly root: Buffer
  readonly digest: Buffer
  readonly at: string
}

/** The log, where its entries stand, its sets and its head, in one statement: each goes to a table of its own, and the head is locked while it lasts. */
const writeLog = createStatement<Written>(({ rows, entries, cells, seq, root, digest, at }) => {
  const names = sql.join(Object.keys(LOG).map(name => sql.ref(name)))
  const columns = Object.keys(ENTRY).map(name => sql.ref(name))
  return sql`with log as (
      insert into list_log (${names}) select ${names} from ${recordset(rows, LOG, 'sent')}),
    entry as (
      insert into list_log_entry (${sql.join(columns)}) select ${sql.join(columns)} from ${recordset(entries, ENTRY, 'sent')}
      on conflict (record_id) do update set ${sql.join(columns.slice(1).map(column => sql`${column} = excluded.${column}`))}),
    cell as (
      insert into list_log_cell (cell, state) select cell, state from ${recordset(cells, CELL, 'sent')} on conflict (cell) do update set state = excluded.state),
    head as (
      update list_log_head set seq = ${seq}, root = ${root}, digest = ${digest}, at = ${at}::timestamptz)
    delete from list_change where seq <= ${seq}`
})

interface Kept {
  readonly rows: readonly ListLogTable[]
  readonly entries: Entries
  readonly dropped: number
  readonly at: Date
}

async function write<DB extends ListLogTables>(trx: Kysely<DB>, state: LogState, { rows, entries, dropped, at }: Kept): Promise<void> {
  const erased = [...new Set(rows.filter(row => row.reason === 'ERASED').map(row => row.record_id))]
  const gone = new Set(erased.filter(id => !entries.has(id)))
  const touched = [...new Set(rows.map(row => row.record_id))].flatMap(id => entries.get(id) ?? [])
  const { seq, root, digest } = rows.at(-1)!
  await writeLog(trx, {
    rows: jsonRows(
      rows.map(row => ({
        ...row,
        ...(gone.has(row.record_id) ? { text: null, salt: null } : { salt: hex(row.salt) }),
        hash: hex(row.hash),
        nodes: hex(row.nodes),
        root: hex(row.root),
        digest: hex(row.digest),
      })),
    ),
    entries: jsonRows(touched.map(entry => ({ ...entry, hash: hex(entry.hash) }))),
    cells: jsonRows([...state.moved].map(cell => ({ cell, state: hex(state.cells.get(cell)!.state()) }))),
    seq,
    root,
    digest,
    at: at.toISOString(),
  })
  state.moved.clear()
  if (erased.length > 0) {
    await sql`update list_log set text = null, salt = null where record_id = any(${erased}::text[]) and seq <= (
      select max(seq) from list_log e where e.record_id = list_log.record_id and e.reason = 'ERASED')`.execute(trx)
    await sql`delete from list_log_entry where record_id = any(${[...gone]}::text[])`.execute(trx)
  }
  // What stood in force stayed readable after it was dropped; now it no longer stands.
  const ended = rows.flatMap(row => row.before?.seq ?? []).filter(before => before <= dropped)
  if (ended.length > 0) await sql`update list_log set text = null, salt = null where seq = any(${ended}::bigint[])`.execute(trx)
}

/** Makes the log's keeper. */
export function createLogKeeper<DB extends ListLogTables>({ db, legalBasis, now }: LogKeeperParts<DB>): LogKeeper {
  let known: LogState | null = null
  return {
    keep: async (limit = KEPT_AT_ONCE) => {
      const state = known
      // Whatever fails leaves what is in memory behind; the next turn reads the state anew.
      known = null
      const [next, taken] = await db.transaction().execute(async trx => {
        const [head] = await lockHead(trx, {})
        const { epoch, seq, dropped } = head!
        const at = state?.seq === seq && state.epoch === epoch ? state : await loadLogState(trx, { epoch, seq })
        const waiting = await readWaiting(trx, { after: seq, limit })
        if (waiting.length === 0) return [at, 0] as const
        const before = await readEntries(trx, { ids: [...new Set(waiting.map(one => one.record_id))] })
        const entries: Entries = new Map(before.map(row => [row.record_id, row]))
        const rows = waiting.map(one => append(at, entries, one, legalBasis))
        await write(trx, at, { rows, entries, dropped, at: now() })
        return [at, waiting.length] as const
      })
      known = next
      return taken
    },
  }
}
