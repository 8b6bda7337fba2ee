import { keepEvidence, keepStates } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Keeps what was known of relations: see `keepStates`. What is erased leaves nothing. */
export const createHistory: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table relation add column steps jsonb`.execute(db)
    await keepStates(db, { table: 'relation', indexes: ['record_id', 'subject_id', 'party_id', 'dimension, party_kind, placement, party_province, unit'] })
    await keepEvidence(db, { table: 'relation', evidence: 'relation_evidence' })
  },
}
