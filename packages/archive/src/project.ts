import type { ArchiveItem, Day, Province, Remedies } from '@delta/model'
import { createStatement, jsonRows, recordset, upsertRows } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import { type ArchiveEffects, type CountedItem, moveArchiveCount } from './effects.ts'
import { standingOf, stepsOf } from './stand.ts'
import type { ArchiveDocumentTable, ArchiveItemTable } from './tables.ts'

/** One version of an item as it was published; `record` null erases the item (a tombstone). */
export interface ArchiveVersion {
  readonly recordId: string
  readonly version: number
  readonly record: ArchiveItem | null
}

/** What takes an item out of effect, and the last day on which the rules let it be published. */
export interface ArchiveRemedies extends Remedies {
  readonly publicUntil: Day | null
}

/** What projecting needs beside the records, which are all of one province. */
export interface ArchiveParts {
  readonly province: Province
  /** Today in Asia/Shanghai. */
  readonly day: Day
  /** The information category of an indicator. */
  readonly categoryOf: (indicator: string) => string
  readonly effects: ArchiveEffects
  readonly remediesOf: (record: ArchiveItem) => ArchiveRemedies
}

type Place = Pick<ArchiveItemTable, 'record_id' | 'subject_id'>
type Stored = CountedItem & Place & Pick<ArchiveItemTable, 'version' | 'known_from'>

/** The columns that a record fills. */
export const ITEM_COLUMNS = {
  province: 'text',
  subject_id: 'text',
  record_id: 'text',
  version: 'integer',
  op: 'text',
  subject_kind: 'text',
  category: 'text',
  indicator: 'text',
  unit: 'text',
  unit_basis: 'text',
  reported_by: 'text',
  business_no: 'text',
  value: 'text',
  licence: 'jsonb',
  penalty: 'jsonb',
  authority: 'text',
  document_no: 'text',
  decided_on: 'date',
  arose: 'date',
  valid_from: 'date',
  valid_to: 'date',
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
const PLACE = { record_id: 'text', subject_id: 'text' } as const
const DOCUMENT = { province: 'text', record_id: 'text', subject_id: 'text', version: 'integer' } as const

const isDocument = (record: ArchiveItem): boolean => record.licence !== null || record.penalty !== null

const STORED = sql`i.province, i.subject_id, i.record_id, i.version, i.subject_kind, i.category, i.indicator, i.unit, i.status_class, i.known_from`

const lockPlaces = createStatement<{ rows: string }>(
  ({ rows }) => sql`insert into archive_document as d (province, record_id, subject_id, version)
    select province, record_id, subject_id, version from ${recordset(rows, DOCUMENT, 'sent')} order by province, record_id
    on conflict (province, record_id) do update set version = d.version where false`,
)
const readPlaces = createStatement<{ province: Province; ids: string[] }, ArchiveDocumentTable>(
  ({ province, ids }) => sql`select * from archive_document where province = ${province} and record_id = any(${ids})`,
)
// One place at a time: as a plain join it would, until the tables have been analysed, read the whole province for one record.
const lockItemsAt = createStatement<{ province: Province; places: string }, Stored>(
  ({ province, places }) => sql`select stored.* from (select * from ${recordset(places, PLACE, 'sent')} order by record_id) p
    cross join lateral (
      select ${STORED} from archive_item i where i.province = ${province} and i.subject_id = p.subject_id and i.record_id = p.record_id limit 1 for no key update) stored`,
)
const lockItems = createStatement<{ province: Province; ids: string[] }, Stored>(
  ({ province, ids }) =>
    sql`select ${STORED} from archive_item i where i.province = ${province} and i.record_id = any(${ids}) order by i.record_id for no key update`,
  { plan: 'fresh' },
)
const deleteItemsAt = createStatement<{ province: Province; places: string; at: string }>(
  ({ province, places, at }) => sql`with gone as (delete from archive_item i using ${recordset(places, PLACE, 'p')}
      where i.province = ${province} and i.subject_id = p.subject_id and i.record_id = p.record_id returning i.*)
    insert into archive_item_past select ${at}::timestamptz, gone.* from gone where gone.known_at < ${at}::timestamptz`,
  { plan: 'fresh' },
)

/** An item's row on a day. */
const rowOf = (record: ArchiveItem, { day, categoryOf, effects, remediesOf }: ArchiveParts, knownFrom: string): ArchiveItemTable => {
  const { repair = null, lapse = null, publicUntil } = remediesOf(record)
  const document = record.licence ?? record.penalty
  const ends = [record.until, record.licence?.validTo, record.penalty?.publicUntil, publicUntil].filter(end => typeof end === 'string').toSorted()
  const facts = { op: record.op, valid_to: ends[0] ?? null, licence: record.licence, penalty: record.penalty, repair, lapse }
  return {
    province: record.province,
    subject_id: record.subject.id,
    record_id: record.recordId,
    version: record.version,
    op: record.op,
    subject_kind: record.subject.kind,
    category: categoryOf(record.indicator),
    indicator: record.indicator,
    unit: record.unit,
    unit_basis: record.unitBasis,
    reported_by: record.reportedBy,
    business_no: record.businessNo,
    value: record.value,
    licence: record.licence,
    penalty: record.penalty,
    authority: document?.authority ?? null,
    document_no: document?.docNo ?? null,
    decided_on: document?.decisionDate ?? null,
    arose: record.arose,
    valid_from: record.licence?.validFrom ?? document?.decisionDate ?? record.arose,
    valid_to: facts.valid_to,
    ...standingOf(facts, day),
    repair,
    lapse,
    warnings: record.warnings,
    source_updated_at: record.sourceUpdatedAt,
    steps: stepsOf(facts),
    known_at: effects.at,
    known_from: knownFrom,
    recorded_at: record.recordedAt,
  }
}

/**
 * Applies versions of items in the order given: the last of an item is kept, and counts move by the difference to what was stored. A version that is not above the one
 * before it changes nothing. A licence or penalty that a later version puts under another subject moves there. Gives the ids of the items that were written, with their
 * version, and of those erased, with null.
 */
export async function projectArchive<DB>(trx: Kysely<DB>, versions: readonly ArchiveVersion[], parts: ArchiveParts): Promise<Map<string, number | null>> {
  const { province, effects } = parts
  const documents = await lockDocuments(trx, versions, province)
  const stored = await storedItems(trx, versions, documents, province)
  const before = new Map<string, Stored | ArchiveItemTable>(stored.map(row => [row.record_id, row]))
  const erased = new Map([...documents.values()].filter(one => one.subject_id === null).map(one => [one.record_id, one.version]))
  const after = new Map<string, ArchiveItemTable>()
  const left = new Map<string, Place>()

  for (const { recordId, version, record } of versions) {
    const last = before.get(recordId) ?? null
    if (version <= (last?.version ?? erased.get(recordId) ?? 0)) continue
    if (last && last.subject_id !== record?.subject.id) left.set(`${recordId} ${last.subject_id}`, last)
    before.delete(recordId)
    after.delete(recordId)
    if (record === null) {
      moveArchiveCount(effects, last, null)
      erased.set(recordId, version)
      continue
    }
    const row = rowOf(record, parts, last?.known_from ?? record.recordedAt)
    moveArchiveCount(effects, last, row)
    erased.delete(recordId)
    before.set(recordId, row)
    after.set(recordId, row)
  }

  await removeItems(trx, [...left.values()], { province, at: effects.at })
  const rows = [...after.values()]
  await upsertRows(trx, 'archive_item', ITEM_COLUMNS, rows, { key: ['province', 'subject_id', 'record_id'], keep: ['known_from'], above: 'version' })
  const places: ArchiveDocumentTable[] = [
    ...rows
      .filter(row => row.licence !== null || row.penalty !== null)
      .map(({ record_id, subject_id, version }) => ({ province, record_id, subject_id, version })),
    ...[...erased].map(([record_id, version]) => ({ province, record_id, subject_id: null, version })),
  ]
  await upsertRows(trx, 'archive_document', DOCUMENT, places, { key: ['province', 'record_id'], above: 'version' })
  return new Map<string, number | null>([
    ...[...left.values()].map(place => [place.record_id, null] as const),
    ...rows.map(row => [row.record_id, row.version] as const),
  ])
}

/** Locks the places of licences and penalties, also of new ones, because another partition may hold another version of the same document; gives what is known of each. */
async function lockDocuments<DB>(trx: Kysely<DB>, versions: readonly ArchiveVersion[], province: Province): Promise<Map<string, ArchiveDocumentTable>> {
  const first = new Map<string, ArchiveItem | null>()
  for (const { recordId, record } of versions) if (!first.has(recordId) && (record === null || isDocument(record))) first.set(recordId, record)
  if (first.size === 0) return new Map()
  const rows = [...first].map(([record_id, record]) => ({ province, record_id, subject_id: record?.subject.id ?? null, version: 0 }))
  await lockPlaces(trx, { rows: jsonRows(rows) })
  const places = await readPlaces(trx, { province, ids: [...first.keys()] })
  return new Map(places.map(place => [place.record_id, place]))
}

/** The stored rows of the records: under the document's place or the record's own subject; of a tombstone without a place, wherever it stands. */
async function storedItems<DB>(
  trx: Kysely<DB>,
  versions: readonly ArchiveVersion[],
  documents: ReadonlyMap<string, ArchiveDocumentTable>,
  province: Province,
): Promise<Stored[]> {
  const places = new Map<string, Place>()
  const anywhere = new Set<string>()
  for (const { recordId, record } of versions) {
    const subject = documents.get(recordId)?.subject_id ?? record?.subject.id
    if (subject === undefined) anywhere.add(recordId)
    else if (!places.has(recordId)) places.set(recordId, { record_id: recordId, subject_id: subject })
  }
  const rows = await lockItemsAt(trx, { province, places: jsonRows([...places.values()]) })
  const elsewhere = [...anywhere].filter(id => !places.has(id)).toSorted()
  return elsewhere.length === 0 ? rows : [...rows, ...(await lockItems(trx, { province, ids: elsewhere }))]
}

/** Removes items from the subjects they stood under; that they did is kept. */
async function removeItems<DB>(trx: Kysely<DB>, places: readonly Place[], { province, at }: { province: Province; at: string }): Promise<void> {
  if (places.length > 0) await deleteItemsAt(trx, { province, places: jsonRows(places), at })
}
