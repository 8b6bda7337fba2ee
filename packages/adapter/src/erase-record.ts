import { isNameIndicator } from '@delta/model'
import { eraseFromOutbox, type Outbox, type OutboxMessage } from '@delta/stream'
import { type Kysely, sql } from 'kysely'
import type { LedgerRow } from './ledger-row.ts'
import type { AdapterTables } from './tables.ts'

/** What became of an erasure: the version of the tombstones, and the partitions that get one. */
export interface Erased {
  readonly topic: string
  readonly version: number
  readonly partitions: readonly number[]
}

/**
 * Erases a record that a province has published: a tombstone follows in every partition in which it ever stood, and what the adapter's outbox and ledger hold of it goes, in
 * one transaction, beside a running adapter. The ledger keeps only that there was such a record, so that reading the same row again publishes nothing; what the source states
 * otherwise later is published anew. Null where the province has published no such record, or has erased it already.
 */
export async function eraseRecord(db: Kysely<AdapterTables>, outbox: Outbox, recordId: string): Promise<Erased | null> {
  return db.transaction().execute(async trx => {
    const { rows } = await sql<LedgerRow>`select * from ledger where record_id = ${recordId} and version > 0 for update`.execute(trx)
    const [row] = rows
    if (!row || row.topic === null) return null
    const { topic } = row
    const { rows: lasts } = await sql<Pick<OutboxMessage, 'partition' | 'headers' | 'value'>>`
      select distinct on (partition) partition, headers, value from outbox where topic = ${topic} and key = ${recordId} order by partition, seq desc`.execute(
      trx,
    )
    if (lasts.every(({ value }) => value === null)) return null
    if (lasts.some(({ value }) => value !== null && isName(value))) await forgetName(trx, row, lasts[0]!.headers['ce_subject'] ?? '')
    const version = row.version + 1
    const { rows: clock } = await sql<{ at: string }>`select now() as at`.execute(trx)
    const tombstones = lasts.map(({ partition, headers: { traceparent: _traceparent, ...headers } }) => ({
      topic,
      partition,
      key: recordId,
      headers: { ...headers, ce_id: `${recordId}.${version}`, ce_time: clock[0]!.at, 'delta-version': String(version) },
      value: null,
    }))
    const numbers = await outbox.append(trx, tombstones)
    await eraseFromOutbox(trx, tombstones)
    const here = tombstones.findIndex(({ partition }) => partition === row.partition)
    await sql`update ledger set version = ${version}, seq = ${numbers[here]!}, updated_at = now() where record_id = ${recordId}`.execute(trx)
    await sql`delete from claim where record_id = ${recordId}`.execute(trx)
    await sql`delete from volume_held where record_id = ${recordId}`.execute(trx)
    await sql`delete from identity_held where record_id = ${recordId}`.execute(trx)
    await sql`delete from name_doubt where record_id = ${recordId}`.execute(trx)
    return { topic, version, partitions: tombstones.map(({ partition }) => partition) }
  })
}

const isName = (value: string): boolean => isNameIndicator((JSON.parse(value) as { indicator?: string }).indicator ?? '')

/** Who is who in the source is known by the rows that state names: by this one no longer, until it states another. */
async function forgetName(trx: Kysely<AdapterTables>, { coordinate, dataset }: LedgerRow, subject: string): Promise<void> {
  await sql`delete from base_name where row_key = any(${[coordinate, `${dataset} ${subject}`]}::text[])`.execute(trx)
}
