import type { Kysely } from 'kysely'
import { CopyFault } from './copy-fault.ts'
import { clearCopy, type CopyRow, holdCopy, type StoredCopy, writeEntries, writePlace } from './copy-store.ts'
import type { CopyTables } from './copy-tables.ts'
import { writeCursor } from './cursor.ts'
import { askStream, type FeedFilter, filterQuery } from './feed-request.ts'
import { linesOf } from './lines.ts'
import { checkLog, demandOneLog, fetchDirectory, type LogCheckParts, sizeOf } from './log-check.ts'
import { openSnapshot } from './read-snapshot.ts'

const BATCH = 500

/** A snapshot that ended early is asked for again: that is a broken connection, not a wrong list. */
const isCut = (error: unknown): boolean => error instanceof CopyFault && error.code === 'SNAPSHOT_CUT'

/**
 * Replaces a copy by a snapshot, in one transaction: readers see the old copy or the new one. The snapshot's log must be signed, and be a continuation of the one that was seen
 * before in the same epoch. Throws `CopyFault`; then the old copy stands.
 */
export async function takeCopy<DB extends CopyTables>(db: Kysely<DB>, parts: LogCheckParts, asked: FeedFilter, before: StoredCopy | null): Promise<StoredCopy> {
  const filter = filterQuery(asked)
  const accept = { accept: 'application/x-ndjson', 'accept-encoding': 'zstd, gzip' }
  const directory = await fetchDirectory(parts)
  const body = askStream(parts, `/snapshots/lists${filter === '' ? '' : `?${filter}`}`, accept, parts)
  const { entries, place, head } = await openSnapshot(linesOf(body), directory).catch(retryCut)
  return db.transaction().execute(async trx => {
    await holdCopy(trx, before && writeCursor(before.place.cursor))
    await clearCopy(trx)
    let rows: CopyRow[] = []
    const write = async (): Promise<void> => {
      await writeEntries(trx, rows)
      rows = []
    }
    try {
      for await (const entry of entries) if (rows.push(entry) >= BATCH) await write()
    } catch (error) {
      retryCut(error)
    }
    await write()
    const at = place()
    const seen = before?.place.cursor.epoch === head.epoch ? before : null
    if (seen) await demandOneLog(parts, sizeOf(seen.place), sizeOf(at))
    const checkpoint = await checkLog(parts, at, seen && seen.checkpoint)
    const copy = { place: at, filter, checkpoint }
    await writePlace(trx, at, copy, parts.now())
    return copy
  })
}

const retryCut = (error: unknown): never => {
  throw isCut(error) ? Object.assign(new Error('the snapshot ended early'), { code: 'SNAPSHOT_CUT', safe: true }) : error
}
