import { hash } from 'node:crypto'
import { SEALED_HEADERS } from '@delta/seal'
import { createStatement, jsonRows, recordset, type Statement } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import { createByteSheet } from './byte-sheet.ts'
import type { Accepted, ProjectedTopic } from '@delta/wire'
import type { RecordKind } from '@delta/wire'

/** A step of a repair case is told with the item that it acts on; its own proof stands in its topic. */
type Kind = Exclude<RecordKind, 'rejection' | 'receipt' | 'repair-notice'>

const TABLES = { 'archive-item': 'archive_evidence', relationship: 'relation_evidence', 'list-entry': 'list_evidence' } as const satisfies Record<Kind, string>

const COLUMNS = {
  province: 'text',
  record_id: 'text',
  version: 'integer',
  dataset: 'text',
  coordinate: 'text',
  record_hash: 'text',
  published_at: 'timestamptz',
  topic: 'text',
  partition: 'integer',
  kafka_offset: 'bigint',
  seq: 'bigint',
  key: 'text',
} as const
const CUT = ['headers', 'value', 'path', 'seal'] as const
const PLACES = Object.fromEntries(CUT.flatMap(name => [`${name}_at`, `${name}_length`].map(place => [place, 'integer'])))

type Write = Statement<{ rows: string; sheet: Buffer }, never>

/** The long texts of a batch come as one sheet of bytes from which each row cuts its own: quoting them as JSON would cost more than everything else about them. */
const createWrite = (table: string): Write =>
  createStatement(({ rows, sheet }) => {
    const names = [...Object.keys(COLUMNS), ...CUT].map(name => sql.ref(name))
    const cut = (name: string) => sql`convert_from(substring(sheet.bytes from sent.${sql.ref(`${name}_at`)} + 1 for sent.${sql.ref(`${name}_length`)}), 'UTF8')`
    const replaced = [...Object.keys(COLUMNS), ...CUT].filter(name => name !== 'province' && name !== 'record_id')
    return sql`insert into ${sql.table(table)} as stored (${sql.join(names)})
      select ${sql.join(Object.keys(COLUMNS).map(name => sql.ref(`sent.${name}`)))}, ${cut('headers')}::json, ${cut('value')}, ${cut('path')}, ${cut('seal')}
      from ${recordset(rows, { ...COLUMNS, ...PLACES }, 'sent')}, (select ${sheet}::bytea as bytes) as sheet
      order by sent.province, sent.record_id
      on conflict (province, record_id) do update set ${sql.join(replaced.map(name => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`))}
      where excluded.version > stored.version`
  })

const createErase = (table: string): Statement<{ province: string; ids: string[] }, never> =>
  createStatement(({ province, ids }) => sql`delete from ${sql.table(table)} where province = ${province} and record_id = any(${ids})`)

const statements = Object.fromEntries(
  Object.entries(TABLES).map(([kind, table]) => [kind, { write: createWrite(table), erase: createErase(table) }]),
) as unknown as {
  readonly [K in Kind]: { readonly write: Write; readonly erase: ReturnType<typeof createErase> }
}

const KEPT = [...SEALED_HEADERS, 'traceparent'] as const

const keptOf = (headers: Accepted['message']['headers']): Record<string, string> => {
  const kept: Record<string, string> = {}
  for (const name of KEPT) if (headers[name] !== undefined) kept[name] = headers[name]
  return kept
}

/** When a batch was sealed, which is when it was published: the seal's `iat`. */
const sealedAt = (jws: string): string =>
  new Date((JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString()) as { iat: number }).iat * 1000).toISOString()

/** Keeps, for each record whose row was written, what a proof needs offline: the sealed bytes, the headers, the path and the seal. Of what was erased (null) nothing is kept. */
export async function writeEvidence<DB>(
  trx: Kysely<DB>,
  topic: ProjectedTopic,
  accepted: readonly Accepted[],
  written: ReadonlyMap<string, number | null>,
): Promise<void> {
  if (topic.record === 'rejection' || topic.record === 'receipt' || topic.record === 'repair-notice') return
  const { write, erase } = statements[topic.record]
  const sheet = createByteSheet()
  const seals = new Map<string, { readonly at: number; readonly length: number; readonly time: string }>()
  const rows = new Map<string, object>()
  for (const { message, recordId, version, record, seq } of accepted) {
    if (record === null || written.get(recordId) !== version || rows.has(recordId)) continue
    const { headers, value, key, offset, partition } = message
    const jws = headers['delta-seal']!
    const seal = seals.get(jws) ?? { ...sheet.put(Buffer.from(jws)), time: sealedAt(jws) }
    seals.set(jws, seal)
    const kept = sheet.put(Buffer.from(JSON.stringify(keptOf(headers))))
    const body = sheet.put(value!)
    const path = sheet.put(Buffer.from(headers['delta-seal-path']!))
    rows.set(recordId, {
      province: topic.province,
      record_id: recordId,
      version,
      dataset: record.evidence.dataset,
      coordinate: record.evidence.coordinate,
      record_hash: hash('sha256', value!, 'base64url'),
      published_at: seal.time,
      topic: topic.name,
      partition,
      kafka_offset: offset,
      seq,
      key,
      headers_at: kept.at,
      headers_length: kept.length,
      value_at: body.at,
      value_length: body.length,
      path_at: path.at,
      path_length: path.length,
      seal_at: seal.at,
      seal_length: seal.length,
    })
  }
  if (rows.size > 0) await write(trx, { rows: jsonRows([...rows.values()]), sheet: sheet.bytes() })
  const erased = [...written].filter(([, version]) => version === null).map(([id]) => id)
  if (erased.length > 0) await erase(trx, { province: topic.province, ids: erased })
}
