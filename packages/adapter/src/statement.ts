import type { ArchiveItem, ListEntry, Province, Rejection, Relationship } from '@delta/model'
import { cloudEventHeaders, type OutboxMessage, partitionOf, type RecordValidator, type Topic, topicFor } from '@delta/stream'
import type { Product } from '@delta/mapping'
import type { Body } from './claim.ts'

/** A published record: its body with version and time. */
export type PublishedRecord = ArchiveItem | ListEntry | Relationship

/** What the adapter is about to publish. */
export type Statement =
  | { readonly kind: 'record'; readonly product: Product; readonly record: PublishedRecord }
  | { readonly kind: 'rejection'; readonly rejection: Rejection }

const RECORD_OF: Readonly<Record<Product, string>> = { ARCHIVE: 'archive-item', LIST: 'list-entry', RELATIONSHIP: 'relationship' }

/** The most bytes a record may have: a broker takes a megabyte at once. */
const MOST_BYTES = 500_000

/** Turns statements of one province into messages. */
export interface MessageMaker {
  /** Why a body cannot be published: the path of what does not fit, ROW where it is too large; never a value. Null when it can. */
  misfit(product: Product, body: Body): string | null
  message(statement: Statement, traceparent: string | null): OutboxMessage
}

/** Makes the message maker of a province. */
export function createMessageMaker({ province, topics, validate }: { province: Province; topics: readonly Topic[]; validate: RecordValidator }): MessageMaker {
  const topicOf = (record: string): Topic => topicFor(topics, record, province)
  const products = { ARCHIVE: topicOf(RECORD_OF.ARCHIVE), LIST: topicOf(RECORD_OF.LIST), RELATIONSHIP: topicOf(RECORD_OF.RELATIONSHIP) }
  const rejected = topicOf('rejection')
  const draft = (
    topic: Topic,
    value: PublishedRecord | Rejection,
    { source, subject }: { source: string; subject: string },
    traceparent: string | null,
  ): OutboxMessage => ({
    topic: topic.name,
    partition: partitionOf(subject, topic.partitions),
    key: value.recordId,
    headers: {
      ...cloudEventHeaders({ id: `${value.recordId}.${value.version}`, source, type: topic.type, subject, time: value.recordedAt, dataschema: topic.schema }),
      'delta-version': String(value.version),
      ...(traceparent === null ? {} : { traceparent }),
    },
    value: JSON.stringify(value),
  })
  return {
    misfit: (product, body) => {
      const record = { ...body, version: 1, recordedAt: '2000-01-01T00:00:00Z' }
      const found = validate(products[product].schema, record)
      if (found) return found.path.slice(1) || found.keyword
      return Buffer.byteLength(JSON.stringify(record)) > MOST_BYTES ? 'ROW' : null
    },
    message: (statement, traceparent) =>
      statement.kind === 'record'
        ? draft(
            products[statement.product],
            statement.record,
            { source: `urn:delta:unit:${statement.record.reportedBy}`, subject: statement.record.subject.id },
            traceparent,
          )
        : // The adapter itself states a rejection: what the unit meant is not known. So its ids never meet those of the unit's records.
          draft(rejected, statement.rejection, { source: `urn:delta:adapter:${province}`, subject: statement.rejection.recordId }, traceparent),
  }
}
