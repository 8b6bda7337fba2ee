import { createSetHash, entryElement, frontierOf, frontierReads, type MerkleFrontier } from '@delta/seal'
import { type Kysely, sql, type Transaction } from 'kysely'
import { holdsKeys, isOpen, type ListFilter, type Watched } from './list-filter.ts'
import type { ListLogEntryTable, ListLogTable, ListLogTables } from './log-tables.ts'
import { type LogHead, readCells, readNodes } from './read-log.ts'

/** What a snapshot is taken of. */
export interface SnapshotParts<DB extends ListLogTables> {
  readonly db: Kysely<DB>
  readonly filter: ListFilter
  /** Is a subject in the filter's stored set at a number of the log? Asked only where the filter names one. */
  readonly watched: (trx: Kysely<DB>, seq: number) => Promise<Watched>
}

/** The list as it stood at one number of the log. */
export interface ListSnapshot {
  readonly head: LogHead
  /** The log's tree: what a copy appends the next change to. */
  readonly frontier: MerkleFrontier
  /** Digests of all sets by province and polarity, base64url. */
  readonly cells: Record<string, string>
  /** Digest of the set of the entries that the filter shows, and how many they are. */
  readonly scope: { readonly digest: Buffer; readonly count: number }
  /** The newest change of each entry that the filter shows, by record id. */
  readonly entries: AsyncGenerator<ListLogTable[]>
}

const PAGE = 1_000

type Shown = (row: ListLogEntryTable) => boolean

async function shownBy<DB extends ListLogTables>(trx: Transaction<DB>, { filter, watched }: SnapshotParts<DB>, seq: number): Promise<Shown> {
  if (isOpen(filter)) return () => true
  const inSet = filter.watch === null ? () => true : await watched(trx, seq)
  return row => holdsKeys(filter, row) && inSet(row.subject_id, seq + 1)
}

/** Pages of the entries in force, by record id. */
async function* pages<DB>(trx: Kysely<DB>): AsyncGenerator<ListLogEntryTable[]> {
  for (let after = ''; ;) {
    const { rows } = await sql<ListLogEntryTable>`select * from list_log_entry where listed and record_id > ${after} order by record_id limit ${PAGE}`.execute(
      trx,
    )
    if (rows.length > 0) yield rows
    if (rows.length < PAGE) return
    after = rows.at(-1)!.record_id
  }
}

/** Runs `take` on the list as of one moment: changes may go on meanwhile and are not seen. What `take` gives must not use the snapshot after it has resolved. */
export async function takeSnapshot<DB extends ListLogTables, T>(parts: SnapshotParts<DB>, take: (snapshot: ListSnapshot) => Promise<T>): Promise<T> {
  return parts.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async trx => {
      const { head, cells } = await readCells(trx)
      const frontier = frontierOf(head.seq, await readNodes(trx, frontierReads(head.seq)))
      const shows = await shownBy(trx, parts, head.seq)
      const set = createSetHash()
      let count = 0
      for await (const page of pages(trx)) {
        for (const row of page) {
          if (!shows(row)) continue
          set.add(entryElement(row.record_id, row.hash))
          count += 1
        }
      }
      async function* entries(): AsyncGenerator<ListLogTable[]> {
        for await (const page of pages(trx)) {
          const seqs = page.filter(shows).map(row => row.seq)
          const { rows } = await sql<ListLogTable>`select * from list_log where seq = any(${seqs}::bigint[]) order by record_id`.execute(trx)
          if (rows.length !== seqs.length) throw Object.assign(new Error('an entry in force has no change in the log'), { code: 'LOG_GAP', safe: true })
          yield rows
        }
      }
      return take({ head, frontier, cells, scope: { digest: set.digest(), count }, entries: entries() })
    })
}
