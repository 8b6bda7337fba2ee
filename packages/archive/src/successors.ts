import { createStatement } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import { successorOf } from './leaf.ts'
import type { ArchiveTables } from './tables.ts'

const read = createStatement<{ ids: readonly string[] }, { id: string; successor: string }>(
  ({ ids }) => sql`select o.id, o.successor from (
    select w.id, ${successorOf(sql`substr(w.id, 5)`)} as successor from unnest(${ids}::text[]) w(id) where w.id like 'ORG:%') o where o.successor is not null`,
)

/** Under which 统一社会信用代码 older numbers (`ORG:`) go on: those of the ids that the region knows one for. */
export async function readSuccessors<DB extends ArchiveTables>(db: Kysely<DB>, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  return new Map(ids.length === 0 ? [] : (await read(db, { ids })).map(({ id, successor }) => [id, successor]))
}
