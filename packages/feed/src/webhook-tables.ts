import type { ListFilterAsked } from '@delta/list'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** How messages to an endpoint are signed: ed25519 (`v1a`) or HMAC-SHA-256 (`v1`), both of Standard Webhooks 1.0. */
export type WebhookSigning = 'ED25519' | 'HMAC'

/** ACTIVE sends; SUSPENDED waits until its reason is gone; DISABLED (the receiver said 410 Gone) waits for a replay. */
export type WebhookState = 'ACTIVE' | 'SUSPENDED' | 'DISABLED'

/** A stretch of the feed that an endpoint was not told: what comes after cursor `from`, up to `to`. */
export interface WebhookMissed {
  readonly from: string
  readonly to: string
}

/** A message that is being delivered: it keeps its boundaries until it has arrived or is given up. */
export interface WebhookPending {
  /** Cursors of its first and its last change. */
  readonly first: string
  readonly last: string
  /** Where the lane goes on after it. */
  readonly to: string
  readonly head: string
  /** When it was made (UTC). */
  readonly at: string
  readonly events: number
  readonly missed: readonly WebhookMissed[]
}

/** An endpoint and its lane. */
export interface WebhookEndpointTable {
  id: string
  owner: string
  url: string
  signing: WebhookSigning
  asked: ListFilterAsked
  /** The filter in force, as text: what the owner may see has changed where it is another. */
  scope: string
  state: WebhookState
  reason: string | null
  /** Up to where the receiver has acknowledged. */
  cursor: string
  pending: WebhookPending | null
  attempts: number
  next_at: string
  last_status: number | null
  last_failure: string | null
  delivered_at: string | null
  missed: readonly WebhookMissed[]
  made_at: string
  /** Changes whenever the lane gets another sender or is changed by its owner: whoever writes under an older number writes nothing. */
  fence: number
  sender: string | null
}

/** A key of an endpoint; `sealed` is its private half, encrypted. It signs until `until`; null stands for the newest. */
export interface WebhookKeyTable {
  endpoint: string
  n: number
  sealed: Buffer
  public: string | null
  made_at: string
  until: string | null
}

/** A message that was given up. */
export interface WebhookDeadLetterTable {
  id: number
  endpoint: string
  message: string
  from_cursor: string
  to_cursor: string
  events: number
  reason: string
  attempts: number
  last_status: number | null
  made_at: string
  at: string
  replayed_at: string | null
}

/** The tables of the webhooks. */
export const createWebhookTables: Migration = {
  async up(db: Kysely<unknown>) {
    const run = (text: string) => sql.raw(text).execute(db)
    await run(`create table webhook_endpoint (
      id text collate "C" primary key, owner text not null, url text not null, signing text not null, asked json not null, scope text not null,
      state text not null default 'ACTIVE', reason text, cursor text not null, pending json, attempts integer not null default 0, next_at timestamptz not null,
      last_status integer, last_failure text, delivered_at timestamptz, missed json not null default '[]', made_at timestamptz not null,
      fence bigint not null default 0, sender text
    )`)
    await run('create index webhook_endpoint_by_owner on webhook_endpoint (owner, id)')
    await run('create index webhook_endpoint_by_sender on webhook_endpoint (sender)')
    await run(`create table webhook_key (
      endpoint text collate "C" not null references webhook_endpoint on delete cascade, n integer not null, sealed bytea not null, public text,
      made_at timestamptz not null, until timestamptz, primary key (endpoint, n)
    )`)
    await run(`create table webhook_dead_letter (
      id bigint generated always as identity primary key, endpoint text collate "C" not null references webhook_endpoint on delete cascade,
      message text not null, from_cursor text not null, to_cursor text not null, events integer not null, reason text not null, attempts integer not null,
      last_status integer, made_at timestamptz not null, at timestamptz not null, replayed_at timestamptz
    )`)
    await run('create index webhook_dead_letter_by_endpoint on webhook_dead_letter (endpoint, id)')
    await run('create table webhook_sender (id text primary key, until timestamptz not null)')
  },
}
