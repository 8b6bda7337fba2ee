import { type Day, type Province, type Relationship, relationStatusOn, statusSteps } from '@delta/model'
import { createStatement, upsertRows } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import { moveRelationCount, type RelationCountKey, type RelationEffects, type StatusClass } from './effects.ts'
import { warnOfShareSums } from './share-sum.ts'
import type { RelationTable } from './tables.ts'

/** One version of a relation as it was published; `record` null erases the relation (a tombstone). */
export interface RelationVersion {
  readonly recordId: string
  readonly version: number
  readonly record: Relationship | null
}

/** What a relation repeats of its subject and its party, as it stands in the transaction. */
export interface RelationSubject {
  readonly id: string
  readonly name: string | null
  readonly province: string | null
}

/** What projecting needs beside the records, which are all of one province. */
export interface RelationParts {
  readonly province: Province
  /** Today in Asia/Shanghai. */
  readonly day: Day
  readonly subjects: ReadonlyMap<string, RelationSubject>
  readonly effects: RelationEffects
}

type Stored = RelationCountKey & Pick<RelationTable, 'record_id' | 'version' | 'subject_id' | 'known_from'> & { status_class: StatusClass }

/** The columns that a record fills. */
export const RELATION_COLUMNS = {
  province: 'text',
  record_id: 'text',
  version: 'integer',
  op: 'text',
  dimension: 'text',
  subject_id: 'text',
  subject_kind: 'text',
  subject_name: 'text',
  subject_province: 'text',
  party_kind: 'text',
  party_id: 'text',
  party_id_type: 'text',
  party_name: 'text',
  party_masked_id: 'text',
  share: 'numeric',
  valid_from: 'date',
  valid_to: 'date',
  placement: 'text',
  party_province: 'text',
  hukou_province: 'text',
  unit: 'text',
  reported_by: 'text',
  status: 'text',
  status_class: 'text',
  changes_on: 'date',
  warnings: 'text[]',
  source_updated_at: 'timestamptz',
  steps: 'jsonb',
  known_at: 'timestamptz',
  known_from: 'timestamptz',
  recorded_at: 'timestamptz',
} as const

/** The relations themselves, and the other investors of their firms: whose sum changes, warnings change too. */
const lockRelations = createStatement<{ province: Province; ids: string[]; firms: string[] }, Stored>(
  ({
    province,
    ids,
    firms,
  }) => sql`select province, record_id, version, subject_id, subject_province, dimension, party_kind, placement, party_province, unit, status_class, known_from
    from relation where province = ${province} and (record_id = any(${ids}) or (subject_id = any(${firms}) and dimension = 'INVESTOR'))
    order by record_id for no key update`,
  { plan: 'fresh' },
)

/** A relation's row on a day. */
const rowOf = (record: Relationship, { day, subjects, effects }: RelationParts, knownFrom: string): RelationTable => {
  const { status, class: statusClass, changesOn } = relationStatusOn(record, day)
  const steps = statusSteps(on => relationStatusOn(record, on))
  const subject = subjects.get(record.subject.id)
  const party = subjects.get(record.party.id)
  return {
    province: record.province,
    record_id: record.recordId,
    version: record.version,
    op: record.op,
    dimension: record.dimension,
    subject_id: record.subject.id,
    subject_kind: record.subject.kind,
    subject_name: subject ? subject.name : record.subject.name,
    subject_province: subject?.province ?? null,
    party_kind: record.partyKind,
    party_id: record.party.id,
    party_id_type: record.party.idType,
    party_name: party ? party.name : record.party.name,
    party_masked_id: record.party.maskedId,
    share: record.share,
    valid_from: record.validFrom,
    valid_to: record.validTo,
    placement: record.placement,
    party_province: record.partyProvince,
    hukou_province: record.hukouProvince,
    unit: record.unit,
    reported_by: record.reportedBy,
    status,
    status_class: statusClass,
    changes_on: changesOn,
    warnings: record.warnings,
    source_updated_at: record.sourceUpdatedAt,
    steps: steps.length === 1 ? null : steps,
    known_at: effects.at,
    known_from: knownFrom,
    recorded_at: record.recordedAt,
  }
}

/**
 * Applies versions of relations in the order given: the last of a relation is kept, and counts move by the difference to what was stored. A version that is not above
 * the one before it changes nothing. Gives the ids of the relations that were written, with their version, and of those erased, with null.
 */
export async function projectRelations<DB>(trx: Kysely<DB>, versions: readonly RelationVersion[], parts: RelationParts): Promise<Map<string, number | null>> {
  const { province, effects } = parts
  const ids = [...new Set(versions.map(one => one.recordId))].toSorted()
  const firms = new Set(versions.flatMap(({ record }) => (record?.dimension === 'INVESTOR' ? [record.subject.id] : [])))
  const stored = await lockRelations(trx, { province, ids, firms: [...firms].toSorted() })
  const before = new Map<string, Stored | RelationTable>(stored.map(row => [row.record_id, row]))
  const after = new Map<string, RelationTable>()
  const erased = new Set<string>()

  for (const { recordId, version, record } of versions) {
    const last = before.get(recordId) ?? null
    if (last && version <= last.version) continue
    if (record === null) {
      if (!last) continue
      if (last.dimension === 'INVESTOR') firms.add(last.subject_id)
      moveRelationCount(effects, last, null)
      before.delete(recordId)
      after.delete(recordId)
      erased.add(recordId)
      continue
    }
    const row = rowOf(record, parts, last?.known_from ?? record.recordedAt)
    moveRelationCount(effects, last, row)
    before.set(recordId, row)
    after.set(recordId, row)
  }

  if (erased.size > 0) await sql`delete from relation where province = ${province} and record_id = any(${[...erased].toSorted()})`.execute(trx)
  const rows = [...after.values()]
  await upsertRows(trx, 'relation', RELATION_COLUMNS, rows, { key: ['province', 'record_id'], keep: ['known_from'], above: 'version' })
  await warnOfShareSums(
    trx,
    [...firms].map(subject_id => ({ province, subject_id })),
    effects.at,
  )
  return new Map<string, number | null>([...[...erased].map(id => [id, null] as const), ...rows.map(row => [row.record_id, row.version] as const)])
}
