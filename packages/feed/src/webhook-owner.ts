import { randomBytes } from 'node:crypto'
import { type ListFilterAsked, type ListTables, readLogHead } from '@delta/list'
import { type Kysely, sql } from 'kysely'
import { placeOf, readCursor, writeCursor } from './cursor.ts'
import { resolvesPublicly, type Resolve, targetOf } from './webhook-address.ts'
import { deadLettersOf, endpointsOf, type DeadLetterPage, type WebhookDeadLetter, type WebhookEndpoint } from './webhook-list.ts'
import { makeWebhookKey, type WebhookKey, type WebhookVault } from './webhook-keys.ts'
import { type Refused, scopeOf, scopeText, type WebhookRights } from './webhook-standing.ts'
import type { WebhookEndpointTable, WebhookSigning } from './webhook-tables.ts'

/** What an owner asks for. */
export interface WebhookAsked {
  readonly url: string
  readonly filter: ListFilterAsked
  /** The cursor to go on from; the head where left out. */
  readonly after?: string | null | undefined
  /** ED25519 where left out. */
  readonly signing?: WebhookSigning | null | undefined
}

/** An endpoint with its new key: `publicKey` (`whpk_`) verifies, or `secret` (`whsec_`) is shared and told only this once. */
export interface KeyedWebhook {
  readonly endpoint: WebhookEndpoint
  readonly publicKey: string | null
  readonly secret: string | null
}

/** What owners may do with their endpoints: what the graph's mutations and queries call. Another owner's endpoint is NOT_FOUND. */
export interface WebhookOwners {
  subscribeWebhook(owner: string, asked: WebhookAsked): Promise<KeyedWebhook | Refused>
  /** Gives a new key; the earlier ones go on signing too, for a day. */
  rotateSecret(owner: string, id: string): Promise<KeyedWebhook | Refused>
  /** Goes on from a cursor, whatever was under way, and takes up a suspended or disabled endpoint again. */
  replay(owner: string, id: string, after: string): Promise<{ readonly endpoint: WebhookEndpoint } | Refused>
  removeWebhook(owner: string, id: string): Promise<{ readonly removed: string } | Refused>
  listWebhooks(owner: string): Promise<readonly WebhookEndpoint[]>
  /** Messages that were given up, the newest first. */
  deadLetters(
    owner: string,
    id: string,
    page: DeadLetterPage,
  ): Promise<{ readonly items: readonly WebhookDeadLetter[]; readonly next: string | null } | Refused>
}

/** What this is made of. */
export interface WebhookOwnerParts {
  readonly db: Kysely<ListTables>
  readonly rights: WebhookRights
  readonly vault: WebhookVault
  readonly allow: ReadonlySet<string>
  readonly resolve: Resolve
  readonly overlap: number
  readonly now: () => Date
}

const MOST_ENDPOINTS = 50
const MOST_KEYS = 5
const SNAPSHOT = '/snapshots/lists'
const NOT_FOUND: Refused = { refused: 'NOT_FOUND', message: 'There is no such webhook of yours.' }
const NOT_PUBLIC: Refused = {
  refused: 'WEBHOOK_ADDRESS',
  message: 'A webhook is an https address of the public internet, on port 443 or from 1024 on, without user or password.',
}

const newId = (): string => `wh_${randomBytes(16).toString('hex')}`

/** The owner's endpoint, locked for a change of it. */
async function held(trx: Kysely<ListTables>, owner: string, id: string): Promise<WebhookEndpointTable | null> {
  const { rows } = await sql<WebhookEndpointTable>`select * from webhook_endpoint where id = ${id} and owner = ${owner} for update`.execute(trx)
  return rows[0] ?? null
}

/** Makes what owners may do. */
export function createWebhookOwners({ db, rights, vault, allow, resolve, overlap, now }: WebhookOwnerParts): WebhookOwners {
  const instant = (): string => now().toISOString()
  const one = async (owner: string, id: string): Promise<WebhookEndpoint | undefined> => (await endpointsOf(db, owner, id))[0]
  const place = async (after: string | null): Promise<string | Refused> => {
    const found = placeOf(after, await readLogHead(db), SNAPSHOT)
    return 'problem' in found ? { refused: found.problem.code, message: found.problem.detail } : writeCursor(found.cursor)
  }
  const addKey = async (trx: Kysely<ListTables>, id: string, n: number, key: WebhookKey): Promise<void> => {
    await sql`insert into webhook_key (endpoint, n, sealed, public, made_at) values (${id}, ${n}, ${vault.seal(key.secret, `${id}/${n}`)}, ${key.public},
      ${instant()}::timestamptz)`.execute(trx)
  }
  const keyed = async (owner: string, id: string, key: WebhookKey): Promise<KeyedWebhook> => ({
    endpoint: (await one(owner, id))!,
    publicKey: key.public,
    secret: key.public === null ? key.secret : null,
  })

  return {
    subscribeWebhook: async (owner, { url, filter, after = null, signing: asked }) => {
      const signing = asked ?? 'ED25519'
      const scope = await scopeOf(rights, owner, filter)
      if ('refused' in scope) return scope
      const target = targetOf(url, allow)
      if (!target || !(await resolvesPublicly(target, resolve))) return NOT_PUBLIC
      const cursor = await place(after)
      if (typeof cursor !== 'string') return cursor
      const [id, key] = [newId(), makeWebhookKey(signing)]
      const made = await db.transaction().execute(async trx => {
        await sql`select pg_advisory_xact_lock(hashtextextended(${`webhook of ${owner}`}, 0))`.execute(trx)
        const { numAffectedRows } = await sql`insert into webhook_endpoint (id, owner, url, signing, asked, scope, cursor, next_at, made_at)
          select ${id}, ${owner}, ${target.url.href}, ${signing}, ${JSON.stringify(filter)}::json, ${scopeText(scope.filter)}, ${cursor}, ${instant()}::timestamptz,
          ${instant()}::timestamptz where (select count(*) from webhook_endpoint where owner = ${owner}) < ${MOST_ENDPOINTS}`.execute(trx)
        if (numAffectedRows !== 1n) return false
        await addKey(trx, id, 1, key)
        return true
      })
      return made ? keyed(owner, id, key) : { refused: 'WEBHOOK_LIMIT', message: `An owner has at most ${MOST_ENDPOINTS} webhooks.` }
    },
    rotateSecret: async (owner, id) => {
      const made = await db.transaction().execute(async trx => {
        const endpoint = await held(trx, owner, id)
        if (!endpoint) return NOT_FOUND
        await sql`delete from webhook_key where endpoint = ${id} and until <= ${instant()}::timestamptz`.execute(trx)
        const { rows } = await sql<{
          count: number
          last: number
        }>`select count(*)::int as count, max(n) as last from webhook_key where endpoint = ${id}`.execute(trx)
        const { count, last } = rows[0]!
        if (count >= MOST_KEYS) return { refused: 'WEBHOOK_LIMIT', message: `At most ${MOST_KEYS} keys sign at a time: wait until an earlier one has ended.` }
        const until = new Date(now().getTime() + overlap).toISOString()
        await sql`update webhook_key set until = ${until}::timestamptz where endpoint = ${id} and until is null`.execute(trx)
        const key = makeWebhookKey(endpoint.signing)
        await addKey(trx, id, last + 1, key)
        return key
      })
      return 'refused' in made ? made : keyed(owner, id, made)
    },
    replay: async (owner, id, after) => {
      const cursor = await place(after)
      if (typeof cursor !== 'string') return cursor
      const { seq, extra } = readCursor(cursor)!
      const isBefore = (text: string): boolean => {
        const other = readCursor(text)!
        return other.seq < seq || (other.seq === seq && other.extra < extra)
      }
      const filter = (await one(owner, id))?.filter
      if (!filter) return NOT_FOUND
      const scope = await scopeOf(rights, owner, filter)
      if ('refused' in scope) return scope
      const refused = await db.transaction().execute(async trx => {
        const endpoint = await held(trx, owner, id)
        if (!endpoint) return NOT_FOUND
        // What lies before the cursor is not told by this replay.
        const missed = endpoint.missed.filter(({ from }) => isBefore(from))
        await sql`update webhook_endpoint set cursor = ${cursor}, scope = ${scopeText(scope.filter)}, pending = null, attempts = 0, missed = ${JSON.stringify(missed)}::json,
          state = 'ACTIVE', reason = null, next_at = ${instant()}::timestamptz, fence = fence + 1 where id = ${id}`.execute(trx)
        const { rows } = await sql<{ id: number; from_cursor: string }>`select id, from_cursor from webhook_dead_letter
          where endpoint = ${id} and replayed_at is null`.execute(trx)
        const told = rows.filter(row => !isBefore(row.from_cursor)).map(row => row.id)
        await sql`update webhook_dead_letter set replayed_at = ${instant()}::timestamptz where id = any(${told}::bigint[])`.execute(trx)
        return null
      })
      return refused ?? { endpoint: (await one(owner, id))! }
    },
    removeWebhook: async (owner, id) => {
      // What it has told of is remembered: its owner still holds it.
      const { numAffectedRows } = await sql`with gone as (delete from webhook_endpoint where id = ${id} and owner = ${owner} returning *)
        insert into list_listener (owner, filter, epoch, asked, first, alive_at)
        select owner, id, split_part(cursor, '.', 1)::integer, asked, 0, coalesce(delivered_at, made_at) from gone`.execute(db)
      return numAffectedRows === 1n ? { removed: id } : NOT_FOUND
    },
    listWebhooks: owner => endpointsOf(db, owner),
    deadLetters: async (owner, id, page) => ((await endpointsOf(db, owner, id)).length === 0 ? NOT_FOUND : deadLettersOf(db, id, page)),
  }
}
