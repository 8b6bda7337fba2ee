import { type Catalogue, type Day, shanghaiDay } from '@delta/model'
import { recordset } from '@delta/store'
import type { Outbox } from '@delta/stream'
import { type Kysely, sql } from 'kysely'
import { eraseWork } from './erase-work.ts'
import type { LogChange, ReadLog } from './log-change.ts'
import type { WorkMessages } from './messages.ts'
import { rulesOn } from './rules-on.ts'
import type { SupervisionTables, WorkListingTable, WorkOrderTable } from './tables.ts'
import { type BookedWork, bookWork, type OpenListing, reviewOf, type Said } from './work-book.ts'

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
  /** Where other rules hold than those by which the open listings were last reviewed, reviews at most `limit` of them, in one transaction: a rule may begin or end without a change of the log. `changes` is how many. */
  review(limit?: number): Promise<Followed>
}

const NOTHING: Followed = { changes: 0, raised: 0, lifted: 0 }

const followed = (changes: number, versions: BookedWork['versions']): Followed => ({
  changes,
  raised: versions.filter(order => order.version === 1).length,
  lifted: versions.filter(order => order.lifted_at !== null).length,
})

interface Cursor {
  readonly epoch: number
  readonly seq: number
  readonly rules: string | null
  readonly reviewed_to: string | null
}

const lockCursor = async (trx: Kysely<SupervisionTables>): Promise<Cursor> =>
  (await sql<Cursor>`select epoch, seq, rules, reviewed_to from log_cursor for no key update`.execute(trx)).rows[0]!

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
  let digest = { day: '', rules: '' }
  const rulesOf = (day: Day): string => {
    if (digest.day !== day) digest = { day, rules: rulesOn(catalogue, day) }
    return digest.rules
  }
  /** The rules by which this follower has seen all reviewed: two versions of a catalogue, running side by side, do not review in turn for ever. */
  let seen: string | null = null
  const book = async (trx: Kysely<SupervisionTables>, changes: readonly Said[]): Promise<BookedWork> => {
    const open = await readOpen(trx, [...new Set(changes.map(change => change.record_id))])
    const booked = bookWork(catalogue, open, changes, now())
    await write(trx, booked)
    await outbox.append(trx, booked.versions.map(messages.order))
    return booked
  }
  return {
    follow: (limit = 200) =>
      db.transaction().execute(async trx => {
        const changes = await readLog(trx, (await lockCursor(trx)).seq, limit)
        const last = changes.at(-1)
        if (!last) return NOTHING
        const versions: BookedWork['versions'][number][] = []
        for (const part of untilErased(changes)) {
          if (part[0]!.reason === 'ERASED') await eraseWork(trx, part[0]!.record_id, { outbox, messages, at: now().toISOString() })
          else versions.push(...(await book(trx, part)).versions)
        }
        await sql`update log_cursor set epoch = ${last.epoch}, seq = ${last.seq}`.execute(trx)
        return followed(changes.length, versions)
      }),
    review: async (limit = 200) => {
      const at = now()
      const rules = rulesOf(shanghaiDay(at))
      if (seen === rules) return NOTHING
      const done = await db.transaction().execute(async trx => {
        const cursor = await lockCursor(trx)
        const from = cursor.rules === rules ? cursor.reviewed_to : ''
        if (from === null) return null
        const { rows } = await sql<WorkListingTable>`
          select * from work_listing where ended_at is null and entry_id > ${from} order by entry_id limit ${limit}`.execute(trx)
        const { versions } = await book(
          trx,
          rows.map(listing => reviewOf(listing, cursor.epoch, at.toISOString())),
        )
        await sql`update log_cursor set rules = ${rules}, reviewed_to = ${rows.length < limit ? null : rows.at(-1)!.entry_id}`.execute(trx)
        return followed(rows.length, versions)
      })
      if (done === null || done.changes < limit) seen = rules
      return done ?? NOTHING
    },
  }
}
