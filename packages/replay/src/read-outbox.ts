import { type Lane, type Numbered, type OutboxTables, sealOnce } from '@delta/stream'
import { type Kysely, sql } from 'kysely'

const neverSealed = async (): Promise<never> => {
  throw Object.assign(new Error('a record that has not been sealed yet'), { code: 'OUTBOX_UNSEALED', safe: true })
}

/** Reads the records `first` to `seq` of a partition as they were published, with the seals that they had. Throws OUTBOX_UNSEALED where one never was. */
export function createOutboxReader(db: Kysely<OutboxTables>): (lane: Lane & { readonly first: number }) => Promise<Numbered[]> {
  const seal = sealOnce(db, neverSealed)
  return async ({ topic, partition, first, seq }) => {
    const { rows } = await sql<Numbered>`select topic, partition, seq, key, headers, value from outbox
      where topic = ${topic} and partition = ${partition} and seq between ${first} and ${seq} order by seq`.execute(db)
    const messages = rows.map(row => ({ ...row, headers: { ...row.headers, 'delta-seq': String(row.seq) } }))
    const seals = await seal(messages)
    return messages.map((message, n) => ({ ...message, headers: { ...message.headers, ...seals[n] } }))
  }
}
