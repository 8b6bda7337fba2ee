import { type Kysely, sql } from 'kysely'
import { type ArchiveItem, olderIdOf, provinceCodeOf } from '@delta/model'
import { recordset, upsertRows } from '@delta/store'
import type { InwardKind } from './inward-item.ts'
import type { InwardTables } from './inward-tables.ts'

/** What a record says about where somebody is at home; the newest statement holds. */
export interface HomeFact {
  readonly subject: string
  /** Any province of the country. */
  readonly province: string | null
  readonly at: string
  readonly version: number
}

const HUKOU = /-BAS-003$/
const CODE = /-BAS-002$/

/** The facts in a standing archive item: a person's 户籍 (NAT-BAS-003 alone decides it), and by an organisation's own code item, the organisation code by which a legacy subject joins it. */
export function homeFactOf({ subject, indicator, value, op, recordedAt, version }: ArchiveItem): HomeFact | null {
  if (op !== 'upsert') return null
  const at = { at: recordedAt, version }
  if (subject.kind === 'NAT')
    return HUKOU.test(indicator) && value !== null && /^\d{6}$/.test(value) ? { subject: subject.id, province: provinceCodeOf(value), ...at } : null
  if (!CODE.test(indicator) || subject.idType !== 'USCC') return null
  const older = olderIdOf(subject.id)
  return older === null ? null : { subject: older, province: provinceCodeOf(subject.id.slice(2, 8)), ...at }
}

/** A record that waits until its subject's home is known. */
export interface WaitingRecord {
  readonly record_id: string
  readonly subject: string
  readonly kind: InwardKind
  readonly province: string
  readonly version: number
  readonly topic: string
  readonly coordinate: string
  /** The record as it was published. */
  readonly value: string
}

const HOME = { subject: 'text', province: 'text', at: 'timestamptz', version: 'bigint' } as const
const WAITING = {
  record_id: 'text',
  subject: 'text',
  kind: 'text',
  province: 'text',
  version: 'bigint',
  topic: 'text',
  coordinate: 'text',
  value: 'text',
} as const

/** Notes facts; of all about one subject the newest holds, whatever the order of their arrival. */
export async function noteHomes(trx: Kysely<InwardTables>, facts: readonly HomeFact[]): Promise<void> {
  const newest = new Map<string, HomeFact>()
  for (const fact of facts) {
    const other = newest.get(fact.subject)
    if (!other || other.at < fact.at || (other.at === fact.at && other.version < fact.version)) newest.set(fact.subject, fact)
  }
  if (newest.size === 0) return
  await sql`insert into inward_home as stored (subject, province, at, version) select subject, province, at, version from ${recordset([...newest.values()], HOME, 'sent')}
    on conflict (subject) do update set province = excluded.province, at = excluded.at, version = excluded.version
    where (excluded.at, excluded.version) > (stored.at, stored.version)`.execute(trx)
}

/** Those of `subjects` that are known to be at home in a province. */
export async function atHome(trx: Kysely<InwardTables>, subjects: readonly string[], province: string): Promise<Set<string>> {
  if (subjects.length === 0) return new Set()
  const { rows } = await sql<{ subject: string }>`select subject from inward_home where subject = any(${subjects}::text[]) and province = ${province}`.execute(
    trx,
  )
  return new Set(rows.map(row => row.subject))
}

/** Keeps the newest version of records until their subjects' homes are known, and for as long as they may change. */
export async function keepWaiting(trx: Kysely<InwardTables>, records: readonly WaitingRecord[]): Promise<void> {
  const newest = new Map<string, WaitingRecord>()
  for (const record of records) if ((newest.get(record.record_id)?.version ?? 0) < record.version) newest.set(record.record_id, record)
  await upsertRows(trx, 'inward_waiting', WAITING, [...newest.values()], { key: ['record_id'], above: 'version' })
}

/** Forgets records that have been erased. */
export async function forgetWaiting(trx: Kysely<InwardTables>, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await sql`delete from inward_waiting where record_id = any(${ids}::text[])`.execute(trx)
}

/** What waits of subjects, by record. */
export async function waitingOf(trx: Kysely<InwardTables>, subjects: readonly string[]): Promise<WaitingRecord[]> {
  if (subjects.length === 0) return []
  const { rows } =
    await sql<WaitingRecord>`select record_id, subject, kind, province, version, topic, coordinate, value from inward_waiting where subject = any(${subjects}::text[]) order by record_id`.execute(
      trx,
    )
  return rows
}
