import { keepEvidence, keepStates } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

const shown = (row: 'old' | 'new'): string =>
  ['kind', 'sub_kind', 'masked_id', 'name', 'division', 'province'].map(name => `${row}.${name}`).join(', ') + `, ${row}.name_rank >= 3`

/** Keeps what was known of items and subjects: see `keepStates`. That a subject was stated again as it was is no new knowledge. An item that is erased leaves nothing. */
export const createHistory: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table archive_item add column steps jsonb`.execute(db)
    await keepStates(db, { table: 'archive_item', indexes: ['record_id', 'subject_id', 'indicator, unit, record_id'] })
    await keepEvidence(db, { table: 'archive_item', evidence: 'archive_evidence' })
    await keepStates(db, { table: 'subject', indexes: ['id', 'org_code'], shown })
  },
}
