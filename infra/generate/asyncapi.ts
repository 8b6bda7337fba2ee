import { readFile } from 'node:fs/promises'
import { parse, stringify } from 'yaml'
import { readSchemas } from './read-schemas.ts'

interface Topic {
  name: string
  record: string
  type: string
  partitions: number
  cleanup: string
  writers: string[]
  readers: string[]
}

const header = (description: string, pattern?: string) => ({ type: 'string', description, ...(pattern ? { pattern } : {}) })

/** AsyncAPI 3.0 of the exchange, made from schema/topics.yaml and schema/records. */
export async function asyncapiDocument(root: URL): Promise<string> {
  const { topics } = parse(await readFile(new URL('schema/topics.yaml', root), 'utf8')) as { topics: Topic[] }
  const schemas = await readSchemas(root)
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Delta credit exchange',
      version: '1.0.0',
      description: 'What the provinces publish to Kafka. CloudEvents 1.0, binary mode; every record is sealed (packages/seal/SEAL.md).',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(
      topics.map(topic => [
        topic.record,
        {
          address: topic.name,
          ...(topic.name.includes('{p}') ? { parameters: { p: { description: 'The province.', enum: ['sh', 'js', 'zj', 'ah'] } } } : {}),
          messages: { [topic.record]: { $ref: `#/components/messages/${topic.record}` } },
          bindings: { kafka: { partitions: topic.partitions, topicConfiguration: { 'cleanup.policy': [topic.cleanup] } } },
        },
      ]),
    ),
    operations: Object.fromEntries(topics.map(topic => [`receive-${topic.record}`, { action: 'receive', channel: { $ref: `#/channels/${topic.record}` } }])),
    components: {
      messages: Object.fromEntries(
        topics.map(topic => {
          const schema = schemas.get(topic.record)!
          return [
            topic.record,
            {
              name: topic.type,
              title: schema.title,
              summary: schema.description,
              contentType: 'application/json',
              headers: { $ref: '#/components/schemas/headers' },
              payload: { schemaFormat: 'application/schema+json;version=draft-2020-12', schema: { $ref: `records/${topic.record}.v1.schema.json` } },
              bindings: { kafka: { key: { type: 'string', description: 'The record id.' } } },
            },
          ]
        }),
      ),
      schemas: {
        headers: {
          type: 'object',
          required: [
            'ce_specversion',
            'ce_id',
            'ce_source',
            'ce_type',
            'ce_time',
            'content-type',
            'delta-seq',
            'delta-version',
            'delta-seal',
            'delta-seal-path',
          ],
          properties: {
            ce_specversion: header('CloudEvents version.', '^1\\.0$'),
            ce_id: header('Record id and version, joined by a full stop.'),
            ce_source: header(
              'Who states the record: a unit, the adapter itself where a row is rejected, the feed that keeps the region’s log, or the supervision that raises work orders.',
              '^urn:delta:(unit:[A-Z]{2,3}-[A-Z]+|adapter:[1-9][0-9]{5}|feed|supervision)$',
            ),
            ce_type: header('The kind of record.'),
            ce_subject: header('The subject id, a pseudonym for a person; of a rejection the record id. It decides the partition.'),
            ce_time: header('When the province published it, UTC.'),
            ce_dataschema: header('The $id of the JSON Schema of the value.'),
            'content-type': header('Media type of the value.', '^application/json$'),
            'delta-seq': header('Dense number within topic and partition, in commit order.', '^[1-9][0-9]*$'),
            'delta-version': header('Dense number within the record.', '^[1-9][0-9]*$'),
            'delta-seal': header('Compact JWS over the Merkle root of the published batch.'),
            'delta-seal-path': header('Base64url of the record’s place and path in the batch’s Merkle tree.'),
            traceparent: header('W3C trace context.'),
          },
        },
      },
    },
  }
  return `# Generated from schema/topics.yaml and schema/records by \`pnpm generate\`. Do not edit.\n${stringify(document, { lineWidth: 0 })}`
}
