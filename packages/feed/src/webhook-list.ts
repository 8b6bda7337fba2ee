import type { ListFilterAsked } from '@delta/list'
import { type Kysely, sql } from 'kysely'
import type { WebhookDeadLetterTable, WebhookEndpointTable, WebhookKeyTable, WebhookMissed, WebhookSigning, WebhookState } from './webhook-tables.ts'

/** An endpoint as its owner sees it; times are UTC. */
export interface WebhookEndpoint {
  readonly id: string
  readonly url: string
  readonly signing: WebhookSigning
  readonly filter: ListFilterAsked
  readonly state: WebhookState
  /** Why it is not active: NOT_AGREED, SCOPE_CHANGED (another agreement shows something else), CURSOR_GONE, CURSOR_EPOCH, GONE (410). */
  readonly reason: string | null
  /** Up to where the receiver has acknowledged. */
  readonly cursor: string
  /** Failed attempts of the message under way, and when it is tried again; null where none is. */
  readonly attempts: number
  readonly nextAt: string | null
  readonly lastStatus: number | null
  readonly lastFailure: string | null
  readonly deliveredAt: string | null
  readonly missed: readonly WebhookMissed[]
  readonly madeAt: string
  /** Its keys, the newest first; `publicKey` is null where the secret is shared; `until` is null for the newest. */
  readonly keys: readonly { readonly publicKey: string | null; readonly madeAt: string; readonly until: string | null }[]
}

/** A message that was given up: what comes after cursor `from`, up to `to`. Replaying from `from` tells it again. */
export interface WebhookDeadLetter {
  readonly id: string
  /** Its webhook-id. */
  readonly message: string
  readonly from: string
  readonly to: string
  readonly events: number
  readonly reason: string
  readonly attempts: number
  readonly lastStatus: number | null
  readonly madeAt: string
  readonly givenUpAt: string
  readonly replayedAt: string | null
}

/** At most `first` (1 to 100), after the one that `next` of the page before named. */
export interface DeadLetterPage {
  readonly first: number
  readonly after?: string | null | undefined
}

const MOST = 100

/** An owner's endpoints in the order in which they were made, or the one with an id. */
export async function endpointsOf<DB>(db: Kysely<DB>, owner: string, id: string | null = null): Promise<WebhookEndpoint[]> {
  const { rows } = await sql<WebhookEndpointTable>`select * from webhook_endpoint where owner = ${owner} and (${id}::text is null or id = ${id})
    order by made_at, id`.execute(db)
  const { rows: keys } = await sql<WebhookKeyTable>`select endpoint, public, made_at, until from webhook_key
    where endpoint = any(${rows.map(row => row.id)}::text[]) order by n desc`.execute(db)
  return rows.map(row => ({
    id: row.id,
    url: row.url,
    signing: row.signing,
    filter: row.asked,
    state: row.state,
    reason: row.reason,
    cursor: row.cursor,
    attempts: row.attempts,
    nextAt: row.pending && row.attempts > 0 && row.state === 'ACTIVE' ? row.next_at : null,
    lastStatus: row.last_status,
    lastFailure: row.last_failure,
    deliveredAt: row.delivered_at,
    missed: row.missed,
    madeAt: row.made_at,
    keys: keys.filter(key => key.endpoint === row.id).map(key => ({ publicKey: key.public, madeAt: key.made_at, until: key.until })),
  }))
}

/** A page of an endpoint's dead letters, the newest first. */
export async function deadLettersOf<DB>(
  db: Kysely<DB>,
  id: string,
  { first, after }: DeadLetterPage,
): Promise<{ items: WebhookDeadLetter[]; next: string | null }> {
  const limit = Math.max(1, Math.min(MOST, Math.trunc(first)))
  const before = after && /^\d{1,15}$/.test(after) ? Number(after) : null
  const { rows } = await sql<WebhookDeadLetterTable>`select * from webhook_dead_letter where endpoint = ${id} and (${before}::bigint is null or id < ${before})
    order by id desc limit ${limit + 1}`.execute(db)
  const items = rows.slice(0, limit).map(row => ({
    id: String(row.id),
    message: row.message,
    from: row.from_cursor,
    to: row.to_cursor,
    events: row.events,
    reason: row.reason,
    attempts: row.attempts,
    lastStatus: row.last_status,
    madeAt: row.made_at,
    givenUpAt: row.at,
    replayedAt: row.replayed_at,
  }))
  return { items, next: rows.length > limit ? items.at(-1)!.id : null }
}
