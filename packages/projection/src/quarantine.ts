import { hash } from 'node:crypto'
import { recordset } from '@delta/store'
import type { Quarantined, Refusal } from '@delta/wire'
import { type Kysely, sql } from 'kysely'

const COLUMNS = {
  topic: 'text',
  partition: 'integer',
  kafka_offset: 'bigint',
  seq: 'bigint',
  seq_to: 'bigint',
  reason: 'text',
  detail: 'text',
  unit: 'text',
  key: 'bytea',
  headers: 'jsonb',
  value: 'bytea',
  digest: 'text',
  at: 'timestamptz',
} as const

const bytes = (content: Buffer | string): string => `\\x${Buffer.from(content).toString('hex')}`
const storable = (text: string): string => text.replaceAll('\0', '\uFFFD').toWellFormed()

function rowOf({ message, seq, seqTo, reason, detail }: Quarantined, at: string): Record<keyof typeof COLUMNS, unknown> {
  const { topic, partition, offset, key, headers, value } = message
  const place = { topic, partition, kafka_offset: offset, seq, seq_to: seqTo ?? null, reason, detail: storable(detail), at }
  if (reason === 'SEQ_GAP') return { ...place, unit: null, key: null, headers: null, value: null, digest: String(seq) }
  const texts = Object.fromEntries(Object.entries(headers).flatMap(([name, text]) => (text === undefined ? [] : [[storable(name), storable(text)]])))
  return {
    ...place,
    unit: texts.ce_source?.slice(0, 100) ?? null,
    key: bytes(key),
    headers: texts,
    value: value && bytes(value),
    digest: hash('sha256', JSON.stringify([key, texts, value?.toString('base64') ?? null]), 'base64url'),
  }
}

/** Keeps records aside. One that is kept already is not kept twice. Gives those that are new. */
export async function writeQuarantine<DB>(trx: Kysely<DB>, entries: readonly Quarantined[], now: Date): Promise<Refusal[]> {
  if (entries.length === 0) return []
  const names = sql.join(Object.keys(COLUMNS).map(name => sql.ref(name)))
  const { rows } = await sql<Refusal>`insert into quarantine (${names}) select ${names} from ${recordset(
    entries.map(one => rowOf(one, now.toISOString())),
    COLUMNS,
    'sent',
  )}
    on conflict do nothing returning reason, detail`.execute(trx)
  return rows
}

/** How many of the numbers from `from` to `to` of a partition are claimed by records kept aside. */
export async function countQuarantined<DB>(trx: Kysely<DB>, topic: string, partition: number, from: number, to: number): Promise<number> {
  const { rows } = await sql<{ claimed: number }>`
    select count(distinct seq) as claimed from quarantine where topic = ${topic} and partition = ${partition} and seq between ${from} and ${to} and reason <> 'SEQ_GAP'`.execute(
    trx,
  )
  return rows[0]!.claimed
}
