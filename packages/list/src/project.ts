import { type Day, type ListEntry, type Province, type Remedies } from '@delta/model'
import { createStatement, upsertRows } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import { type ListEffects, moveListCount } from './effects.ts'
import { changeOfStep, standingOf, stepsOf } from './stand.ts'
import type { ListEntryTable } from './tables.ts'

/** One version of an entry as it was published; `record` null erases the entry (a tombstone). */
export interface ListVersion {
  readonly recordId: string
  readonly version: number
  readonly record: ListEntry | null
}

/** What an entry repeats of its subject, as it stands in the transaction. */
export interface ListSubject {
  readonly id: string
  readonly name: string | null
  readonly division: string | null
}

/** What projecting needs beside the records, which are all of one province. */
export interface ListParts {
  readonly province: Province
  /** Today in Asia/Shanghai. */
  readonly day: Day
  readonly subjects: ReadonlyMap<string, ListSubject>
  readonly effects: ListEffects
  /** What takes an entry out of effect. */
  readonly remediesOf: (record: ListEntry) => Remedies
}

type Stored = Pick<
  ListEntryTable,
  'province' | 'record_id' | 'version' | 'domain' | 'polarity' | 'unit' | 'subject_id' | 'subject_division' | 'status' | 'status_class' | 'known_from'
>

/** The columns that a record fills. */
export const ENTRY_COLUMNS = {
  province: 'text',
  record_id: 'text',
  version: 'integer',
  op: 'text',
  domain: 'text',
  polarity: 'text',
  unit: 'text',
  unit_basis: 'text',
  reported_by: 'text',
  subject_id: 'text',
  subject_kind: 'text',
  subject_name: 'text',
  subject_division: 'text',
  case_no: 'text',
  basis: 'text',
  valid_from: 'date',
  valid_to: 'date',
  removed_on: 'date',
  removal_reason: 'text',
  finder_name: 'text',
  finder_level: 'text',
  status: 'text',
  status_class: 'text',
  changes_on: 'date',
  rests_on: 'date',
  repair: 'jsonb',
  lapse: 'jsonb',
  warnings: 'text[]',
  source_updated_at: 'timestamptz',
  steps: 'jsonb',
  known_at: 'timestamptz',
  known_from: 'timestamptz',
  recorded_at: 'timestamptz',
} as const

const lockEntries = createStatement<{ province: Province; ids: string[] }, Stored>(
  ({ province, ids }) => sql`select province, record_id, version, domain, polarity, unit, subject_id, subject_division, status, status_class, known_from
    from list_entry where province = ${province} and record_id = any(${ids}) order by record_id for no key update`,
)

/** An entry's row on a day. */
export const rowOf = (
  record: ListEntry,
  {
    day,
    subject,
    knownFrom,
    knownAt,
    remedies: { repair = null, lapse = null },
  }: { day: Day; subject: ListSubject | undefined; knownFrom: string; knownAt: string; remedies: Remedies },
): ListEntryTable => {
  const facts = { op: record.op, valid_to: record.to, removed_on: record.removedOn, removal_reason: record.removalReason, repair, lapse }
  return {
    province: record.province,
    record_id: record.recordId,
    version: record.version,
    op: record.op,
    domain: record.domain,
    polarity: record.polarity,
    unit: record.unit,
    unit_basis: record.unitBasis,
    reported_by: record.reportedBy,
    subject_id: record.subject.id,
    subject_kind: record.subject.kind,
    subject_name: subject ? subject.name : record.subject.name,
    subject_division: subject ? subject.division : record.subject.division,
    case_no: record.caseNo,
    basis: record.basis,
    valid_from: record.from,
    valid_to: record.to,
    removed_on: record.removedOn,
    removal_reason: record.removalReason,
    finder_name: record.finder?.name ?? null,
    finder_level: record.finder?.level ?? null,
    ...standingOf(facts, day),
    repair,
    lapse,
    warnings: record.warnings,
    source_updated_at: record.sourceUpdatedAt,
    steps: stepsOf(facts),
    known_at: knownAt,
    known_from: knownFrom,
    recorded_at: record.recordedAt,
  }
}

/**
 * Applies versions of entries in the order given: the last of an entry is kept, each becomes a change of the regional list, and counts move by the difference to what
 * was stored. A version that is not above the one before it changes nothing. Gives the ids of the entries that were written, with their version, and of those erased, with null.
 */
export async function projectList<DB>(
  trx: Kysely<DB>,
  versions: readonly ListVersion[],
  { province, day, subjects, effects, remediesOf }: ListParts,
): Promise<Map<string, number | null>> {
  const ids = [...new Set(versions.map(one => one.recordId))].toSorted()
  const stored = await lockEntries(trx, { province, ids })
  const before = new Map<string, Stored | ListEntryTable>(stored.map(row => [row.record_id, row]))
  const after = new Map<string, ListEntryTable>()
  const erased = new Set<string>()

  for (const { recordId, version, record } of versions) {
    const last = before.get(recordId) ?? null
    if (last && version <= last.version) continue
    if (record === null) {
      if (!last) continue
      for (const change of effects.changes) if (change.record_id === recordId) change.body = {}
      effects.changes.push({
        op: 'withdrawn',
        reason: 'ERASED',
        record_id: recordId,
        version,
        province,
        domain: last.domain,
        polarity: last.polarity,
        unit: last.unit,
        subject_id: last.subject_id,
        subject_division: last.subject_division,
        status: 'WITHDRAWN',
        body: {},
      })
      moveListCount(effects, last, null)
      before.delete(recordId)
      after.delete(recordId)
      erased.add(recordId)
      continue
    }
    const row = rowOf(record, {
      day,
      subject: subjects.get(record.subject.id),
      knownFrom: last?.known_from ?? record.recordedAt,
      knownAt: effects.at,
      remedies: remediesOf(record),
    })
    effects.changes.push(...changeOfStep(last, row, 'RECORD', record))
    moveListCount(effects, last, row)
    before.set(recordId, row)
    after.set(recordId, row)
  }

  if (erased.size > 0) await eraseEntries(trx, province, [...erased].toSorted())
  const rows = [...after.values()]
  await upsertRows(trx, 'list_entry', ENTRY_COLUMNS, rows, { key: ['province', 'record_id'], keep: ['known_from'], above: 'version' })
  return new Map<string, number | null>([...[...erased].map(id => [id, null] as const), ...rows.map(row => [row.record_id, row.version] as const)])
}

/** Takes entries and everything the log says of them away; that they were there stays countable. */
async function eraseEntries<DB>(trx: Kysely<DB>, province: Province, ids: string[]): Promise<void> {
  await sql`delete from list_entry where province = ${province} and record_id = any(${ids})`.execute(trx)
  await sql`update list_change set body = '{}' where record_id = any(${ids})`.execute(trx)
}
