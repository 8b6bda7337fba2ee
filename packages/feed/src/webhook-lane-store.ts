import { type Kysely, sql } from 'kysely'
import { messageId } from './webhook-message.ts'
import type { WebhookFailure } from './webhook-post.ts'
import type { WebhookEndpointTable, WebhookKeyTable, WebhookMissed, WebhookPending } from './webhook-tables.ts'

/** A lane as its sender writes it. Every write holds only while the lane is the sender's and nobody has changed it: else it gives false, and the lane is to be read again. */
export interface WebhookLaneStore {
  /** The lane; null where it is not this sender's any more. */
  load(id: string): Promise<WebhookEndpointTable | null>
  /** The endpoint's secrets that sign at a moment, sealed, the newest first. */
  keys(id: string, at: Date): Promise<Pick<WebhookKeyTable, 'n' | 'sealed'>[]>
  resumed(lane: WebhookEndpointTable): Promise<boolean>
  suspended(lane: WebhookEndpointTable, reason: string): Promise<boolean>
  /** Moves the lane over what its filter does not show. */
  moved(lane: WebhookEndpointTable, cursor: string): Promise<boolean>
  begun(lane: WebhookEndpointTable, pending: WebhookPending): Promise<boolean>
  /** Notes the success and moves the cursor, in one. */
  delivered(lane: WebhookEndpointTable, pending: WebhookPending, status: number, at: Date): Promise<boolean>
  failed(lane: WebhookEndpointTable, failure: WebhookFailure, status: number | null, next: Date): Promise<boolean>
  /** Gives the message up: it becomes a dead letter, and the lane goes on after it, saying so. */
  givenUp(lane: WebhookEndpointTable, pending: WebhookPending, failure: WebhookFailure, status: number | null, at: Date): Promise<boolean>
  /** The receiver wants no more. */
  disabled(lane: WebhookEndpointTable, status: number, at: Date): Promise<boolean>
}

/** Adds a stretch to those missed; it is drawn together with the one before where it follows it. */
function withMissed(missed: readonly WebhookMissed[], one: WebhookMissed): WebhookMissed[] {
  const last = missed.at(-1)
  return last?.to === one.from ? [...missed.slice(0, -1), { from: last.from, to: one.to }] : [...missed, one]
}

/** Makes the store of one sender. */
export function createWebhookLaneStore<DB>(db: Kysely<DB>, sender: string): WebhookLaneStore {
  const write = async (on: Kysely<DB>, { id, fence }: WebhookEndpointTable, set: ReturnType<typeof sql>): Promise<boolean> => {
    const { numAffectedRows } = await sql`update webhook_endpoint set ${set} where id = ${id} and sender = ${sender} and fence = ${fence}`.execute(on)
    return numAffectedRows === 1n
  }
  return {
    load: async id => {
      const { rows } = await sql<WebhookEndpointTable>`select * from webhook_endpoint where id = ${id} and sender = ${sender}`.execute(db)
      return rows[0] ?? null
    },
    keys: async (id, at) => {
      const { rows } = await sql<Pick<WebhookKeyTable, 'n' | 'sealed'>>`select n, sealed from webhook_key
        where endpoint = ${id} and (until is null or until > ${at.toISOString()}::timestamptz) order by n desc`.execute(db)
      return rows
    },
    resumed: lane => write(db, lane, sql`state = 'ACTIVE', reason = null`),
    suspended: (lane, reason) => write(db, lane, sql`state = 'SUSPENDED', reason = ${reason}`),
    moved: (lane, cursor) => write(db, lane, sql`cursor = ${cursor}`),
    begun: (lane, pending) => write(db, lane, sql`pending = ${JSON.stringify(pending)}::json`),
    delivered: (lane, pending, status, at) =>
      write(
        db,
        lane,
        sql`cursor = ${pending.to}, pending = null, attempts = 0, last_status = ${status}, last_failure = null, delivered_at = ${at.toISOString()}::timestamptz`,
      ),
    failed: (lane, failure, status, next) =>
      write(db, lane, sql`attempts = attempts + 1, last_status = ${status}, last_failure = ${failure}, next_at = ${next.toISOString()}::timestamptz`),
    givenUp: (lane, pending, failure, status, at) =>
      db.transaction().execute(async trx => {
        const missed = withMissed(lane.missed, { from: lane.cursor, to: pending.to })
        const stands = await write(
          trx,
          lane,
          sql`cursor = ${pending.to}, pending = null, attempts = 0, last_status = ${status}, last_failure = ${failure},
            next_at = ${at.toISOString()}::timestamptz, missed = ${JSON.stringify(missed)}::json`,
        )
        if (!stands) return false
        await sql`insert into webhook_dead_letter (endpoint, message, from_cursor, to_cursor, events, reason, attempts, last_status, made_at, at)
          values (${lane.id}, ${messageId(lane.id, pending)}, ${lane.cursor}, ${pending.to}, ${pending.events}, ${failure}, ${lane.attempts + 1}, ${status},
            ${pending.at}::timestamptz, ${at.toISOString()}::timestamptz)`.execute(trx)
        return true
      }),
    disabled: (lane, status, at) =>
      write(
        db,
        lane,
        sql`state = 'DISABLED', reason = 'GONE', sender = null, fence = fence + 1, attempts = attempts + 1, last_status = ${status}, last_failure = 'GONE',
          next_at = ${at.toISOString()}::timestamptz`,
      ),
  }
}
