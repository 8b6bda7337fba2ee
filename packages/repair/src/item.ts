import { type Catalogue, type Finding, PROVINCES, type Province, type RepairNotice, type RepairOutcome, type StatusClass } from '@delta/model'
import { type Kysely, sql } from 'kysely'

/** Which item of the read model is meant. */
export type ItemKey = RepairNotice['item']

/** An adverse item (失信信息) with what its repair depends on. */
export interface AdverseItem extends ItemKey {
  readonly province: Province
  readonly subjectId: string
  /** The unit that the item's drill ends at: the one that made the finding. */
  readonly unit: string
  /** The list domain of an entry; null for a penalty. */
  readonly domain: string | null
  /** Is it in force today? */
  readonly effective: boolean
  readonly finding: Finding
}

interface EntryRow {
  readonly province: Province
  readonly record_id: string
  readonly domain: string
  readonly unit: string
  readonly subject_id: string
  readonly valid_from: string
  readonly finder_level: Finding['level']
  readonly effective: boolean
}

interface PenaltyRow {
  readonly province: Province
  readonly record_id: string
  readonly unit: string
  readonly unit_basis: string
  readonly subject_id: string
  readonly authority: string | null
  readonly decided_on: string
  readonly severity: Finding['severity']
  readonly effective: boolean
}

const ADVERSE = ['BLACK', 'WATCH']
/** How a case ends that leaves nothing to repair. */
export const REPAIRED: readonly RepairOutcome[] = ['REPAIRED', 'DELETED']
const IN_FORCE: readonly StatusClass[] = ['effective']

/** Was it in force until time took it away? The projection may have seen the day first; what was over when the region first knew it was never shared. */
const untilLapse = (found: string, years: number) =>
  sql`(status_class = any(${IN_FORCE}::text[]) or (status_class = any('{deleted}') and (known_from at time zone 'Asia/Shanghai')::date <= ${sql.ref(found)} + make_interval(years => ${years})))`

const entryItem = (catalogue: Catalogue, row: EntryRow): AdverseItem => ({
  product: 'LIST',
  recordId: row.record_id,
  province: row.province,
  subjectId: row.subject_id,
  unit: row.unit,
  domain: row.domain,
  effective: row.effective,
  finding: {
    province: row.province,
    system: catalogue.unit(row.unit)?.function ?? null,
    level: row.finder_level,
    kind: 'LIST',
    domain: row.domain,
    sectors: [],
    severity: null,
    foundOn: row.valid_from,
  },
})

const penaltyItem = (catalogue: Catalogue, row: PenaltyRow): AdverseItem => ({
  product: 'ARCHIVE',
  recordId: row.record_id,
  province: row.province,
  subjectId: row.subject_id,
  unit: row.unit,
  domain: null,
  effective: row.effective,
  finding: {
    province: row.province,
    // A custodian keeps what nobody is named to have decided: then the finder is not known.
    system: row.unit_basis === 'CUSTODIAN' ? null : (catalogue.unit(row.unit)?.function ?? null),
    level: row.authority === null ? null : (catalogue.resolveUnitName(row.authority, row.province, row.decided_on)?.level ?? null),
    kind: 'PENALTY',
    domain: null,
    sectors: [],
    severity: row.severity,
    foundOn: row.decided_on,
  },
})

/** The adverse item with this id, as the read model has it now; null where there is none, or it is no adverse one. */
export async function readItem<DB>(db: Kysely<DB>, catalogue: Catalogue, { product, recordId }: ItemKey): Promise<AdverseItem | null> {
  if (product === 'LIST') {
    const { rows } =
      await sql<EntryRow>`select province, record_id, domain, unit, subject_id, valid_from, finder_level, status_class = any(${IN_FORCE}::text[]) as effective
      from list_entry where province = any(${PROVINCES}::text[]) and record_id = ${recordId} and polarity = any(${ADVERSE}::text[])`.execute(db)
    return rows[0] ? entryItem(catalogue, rows[0]) : null
  }
  const { rows } = await sql<PenaltyRow>`select i.province, i.record_id, i.unit, i.unit_basis, i.subject_id, i.authority, i.decided_on,
      i.penalty ->> 'severity' as severity, i.status_class = any(${IN_FORCE}::text[]) as effective
    from archive_document d join archive_item i on i.province = d.province and i.subject_id = d.subject_id and i.record_id = d.record_id
    where d.province = any(${PROVINCES}::text[]) and d.record_id = ${recordId} and i.penalty is not null and i.decided_on is not null`.execute(db)
  return rows[0] ? penaltyItem(catalogue, rows[0]) : null
}

/** Which items, at most `limit`, may be repaired by the lapse of time (found on or before `until`, in these provinces) and have no case that knows of it yet. Units in `except` have rules of their own. */
export async function lapsingItems<DB>(
  db: Kysely<DB>,
  catalogue: Catalogue,
  { provinces, except, years, until, limit }: { provinces: readonly string[]; except: readonly string[]; years: number; until: string; limit: number },
): Promise<AdverseItem[]> {
  const { rows: entries } =
    await sql<EntryRow>`select province, record_id, domain, unit, subject_id, valid_from, finder_level, status_class = any(${IN_FORCE}::text[]) as effective from list_entry x
    where province = any(${provinces}::text[]) and ${untilLapse('valid_from', years)} and valid_from <= ${until} and polarity = any(${ADVERSE}::text[]) and unit <> all(${except}::text[])
      and not exists (select from repair_case c where c.record_id = x.record_id and (c.lapses_on is not null or c.outcome = any(${REPAIRED}::text[]))) limit ${limit}`.execute(
      db,
    )
  const { rows: penalties } = await sql<PenaltyRow>`select province, record_id, unit, unit_basis, subject_id, authority, decided_on,
      penalty ->> 'severity' as severity, status_class = any(${IN_FORCE}::text[]) as effective from archive_item x
    where province = any(${provinces}::text[]) and ${untilLapse('decided_on', years)} and penalty is not null and decided_on <= ${until} and unit <> all(${except}::text[])
      and unit_basis <> 'CUSTODIAN'
      and not exists (select from repair_case c where c.record_id = x.record_id and (c.lapses_on is not null or c.outcome = any(${REPAIRED}::text[]))) limit ${limit}`.execute(
    db,
  )
  return [...entries.map(row => entryItem(catalogue, row)), ...penalties.map(row => penaltyItem(catalogue, row))]
}

/** For each of these subjects, the entries of lists marked serious that are in force against it. */
export async function seriousEntries<DB>(
  db: Kysely<DB>,
  catalogue: Catalogue,
  subjectIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const serious = catalogue
    .domains()
    .filter(domain => domain.serious && domain.polarity === 'BLACK')
    .map(domain => domain.code)
  const { rows } = await sql<{ subject_id: string; record_id: string }>`select subject_id, record_id from list_entry
    where subject_id = any(${subjectIds}::text[]) and domain = any(${serious}::text[]) and status_class = any(${IN_FORCE}::text[])`.execute(db)
  return new Map([...Map.groupBy(rows, row => row.subject_id)].map(([id, found]) => [id, new Set(found.map(row => row.record_id))]))
}

/** Does a serious list hold the subject, but for the item that is to be repaired itself? */
export const blockedBySerious = (serious: ReadonlyMap<string, ReadonlySet<string>>, subjectId: string, recordId: string): boolean =>
  [...(serious.get(subjectId) ?? [])].some(entry => entry !== recordId)
