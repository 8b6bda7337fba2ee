import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What an adapter's own database keeps of pushed batches: each is taken once, and its answer is given as often as it is asked for. */
export interface PushTables {
  push_batch: { idempotency_key: string; digest: string; kid: string; received_at: string; answer: string }
}

/** The migrations of these tables. */
export const pushMigrations: Readonly<Record<string, Migration>> = {
  '0103_push': {
    up: async (db: Kysely<unknown>) => {
      await sql`create table push_batch (
        idempotency_key text primary key, digest text not null, kid text not null, received_at timestamptz not null, answer text not null)`.execute(db)
    },
  },
}
