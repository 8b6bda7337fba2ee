import { keepEvidence, keepStates } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Keeps what was known of entries: see `keepStates`. What is erased leaves nothing. */
export const createHistory: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table list_entry add column steps jsonb`.execute(db)
    await keepStates(db, { table: 'list_entry', indexes: ['record_id', 'subject_id', 'domain, unit'] })
    await keepEvidence(db, { table: 'list_entry', evidence: 'list_evidence' })
  },
}
