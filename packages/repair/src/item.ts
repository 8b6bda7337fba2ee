import {
  type ArchiveItem,
  type Catalogue,
  type Day,
  type Finding,
  findingOfEntry,
  findingOfItem,
  type ListEntry,
  PROVINCES,
  type Province,
  type RepairNotice,
  type RepairOutcome,
} from '@delta/model'
import { inEffect, isShown } from '@delta/store'
import { type Kysely, type RawBuilder, sql } from 'kysely'

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

type EntryRow = Pick<ListEntry, 'province' | 'domain' | 'polarity' | 'unit' | 'from' | 'finder'> & {
  readonly recordId: string
  readonly subjectId: string
  readonly effective: boolean
}
type PenaltyRow = Pick<ArchiveItem, 'province' | 'unit' | 'unitBasis' | 'penalty'> & {
  readonly recordId: string
  readonly subjectId: string
  readonly effective: boolean
}

/** How a case ends that leaves nothing to repair. */
export const REPAIRED: readonly RepairOutcome[] = ['REPAIRED', 'DELETED', 'FINDING_FELL']

const functionOf =
  (catalogue: Catalogue) =>
  (unit: string): string | null =>
    catalogue.unit(unit)?.function ?? null

const entryItem = (catalogue: Catalogue, row: EntryRow): AdverseItem[] => {
  const finding = findingOfEntry(row, functionOf(catalogue))
  const { recordId, province, subjectId, unit, domain, effective } = row
  return finding ? [{ product: 'LIST', recordId, province, subjectId, unit, domain, effective, finding }] : []
}

/** The level of whoever decided, where its name is a unit's: bodies and notices go by it. */
const levelOf = (catalogue: Catalogue, { penalty, province }: PenaltyRow): Finding['level'] =>
  penalty?.authority ? (catalogue.resolveUnitName(penalty.authority, province, penalty.decisionDate)?.level ?? null) : null

const penaltyItem = (catalogue: Catalogue, row: PenaltyRow): AdverseItem[] => {
  const finding = findingOfItem(row, functionOf(catalogue))
  const { recordId, province, subjectId, unit, effective } = row
  return finding
    ? [{ product: 'ARCHIVE', recordId, province, subjectId, unit, domain: null, effective, finding: { ...finding, level: levelOf(catalogue, row) } }]
    : []
}

const entriesWhere = async <DB>(db: Kysely<DB>, catalogue: Catalogue, where: RawBuilder<unknown>): Promise<AdverseItem[]> => {
  const { rows } =
    await sql<EntryRow>`select x.province, x.record_id as "recordId", x.domain, x.polarity, x.unit, x.subject_id as "subjectId", x.valid_from as "from",
      case when x.finder_level is not null then json_build_object('name', x.finder_name, 'level', x.finder_level) end as finder, ${inEffect('x')} as effective
    from list_entry x where ${where}`.execute(db)
  return rows.flatMap(row => entryItem(catalogue, row))
}

const penaltiesWhere = async <DB>(db: Kysely<DB>, catalogue: Catalogue, where: RawBuilder<unknown>): Promise<AdverseItem[]> => {
  const { rows } =
    await sql<PenaltyRow>`select x.province, x.record_id as "recordId", x.unit, x.unit_basis as "unitBasis", x.subject_id as "subjectId", x.penalty, ${inEffect('x')} as effective
    from archive_item x where x.penalty is not null and ${where}`.execute(db)
  return rows.flatMap(row => penaltyItem(catalogue, row))
}

/** The adverse item with this id, as the read model has it now; null where there is none, or it is no adverse one. */
export async function readItem<DB>(db: Kysely<DB>, catalogue: Catalogue, { product, recordId }: ItemKey): Promise<AdverseItem | null> {
  const [item] =
    product === 'LIST'
      ? await entriesWhere(db, catalogue, sql`x.province = any(${PROVINCES}::text[]) and x.record_id = ${recordId}`)
      : await penaltiesWhere(
          db,
          catalogue,
          sql`(x.province, x.subject_id) in (select d.province, d.subject_id from archive_document d where d.province = any(${PROVINCES}::text[]) and d.record_id = ${recordId})
            and x.record_id = ${recordId}`,
        )
  return item ?? null
}

/** What is asked of items that time may have repaired. */
interface Lapsing {
  readonly provinces: readonly string[]
  /** Units that have rules of their own. */
  readonly except: readonly string[]
  /** The full years after which time repairs, and the last day on which a finding must have been made for that. */
  readonly years: number
  readonly until: Day
  readonly limit: number
}

/** Which items, at most `limit` of each product, the law's lapse of time may have repaired, and no case knows of it yet. The projection may have seen the day first; what was over when the region first knew it was never shared. */
export async function lapsingItems<DB>(db: Kysely<DB>, catalogue: Catalogue, { provinces, except, years, until, limit }: Lapsing): Promise<AdverseItem[]> {
  const open = (found: string) => sql`x.province = any(${provinces}::text[]) and x.unit <> all(${except}::text[]) and ${sql.ref(`x.${found}`)} <= ${until}
    and (${inEffect('x')} or (not ${isShown('x')} and (x.known_from at time zone 'Asia/Shanghai')::date <= ${sql.ref(`x.${found}`)} + make_interval(years => ${years})))
    and not exists (select from repair_case c where c.record_id = x.record_id and (c.lapses_on is not null or c.outcome = any(${REPAIRED}::text[])))`
  return [
    ...(await entriesWhere(db, catalogue, sql`x.polarity <> 'RED' and ${open('valid_from')} limit ${limit}`)),
    ...(await penaltiesWhere(db, catalogue, sql`x.unit_basis <> 'CUSTODIAN' and ${open('decided_on')} limit ${limit}`)),
  ]
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
  const { rows } = await sql<{ subject_id: string; record_id: string }>`select x.subject_id, x.record_id from list_entry x
    where x.subject_id = any(${subjectIds}::text[]) and x.domain = any(${serious}::text[]) and ${inEffect('x')}`.execute(db)
  return new Map([...Map.groupBy(rows, row => row.subject_id)].map(([id, found]) => [id, new Set(found.map(row => row.record_id))]))
}

/** Does a serious list hold the subject, but for the item that is to be repaired itself? */
export const blockedBySerious = (serious: ReadonlyMap<string, ReadonlySet<string>>, subjectId: string, recordId: string): boolean =>
  [...(serious.get(subjectId) ?? [])].some(entry => entry !== recordId)
