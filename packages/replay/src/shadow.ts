import type { ReadModelTables } from '@delta/projection'
import { openStore, type Store } from '@delta/store'
import { sql } from 'kysely'
import { MODELS } from './models.ts'

/** The PostgreSQL schema in which a read model is built anew, beside the one that is read. */
export const SHADOW = 'rebuild'

const BESIDE = ['list_change', 'list_change_head', 'projection_position', 'projection_journal', 'quarantine'] as const

/** Makes empty copies of every projected table, with keys, indexes and triggers, and opens them: whatever names a table finds the copy. */
export async function openShadow(url: string, live: Store<unknown>): Promise<Store<ReadModelTables>> {
  await sql.raw(`drop schema if exists ${SHADOW} cascade; create schema ${SHADOW}`).execute(live.db)
  for (const table of [...Object.values(MODELS).flat(), ...BESIDE]) {
    await sql.raw(`create table ${SHADOW}.${table} (like public.${table} including all)`).execute(live.db)
    const { rows } = await sql<{ text: string }>`select pg_get_triggerdef(oid) as text from pg_trigger
      where tgrelid = ${`public.${table}`}::regclass and not tgisinternal`.execute(live.db)
    for (const { text } of rows) await sql.raw(text.replace(` ON public.${table} `, ` ON ${SHADOW}.${table} `)).execute(live.db)
  }
  await sql.raw(`insert into ${SHADOW}.list_change_head values (true, 0)`).execute(live.db)
  return openStore<ReadModelTables>(url, { connections: 2, applicationName: 'delta rebuild', byKey: true, settings: { search_path: `${SHADOW},public` } })
}

/** Takes the copies away. */
export async function dropShadow(live: Store<unknown>): Promise<void> {
  await sql.raw(`drop schema if exists ${SHADOW} cascade`).execute(live.db)
}
