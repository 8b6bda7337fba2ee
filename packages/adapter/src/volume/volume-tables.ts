import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { StoredClaim } from '../claim.ts'

/** What an adapter's own database keeps of its datasets' volume. */
export interface VolumeTables {
  /** What a dataset held when it first changed on a day (Asia/Shanghai), and what has been taken off and added since. */
  volume_day: { dataset: string; day: string; base: number; dropped: number; added: number }
  /** Statements that wait because too many like them came on a day. */
  volume_held: StoredClaim & { updated_at: string | null }
  /** Datasets whose waiting statements an operator has let go. */
  volume_release: { dataset: string }
}

/** The migrations of these tables. */
export const volumeMigrations: Readonly<Record<string, Migration>> = {
  '0104_volume': {
    up: async (db: Kysely<unknown>) => {
      await sql`create table volume_day (
        dataset text, day date, base bigint not null, dropped bigint not null, added bigint not null, primary key (dataset, day))`.execute(db)
      await sql`create table volume_held (
        record_id text primary key, dataset text not null, coordinate text not null, position text not null, outcome jsonb not null, updated_at timestamptz)`.execute(
        db,
      )
      await sql`create index volume_held_dataset on volume_held (dataset)`.execute(db)
      await sql`create table volume_release (dataset text primary key)`.execute(db)
    },
  },
}
