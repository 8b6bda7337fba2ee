import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Province, Receipt } from '@delta/model'

/**
 * What a participant must answer, and what it has: one row a record and participant. Rows come from records whose subject's number names another province of the region, and from
 * receipts themselves (a person's home is known to the receiver only). Keyset of `deliveries`: ordered by record_id, participant, answers.
 */
export interface DeliveryTable {
  /** Who published the record. */
  province: Province
  kind: Receipt['about']['record']
  record_id: string
  participant: string
  answers: Receipt['answers']
  /** The newest version that is to be answered, and when it was recorded. `claimed`: only a receipt says so, the record itself has not been seen yet. */
  version: number
  sent_at: string
  claimed: boolean
  /** When the first version was recorded that is not answered; of no meaning once all are. */
  waits_since: string
  /** The newest version that was answered; null before the first receipt. */
  answered_version: number | null
  result: Receipt['result'] | null
  code: string | null
  answered_at: string | null
  /** WAITING while the newest version is not answered; an answer on a version that is not published answers nothing until it is. */
  state: 'WAITING' | Receipt['result']
}

/** Tells what was published from what a receipt claims was. */
export const tellClaims: Migration = {
  async up(db: Kysely<unknown>) {
    const run = (text: string) => sql.raw(text).execute(db)
    await run('alter table delivery drop column state')
    await run(`alter table delivery add column claimed boolean not null default false,
      add column state text collate "C" not null generated always as (case when answered_version = version then result else 'WAITING' end) stored`)
    await run(`create index delivery_waiting on delivery (province, participant, sent_at) where state = 'WAITING'`)
    await run('create index delivery_by_state on delivery (province, state, record_id, participant, answers)')
  },
}

/** Keeps how long an answer has been owed, whatever newer versions come meanwhile. */
export const keepWaits: Migration = {
  async up(db: Kysely<unknown>) {
    const run = (text: string) => sql.raw(text).execute(db)
    await run('alter table delivery add column waits_since timestamptz')
    await run('update delivery set waits_since = sent_at')
    await run('alter table delivery alter column waits_since set not null')
    await run('drop index delivery_waiting')
    await run(`create index delivery_waiting on delivery (province, participant, waits_since) where state = 'WAITING'`)
    await run(`create index delivery_rejected on delivery (province, participant, code) where state = 'REJECTED'`)
  },
}

/** Makes the table of deliveries. */
export const createDeliveries: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table delivery (
      province text collate "C" not null, kind text collate "C" not null, record_id text collate "C" not null, participant text collate "C" not null, answers text collate "C" not null,
      version bigint not null, sent_at timestamptz not null,
      answered_version bigint, result text collate "C", code text collate "C", answered_at timestamptz,
      state text collate "C" not null generated always as (case when answered_version >= version then result else 'WAITING' end) stored,
      primary key (record_id, participant, answers)
    ) with (fillfactor = 80)`.execute(db)
    await sql`create index delivery_waiting on delivery (province, participant, sent_at) where state = 'WAITING'`.execute(db)
    await sql`create index delivery_by_state on delivery (province, state, record_id, participant, answers)`.execute(db)
  },
}
