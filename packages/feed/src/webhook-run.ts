import { randomUUID } from 'node:crypto'
import type { ListTables } from '@delta/list'
import { repeat, type Repeated, type StreamLog } from '@delta/stream'
import type { Kysely } from 'kysely'
import type { LogTail } from './log-tail.ts'
import { type Resolve, systemResolve } from './webhook-address.ts'
import { createWebhookVault } from './webhook-keys.ts'
import { runWebhookLane, type WebhookLane, type WebhookPoint } from './webhook-lane.ts'
import { createWebhookLaneStore } from './webhook-lane-store.ts'
import { createWebhookLease } from './webhook-lease.ts'
import { createWebhookMeters } from './webhook-meters.ts'
import { createWebhookOwners, type WebhookOwners } from './webhook-owner.ts'
import { createWebhookPost } from './webhook-post.ts'
import { WEBHOOK_TIMES, type WebhookTimes } from './webhook-schedule.ts'
import type { WebhookRights } from './webhook-standing.ts'

/** What the webhooks are made of. */
export interface WebhookParts extends WebhookRights {
  readonly db: Kysely<ListTables>
  readonly tail: LogTail
  /** The key of 32 bytes that private keys are encrypted with: webhook.key. */
  readonly key: Uint8Array
  /** host:port to which also http and private addresses are allowed: DELTA_WEBHOOK_ALLOW. */
  readonly allow: readonly string[]
  readonly log: StreamLog
  readonly now: () => Date
  readonly times?: Partial<WebhookTimes>
  readonly resolve?: Resolve
  readonly random?: () => number
  /** For tests: told of each point of a delivery. */
  readonly at?: (point: WebhookPoint) => void
}

/** The webhooks of a process: it takes its share of the lanes of all, and owners change theirs through any process. */
export interface Webhooks extends WebhookOwners {
  start(): void
  /** Ends what is under way, or leaves it to be sent again, and gives its lanes back. */
  stop(): Promise<void>
  readonly checks: { readonly webhooks: () => string | undefined }
}

/** Makes the webhooks. Their tables must be there (`migrateFeed`). */
export function createWebhooks(parts: WebhookParts): Webhooks {
  const { db, tail, log, now, resolve = systemResolve, random = Math.random } = parts
  const times = { ...WEBHOOK_TIMES, ...parts.times }
  const sender = randomUUID()
  const allow = new Set(parts.allow)
  const rights: WebhookRights = { viewerOf: parts.viewerOf, scope: parts.scope }
  const vault = createWebhookVault(parts.key)
  const post = createWebhookPost({ allow, resolve, timeout: times.timeout })
  const lease = createWebhookLease(db, sender, times.lease)
  const lanes = new Map<string, WebhookLane>()
  const meters = createWebhookMeters(() => [...lanes].map(([id, lane]) => [id, lane.lag()] as const))
  const shared = { db, tail, lanes: createWebhookLaneStore(db, sender), rights, vault, post, meters, times, now, random, log, at: parts.at }
  let looking: Repeated | undefined

  const end = async (id: string, grace: number): Promise<void> => {
    const lane = lanes.get(id)
    lanes.delete(id)
    await lane?.stop(grace)
  }
  const look = async (): Promise<boolean> => {
    const { held, share } = await lease.renew()
    const kept = held.slice(0, share)
    const ids = new Set(kept.map(({ id }) => id))
    await Promise.all([...lanes.keys()].filter(id => !ids.has(id)).map(id => end(id, times.grace)))
    for (const { id } of held.slice(share)) await lease.release(id)
    for (const { id, fence } of kept) {
      const lane = lanes.get(id)
      if (lane && !lane.ended()) lane.notice(fence)
      else lanes.set(id, runWebhookLane(id, shared))
    }
    return false
  }
  return {
    ...createWebhookOwners({ db, rights, vault, allow, resolve, overlap: times.overlap, now }),
    start: () => {
      looking = repeat('webhooks', times.tick, log, look)
    },
    stop: async () => {
      await looking?.stop()
      await Promise.all([...lanes.keys()].map(id => end(id, times.grace)))
      await post.close()
      meters.stop()
      await lease.end().catch((error: unknown) => log.warn({ error }, 'the webhooks could not be given back: they are taken up when their lease ends'))
    },
    checks: { webhooks: () => looking?.failing() ?? undefined },
  }
}
