import type { Catalogue } from '@delta/model'
import { recordset } from '@delta/store'
import type { Outbox } from '@delta/stream'
import { type Kysely, sql } from 'kysely'
import { eraseWork } from './erase-work.ts'
import type { LogChange, ReadLog } from './log-change.ts'
import type { WorkMessages } from './messages.ts'
import type { SupervisionTables, WorkListingTable, WorkOrderTable } from './tables.ts'
import { type BookedWork, bookWork, type OpenListing } from './work-book.ts'

/** What follows the log. */
export interface FollowerParts {
  readonly db: Kysely<SupervisionTables>
  readonly catalogue: Catalogue
  readonly readLog: ReadLog
  readonly outbox: Outbox
  readonly messages: WorkMessages
  readonly now: () => Date
}

/** What one step along the log did. */
export interface Followed {
  readonly changes: number
  readonly raised: number
  readonly lifted: number
}

/** Follows the region's log and keeps the work orders that its entries call for. Any number may run: the cursor's lock lets one write at a time, and each goes on from what the last one wrote. */
export interface Follower {
  /** Takes at most `limit` changes: their orders, the messages to the provinces and the cursor are one transaction. */
  follow(limit?: number): Promise<Followed>
}

const LISTING = {
  entry_id: 'text',
  seq: 'bigint',
  province: 'text',
  domain: 'text',
  polarity: 'text',
  subject_id: 'text',
  division: 'text',
  listed_at: 'timestamptz',
  ended_at: 'timestamptz',
  reason: 'text',
  gaps: 'json',
} as const

const ORDER = {
  id: 'text',
  version: 'integer',
  entry_id: 'text',
  listing_seq: 'bigint',
  province: 'text',
  source_province: 'text',
  domain: 'text',
  polarity: 'text',
  subject_id: 'text',
  measure: 'text',
  item: 'text',
  level: 'text',
  division: 'text',
  city: 'text',
  department: 'text',
  department_name: 'text',
  department_division: 'text',
  unit: 'text',
  reason: 'text',
  opened_at: 'timestamptz',
  lifted_at: 'timestamptz',
  changed_at: 'timestamptz',
  dealt_at: 'timestamptz',
} as const

async function readOpen(trx: Kysely<SupervisionTables>, entries: readonly string[]): Promise<Map<string, OpenListing>> {
  const { rows: listings } = await sql<WorkListingTable>`select * from work_listing where entry_id = any(${entries}::text[]) and ended_at is null`.execute(trx)
  const { rows: orders } = await sql<WorkOrderTable>`
    select * from work_order where entry_id = any(${entries}::text[]) and lifted_at is null order by id for no key update`.execute(trx)
  const ofEntry = Map.groupBy(orders, order => order.entry_id)
  return new Map(
    listings.map(listing => [
      listing.entry_id,
      { listing, orders: new Map((ofEntry.get(listing.entry_id) ?? []).map(order => [`${order.province} ${order.item}`, order])) },
    ]),
  )
}

async function write(trx: Kysely<SupervisionTables>, { versions, listings }: BookedWork): Promise<void> {
  const newest = [...new Map(versions.map(order => [order.id, order])).values()]
  const names = sql.join(Object.keys(ORDER).map(name => sql.ref(name)))
  const kept = ['version', 'domain', 'polarity', 'source_province', 'department', 'department_name', 'department_division', 'unit', 'level', 'division', 'city']
  const changed = [...kept, 'reason', 'lifted_at', 'changed_at'].map(name => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`)
  if (newest.length > 0) {
    await sql`insert into work_order (${names}) select ${names} from ${recordset(newest, ORDER, 'sent')}
      on conflict (id) do update set ${sql.join(changed)}`.execute(trx)
  }
  const columns = Object.keys(LISTING)
  if (listings.length > 0) {
    await sql`insert into work_listing (${sql.join(columns.map(name => sql.ref(name)))})
      select ${sql.join(columns.map(name => sql.ref(name)))} from ${recordset(listings, LISTING, 'sent')}
      on conflict (entry_id, seq) do update set ${sql.join(columns.slice(2).map(name => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`))}`.execute(trx)
  }
}

/** Cuts changes where an entry is erased: what came before it is written first, so that all of it goes. */
function* untilErased(changes: readonly LogChange[]): Iterable<readonly LogChange[]> {
  let from = 0
  for (const [index, { reason }] of changes.entries()) {
    if (reason !== 'ERASED') continue
    if (index > from) yield changes.slice(from, index)
    yield [changes[index]!]
    from = index + 1
  }
  if (from < changes.length) yield changes.slice(from)
}

/** Makes the follower. */
export function createFollower({ db, catalogue, readLog, outbox, messages, now }: FollowerParts): Follower {
  const book = async (trx: Kysely<SupervisionTables>, changes: readonly LogChange[]): Promise<BookedWork> => {
    const open = await readOpen(trx, [...new Set(changes.map(change => change.record_id))])
    const booked = bookWork(catalogue, open, changes, now())
    await write(trx, booked)
    await outbox.append(trx, booked.versions.map(messages.order))
    return booked
  }
  return {
    follow: (limit = 200) =>
      db.transaction().execute(async trx => {
        const { rows } = await sql<{ seq: number }>`select seq from log_cursor for no key update`.execute(trx)
        const changes = await readLog(trx, rows[0]!.seq, limit)
        const last = changes.at(-1)
        if (!last) return { changes: 0, raised: 0, lifted: 0 }
        const versions: BookedWork['versions'][number][] = []
        for (const part of untilErased(changes)) {
          if (part[0]!.reason === 'ERASED') await eraseWork(trx, part[0]!.record_id, { outbox, messages, at: now().toISOString() })
          else versions.push(...(await book(trx, part)).versions)
        }
        await sql`update log_cursor set epoch = ${last.epoch}, seq = ${last.seq}`.execute(trx)
        const lifted = versions.filter(order => order.lifted_at !== null).length
        return { changes: changes.length, raised: versions.filter(order => order.version === 1).length, lifted }
      }),
  }
}
