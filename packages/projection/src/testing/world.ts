import { createHash } from 'node:crypto'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadCatalogue, loadRepairLaw } from '@delta/catalogue'
import { type Province, PROVINCES } from '@delta/model'
import { createKeyring, generateKey, type Keyring, type PrivateJwk, publicOf, sealBatch, signingKey } from '@delta/seal'
import { cloudEventHeaders, createRecordValidator, partitionOf, type ReceivedMessage } from '@delta/stream'
import { fileURLToPath } from 'node:url'
import type { Kysely } from 'kysely'
import { createEntitlement, type RecordKind, type RecordOf } from '@delta/wire'
import { createRepairJudge } from '../judge-repairs.ts'
import type { ProjectedTopic } from '@delta/wire'
import type { ProjectParts } from '../project-batch.ts'
import { projectedTopics } from '../run-projection.ts'
import type { ReadModelTables } from '../tables.ts'

/** Schema, catalogue, topics and one key for each province: what every test of the projection stands on. For tests only. */
export interface World {
  readonly schemaDir: string
  readonly catalogue: ReturnType<typeof loadCatalogue>
  readonly law: ReturnType<typeof loadRepairLaw>
  readonly topics: ReadonlyMap<string, ProjectedTopic>
  readonly keys: Readonly<Record<Province, PrivateJwk>>
  readonly keyring: Keyring
  topicOf(kind: RecordKind, province: Province): ProjectedTopic
  parts(db: Kysely<ReadModelTables>, now: () => Date): ProjectParts
}

const SCHEMA = fileURLToPath(new URL('../../../../schema', import.meta.url))

/** Makes the world, over the repository's own schema or a copy with topics of another name. */
export async function createWorld(schemaDir = SCHEMA): Promise<World> {
  const catalogue = loadCatalogue()
  const topics = projectedTopics(schemaDir)
  const keys = Object.fromEntries(await Promise.all(PROVINCES.map(async province => [province, await generateKey()]))) as Record<Province, PrivateJwk>
  const keyring = createKeyring({
    issuedAt: '2020-01-01T00:00:00Z',
    expiresAt: '2100-01-01T00:00:00Z',
    participants: PROVINCES.map(province => ({
      province,
      name: province,
      keys: [{ jwk: publicOf(keys[province]), validFrom: '2020-01-01T00:00:00Z', validTo: null }],
    })),
  })
  const validate = createRecordValidator(schemaDir)
  const entitled = createEntitlement(catalogue)
  const law = loadRepairLaw(catalogue)
  const judge = createRepairJudge(catalogue, law)
  return {
    schemaDir,
    catalogue,
    law,
    topics,
    keys,
    keyring,
    topicOf: (kind, province) => [...topics.values()].find(topic => topic.record === kind && topic.province === province)!,
    parts: (db, now) => ({ db, catalogue, judge, topics, now, validate, entitled, keyring: async () => keyring }),
  }
}

/** A copy of the schema whose topics begin with `prefix`, so that tests can share a broker. */
export function copySchema(folder: string, prefix: string): void {
  cpSync(SCHEMA, folder, { recursive: true })
  const file = join(folder, 'topics.yaml')
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('name: delta.', `name: ${prefix}.`))
}

/** A record id that is the same for the same words. */
export const idOf = (...words: (string | number)[]): string => createHash('sha256').update(JSON.stringify(words)).digest('base64url')

/** A message that is not sealed yet: everything of it may be spoilt first. */
export interface Draft {
  topic: string
  partition: number
  key: string
  headers: Record<string, string>
  value: Buffer | null
}

/** A record as its adapter would publish it, under a number; a null record is a tombstone for `recordId`. */
export function draftOf(topic: ProjectedTopic, record: RecordOf[RecordKind], seq: number, erase = false): Draft {
  const subject = 'subject' in record ? record.subject.id : 'subjectId' in record ? record.subjectId : null
  return {
    topic: topic.name,
    partition: subject === null ? 0 : partitionOf(subject, topic.partitions),
    key: record.recordId,
    headers: {
      ...cloudEventHeaders({
        id: `${record.recordId}.${record.version}`,
        source: topic.record === 'rejection' ? `urn:delta:adapter:${topic.province}` : `urn:delta:unit:${record.reportedBy}`,
        type: topic.type,
        subject: record.recordId,
        time: record.recordedAt,
        dataschema: topic.schema,
      }),
      'delta-seq': String(seq),
      'delta-version': String(record.version),
    },
    value: erase ? null : Buffer.from(JSON.stringify(record)),
  }
}

/** Seals drafts and gives them offsets, as if they had come from Kafka. */
export async function deliver(drafts: readonly Draft[], key: PrivateJwk, now: () => Date, offset = 0): Promise<ReceivedMessage[]> {
  const seals = await sealBatch(drafts, signingKey(key), { now })
  return drafts.map(({ topic, partition, key: recordId, headers, value }, n) => ({
    topic,
    partition,
    key: recordId,
    value,
    offset: String(offset + n),
    headers: { ...headers, ...seals[n] },
  }))
}
