import { migrate } from '@delta/store'
import type { Kysely } from 'kysely'
import { createListenerTable } from './listener-book.ts'
import { createWebhookTables } from './webhook-tables.ts'

/** Creates or upgrades the tables that the feed owns beside the log: webhooks, and who has listened. */
export async function migrateFeed<DB>(db: Kysely<DB>): Promise<void> {
  await migrate(db, { '001-webhook': createWebhookTables, '002-listener': createListenerTable }, 'webhook_migration')
}
