import { type Kysely, sql } from 'kysely'
import type { CursorUpdate } from '@delta/source'
import { upsertRows } from '@delta/store'
import type { AdapterTables } from './tables.ts'

const CURSOR = { name: 'text', value: 'jsonb' } as const

/** How far a reader had come, as last committed; null before the first time. */
export async function readCursor(db: Kysely<AdapterTables>, name: string): Promise<unknown> {
  const { rows } = await sql<{ value: unknown }>`select value from source_cursor where name = ${name}`.execute(db)
  return rows[0]?.value ?? null
}

/** Stores cursors in the transaction of what was made of their rows. */
export async function writeCursors(trx: Kysely<AdapterTables>, cursors: readonly CursorUpdate[]): Promise<void> {
  const last = new Map(cursors.map(one => [one.name, one]))
  await upsertRows(trx, 'source_cursor', CURSOR, [...last.values()], { key: ['name'] })
}
