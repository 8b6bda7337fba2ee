import type { PublishedRow } from '@delta/catalogue'
import { sealBatch, type SigningKey } from '@delta/seal'
import { migrate, type Store } from '@delta/store'
import {
  cloudEventHeaders,
  createOutbox,
  createPublisher,
  type KafkaHandle,
  outboxMigrations,
  sealOnce,
  type OutboxMessage,
  type OutboxTables,
  type StreamLog,
  type Topic,
  topicFor,
} from '@delta/stream'
import { type Kysely, sql } from 'kysely'

/** What publishing the catalogue needs: the keeper's own database and signing key, the broker, the topics. */
export interface PublishParts {
  readonly store: Store<OutboxTables>
  readonly kafka: KafkaHandle
  readonly key: SigningKey
  readonly topics: readonly Topic[]
  readonly log: StreamLog
  readonly now: () => Date
  /** How long the broker may take, in milliseconds. */
  readonly patience: number
}

/** The newest published row of each key, by its hash; a tombstone is not there. */
const lastPublished = async (db: Kysely<OutboxTables>, topic: string): Promise<Map<string, { version: number; hash: string | null }>> => {
  const { rows } = await sql<{ key: string; version: number; hash: string | null }>`
    select distinct on (key) key, (headers->>'delta-version')::int as version, value::json->>'hash' as hash from outbox where topic = ${topic} order by key, seq desc`.execute(
    db,
  )
  return new Map(rows.map(({ key, version, hash }) => [key, { version, hash }]))
}

/**
 * Publishes the catalogue to `delta.catalogue.v1`: a record for each row that is new or has changed since the last time, a tombstone for each that is gone; nothing where nothing has changed.
 * Resolves with how many records went out, when the broker has acknowledged them. Errors: CATALOGUE_UNSENT when it does not within `patience`; the next run sends them.
 */
export async function publishCatalogue(rows: readonly PublishedRow[], { store, kafka, key, topics, log, now, patience }: PublishParts): Promise<number> {
  await migrate(store.db, outboxMigrations)
  const topic = topicFor(topics, 'catalogue-row', null)
  const outbox = createOutbox(store.db)
  const message = (id: string, version: number, value: string | null): OutboxMessage => {
    const event = { id: `${id}.${version}`, source: 'urn:delta:operator', type: topic.type, subject: id, time: now().toISOString(), dataschema: topic.schema }
    return { topic: topic.name, partition: 0, key: id, headers: { ...cloudEventHeaders(event), 'delta-version': String(version) }, value }
  }
  const count = await store.db.transaction().execute(async trx => {
    await sql`select pg_advisory_xact_lock(hashtextextended('catalogue', 0))`.execute(trx)
    const last = await lastPublished(trx, topic.name)
    const present = new Map(rows.map(({ table, key: place, row, hash }) => [`${table}/${place}`, { table, key: place, row, hash }]))
    const changed = [...present]
      .filter(([id, { hash }]) => last.get(id)?.hash !== hash)
      .map(([id, row]) => message(id, (last.get(id)?.version ?? 0) + 1, JSON.stringify(row)))
    const gone = [...last].filter(([id, { hash }]) => hash !== null && !present.has(id)).map(([id, { version }]) => message(id, version + 1, null))
    await outbox.append(trx, [...changed, ...gone])
    return changed.length + gone.length
  })
  await sendAll()
  return count

  async function sendAll(): Promise<void> {
    const sent = Promise.withResolvers<void>()
    const look = (): void => void outbox.backlog().then(({ count: waiting }) => waiting === 0 && sent.resolve(), sent.reject)
    const publisher = createPublisher({ kafka, outbox, seal: sealOnce(store.db, messages => sealBatch(messages, key, { now })), log, onSent: look })
    const late = setTimeout(
      () => sent.reject(Object.assign(new Error('the broker has not taken the catalogue'), { code: 'CATALOGUE_UNSENT', safe: true })),
      patience,
    )
    look()
    publisher.start()
    await sent.promise.finally(() => {
      clearTimeout(late)
      return publisher.stop()
    })
  }
}
