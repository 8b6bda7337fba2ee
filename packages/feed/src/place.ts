import { type ListTables, readLogHead } from '@delta/list'
import type { Kysely } from 'kysely'
import { type Cursor, placeOf } from './cursor.ts'
import type { LogTail } from './log-tail.ts'
import type { Problem } from './problem.ts'

/** Where a stream goes on, as `placeOf` says. A cursor that the tail does not know yet is held against the database: a snapshot or another process may have given it a moment ago. */
export async function placeNow(
  { tail, db }: { readonly tail: Pick<LogTail, 'head'>; readonly db: Kysely<ListTables> },
  asked: string | null,
  snapshot: string,
): Promise<{ cursor: Cursor } | { problem: Problem }> {
  const place = placeOf(asked, tail.head(), snapshot)
  return 'problem' in place && ['CURSOR_FUTURE', 'CURSOR_EPOCH'].includes(place.problem.code) ? placeOf(asked, await readLogHead(db), snapshot) : place
}
