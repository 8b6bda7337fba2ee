import { MOST_PUSH_BYTES, MOST_ROWS, PUSH_REFUSALS, PUSH_STATUSES } from '@delta/adapter'
import { PURPOSES, REFUSALS } from '@delta/access'
import type { DatasetMapping, ProvinceMapping } from '@delta/mapping'
import { shortOf } from '@delta/model'

const PROVINCES = ['shanghai', 'jiangsu', 'zhejiang', 'anhui'] as const

type Schema = Readonly<Record<string, unknown>>

const text = (description: string, more: Schema = {}): Schema => ({ type: 'string', description, ...more })

const datasetSchema = (dataset: string, { columns, ignore }: DatasetMapping): Schema => ({
  type: 'object',
  required: ['dataset', 'columns'],
  additionalProperties: false,
  properties: {
    dataset: { const: dataset },
    columns: {
      type: 'object',
      description: 'As the source names and stores them; what is left out states nothing.',
      additionalProperties: false,
      properties: Object.fromEntries(
        [...new Set([...columns, ...ignore])].map(column => [nameIn(dataset, column), { type: ['string', 'null'] }]).toSorted(([a], [b]) => (a! < b! ? -1 : 1)),
      ),
    },
  },
})

/** Cells are declared by their items and stand in a row under block and item. */
const nameIn = (dataset: string, column: string): string => (/^(\d{3}|\.\d)$/.test(column) ? dataset + column : column)

const batchSchema = (mapping: ProvinceMapping): Schema => ({
  type: 'object',
  required: ['sentAt', 'rows'],
  additionalProperties: false,
  properties: {
    sentAt: text('When it was sent (UTC): among statements of one record the latest holds.', { format: 'date-time' }),
    rows: {
      type: 'array',
      minItems: 1,
      maxItems: MOST_ROWS,
      items: { oneOf: Object.entries(mapping.datasets).map(([dataset, declared]) => datasetSchema(dataset, declared)) },
    },
  },
})

const status = { type: 'string', enum: PUSH_STATUSES }

const schemas = (mappings: readonly ProvinceMapping[]): Schema => ({
  ...Object.fromEntries(mappings.map(mapping => [`Batch-${shortOf(mapping.province)}`, batchSchema(mapping)])),
  Answer: {
    type: 'object',
    required: ['idempotencyKey', 'receivedAt', 'counts', 'rows'],
    properties: {
      idempotencyKey: { type: 'string' },
      receivedAt: { type: 'string', format: 'date-time' },
      counts: {
        type: 'object',
        description: 'Rows by status.',
        required: PUSH_STATUSES,
        properties: Object.fromEntries(PUSH_STATUSES.map(one => [one, { type: 'integer' }])),
      },
      rows: { type: 'array', items: { $ref: '#/components/schemas/RowAnswer' } },
    },
  },
  RowAnswer: {
    type: 'object',
    required: ['row', 'status', 'records'],
    properties: {
      row: { type: 'integer', minimum: 1 },
      status,
      records: {
        type: 'array',
        description: 'What the row states: a registration row states several records.',
        items: { $ref: '#/components/schemas/RecordAnswer' },
      },
    },
  },
  RecordAnswer: {
    type: 'object',
    required: ['recordId', 'status'],
    properties: {
      recordId: text('As on the topics.', { pattern: '^[A-Za-z0-9_-]{43}$' }),
      status,
      code: text('Why it is rejected or held.', { pattern: '^E_[A-Z0-9_]+$' }),
      field: text("The source's own column, never a value."),
    },
  },
  Problem: {
    type: 'object',
    description: 'RFC 9457. Nothing of the batch has been taken, except that after BUSY it may have been: push the same again.',
    required: ['status', 'title', 'code', 'detail'],
    properties: {
      type: { const: 'about:blank' },
      status: { type: 'integer' },
      title: { type: 'string' },
      code: { type: 'string', enum: [...new Set([...Object.keys(PUSH_REFUSALS), ...Object.keys(REFUSALS), 'BUSY', 'SERVICE_DOWN', 'INTERNAL'])] },
      detail: { type: 'string' },
      row: text('The first row that is meant, from 1.', { type: 'integer' }),
      limit: text('The limit that is passed.', { type: 'integer' }),
    },
  },
})

const codesBy = (): Map<number, string[]> => {
  const { CASE_REQUIRED: _unasked, ...admission } = REFUSALS
  const all: [string, number][] = [...Object.entries(PUSH_REFUSALS), ...Object.entries(admission), ['BUSY', 503], ['SERVICE_DOWN', 503], ['INTERNAL', 500]]
  return new Map([...Map.groupBy(all, ([, code]) => code)].toSorted(([a], [b]) => a - b).map(([code, named]) => [code, named.map(([name]) => name)]))
}

const operation = (mapping: ProvinceMapping, name: string): Schema => ({
  operationId: `push-${shortOf(mapping.province)}`,
  summary: `Pushes records of ${name}’s platform`,
  description: `The body is a compact JWS with the protected header {alg, kid, typ: "delta-push+jws", idempotencyKey}, signed by a push key of the participant directory that is valid now; its payload is #/components/schemas/Batch-${shortOf(mapping.province)} as JSON in UTF-8. The rows are those that the province's database or files would hold, and are mapped by the same rules. A batch is one transaction: the same batch again, however signed, gets the same answer and publishes nothing.`,
  security: [{ token: [] }],
  parameters: [{ name: 'Delta-Purpose', in: 'header', required: true, schema: { type: 'string', const: PURPOSES.find(purpose => purpose === 'exchange') } }],
  requestBody: {
    required: true,
    content: {
      'application/jose': { schema: { type: 'string', maxLength: MOST_PUSH_BYTES, pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$' } },
    },
  },
  responses: {
    200: { description: 'What has become of each row.', content: { 'application/json': { schema: { $ref: '#/components/schemas/Answer' } } } },
    ...Object.fromEntries(
      [...codesBy()].map(([code, names]) => [
        code,
        { description: names.join(' '), content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
      ]),
    ),
  },
})

/** OpenAPI 3.1 of what participants push, made from the provinces' declarations: what the gateway serves at `/exchange/openapi.json`. */
export async function openapiDocument(root: URL): Promise<string> {
  const mappings = await Promise.all(
    PROVINCES.map(async name => {
      const declared = (await import(new URL(`services/adapter-${name}/src/province.ts`, root).href)) as Record<string, ProvinceMapping>
      return declared[name]!
    }),
  )
  const document = {
    openapi: '3.1.0',
    info: {
      title: 'Delta credit exchange: pushing records',
      version: '1.0.0',
      description: 'For participants whose interface is a service (GB/T 39443-2020, 5.7), beside file and database docking.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths: Object.fromEntries(
      mappings.map((mapping, index) => [`/exchange/${shortOf(mapping.province)}/records`, { post: operation(mapping, PROVINCES[index]!) }]),
    ),
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Role province:<code> of the same province.' } },
      schemas: schemas(mappings),
    },
  }
  return `${JSON.stringify(document, null, 2)}\n`
}
