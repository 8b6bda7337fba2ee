import { hash } from 'node:crypto'
import { type Catalogue, canonicalJson, shanghaiDay } from '@delta/model'
import { type CalledFor, calledFor } from './called-for.ts'
import type { LogChange } from './log-change.ts'
import type { LiftReason, WorkListingTable, WorkOrderTable } from './tables.ts'

/** An order before the database has numbered it. */
type WorkOrder = Omit<WorkOrderTable, 'n'>

/** A listing that has not ended, with its orders that stand open, by province and item. */
export interface OpenListing {
  listing: WorkListingTable
  readonly orders: Map<string, WorkOrder>
}

/** What some changes of the log came to. */
export interface BookedWork {
  /** Every version of every order, in order. */
  readonly versions: readonly WorkOrder[]
  /** Listings as they stand now, begun or changed. */
  readonly listings: readonly WorkListingTable[]
}

/** What is said of an entry: by a change of the log, or once more where its listing is reviewed. */
export type Said = Pick<
  LogChange,
  'epoch' | 'seq' | 'op' | 'record_id' | 'province' | 'domain' | 'polarity' | 'subject_id' | 'division' | 'listed' | 'text'
> & {
  /** The instant of the review. */
  readonly reviewedAt?: string
}

/** A listing as it is said again for its review: what it calls for now is compared with the orders that it has. */
export const reviewOf = ({ entry_id, seq, province, domain, polarity, subject_id, division }: WorkListingTable, epoch: number, reviewedAt: string): Said => ({
  epoch,
  seq,
  op: 'updated',
  record_id: entry_id,
  province,
  domain,
  polarity,
  subject_id,
  division,
  listed: true,
  text: null,
  reviewedAt,
})

/** A record id of our own: SHA-256 over parts that are keyed already, base64url. */
export const workId = (...parts: readonly (string | number)[]): string => hash('sha256', parts.join('\u001f'), 'base64url')

const placeOf = ({ province, item }: { province: string; item: string }): string => `${province} ${item}`

/** The order that a call raises. */
function orderOf(
  catalogue: Catalogue,
  { province, measure, item, level, department }: CalledFor,
  listing: WorkListingTable,
  { epoch, seq, reviewedAt }: Said,
  at: string,
): WorkOrder {
  const place = catalogue.division(item.division)
  return {
    id: workId('work-order', listing.entry_id, epoch, seq, province, item.code.text, ...(reviewedAt === undefined ? [] : [reviewedAt])),
    version: 1,
    entry_id: listing.entry_id,
    listing_seq: listing.seq,
    province,
    source_province: listing.province,
    domain: listing.domain,
    polarity: listing.polarity,
    subject_id: listing.subject_id,
    measure: measure.code,
    item: item.code.text,
    level,
    division: item.division,
    city: level === 'PROVINCE' ? null : (place?.city ?? province),
    department: department.code,
    department_name: department.name,
    department_division: department.division,
    unit: department.unit,
    reason: 'LISTED',
    opened_at: at,
    lifted_at: null,
    changed_at: at,
    dealt_at: null,
  }
}

const SAID = ['domain', 'polarity', 'source_province', 'department', 'department_name', 'department_division', 'unit', 'level', 'division'] as const
const saidOf = (order: WorkOrder): string => canonicalJson(SAID.map(name => order[name]))

const ENDED: Readonly<Record<string, LiftReason>> = { repaired: 'REPAIRED', withdrawn: 'WITHDRAWN', delisted: 'DELISTED' }

/** Why an entry is no longer in force. Only what is said of it tells an expiry from another removal. */
function reasonOf({ op, text }: Said): LiftReason {
  const status = text === null ? null : (JSON.parse(text) as { entry: { status?: string } }).entry.status
  if (status === 'EXPIRED') return 'EXPIRED'
  return ENDED[op] ?? 'CORRECTED'
}

/**
 * Carries changes of the log or reviews, in order, over to the orders of their entries: whatever the change is called, an entry in force has exactly the orders that it calls for on the day, and one that is not
 * in force has none open. `open` holds the entries' listings that have not ended, and is carried along.
 */
export function bookWork(catalogue: Catalogue, open: Map<string, OpenListing>, changes: readonly Said[], now: Date): BookedWork {
  const at = now.toISOString()
  const versions: WorkOrder[] = []
  const listings = new Map<string, WorkListingTable>()
  const note = (listing: WorkListingTable): void => void listings.set(`${listing.entry_id} ${listing.seq}`, listing)
  const lift = (order: WorkOrder, reason: LiftReason): void =>
    void versions.push({ ...order, version: order.version + 1, reason, lifted_at: at, changed_at: at })

  for (const change of changes) {
    const { record_id, seq, province, domain, polarity, subject_id, division, listed } = change
    const current = open.get(record_id)
    if (!listed) {
      if (!current) continue
      const reason = reasonOf(change)
      for (const order of current.orders.values()) lift(order, reason)
      note({ ...current.listing, ended_at: at, reason })
      open.delete(record_id)
      continue
    }
    const altered: LiftReason = change.reviewedAt === undefined ? 'CORRECTED' : 'RULE'
    const { orders: called, gaps } = calledFor(catalogue, { province, domain, polarity, division }, shanghaiDay(now))
    const begun = current?.listing ?? { entry_id: record_id, seq, listed_at: at, ended_at: null, reason: null }
    const listing: WorkListingTable = { ...begun, province, domain, polarity, subject_id, division, gaps }
    const before = current?.orders ?? new Map<string, WorkOrder>()
    const orders = new Map<string, WorkOrder>()
    for (const call of called) {
      const fresh = orderOf(catalogue, call, listing, change, at)
      const known = before.get(placeOf(fresh))
      const same = known?.subject_id === subject_id && saidOf(known) === saidOf(fresh)
      // A record's subject decides its partition, so an order does not change it: another one is raised.
      const order =
        known?.subject_id === subject_id
          ? { ...fresh, id: known.id, version: known.version + 1, reason: altered, opened_at: known.opened_at, dealt_at: known.dealt_at }
          : fresh
      if (known && known.subject_id !== subject_id) lift(known, altered)
      if (!same) versions.push(order)
      orders.set(placeOf(order), same ? known! : order)
    }
    for (const [place, order] of before) if (!orders.has(place)) lift(order, altered)
    if (!current || canonicalJson(listing) !== canonicalJson(current.listing)) note(listing)
    open.set(record_id, { listing, orders })
  }
  return { versions, listings: [...listings.values()] }
}
