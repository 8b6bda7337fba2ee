import { setTimeout as pause } from 'node:timers/promises'
import type { ListTables } from '@delta/list'
import type { StreamLog } from '@delta/stream'
import type { Kysely } from 'kysely'
import { type Cursor, readCursor, writeCursor } from './cursor.ts'
import type { FeedItem } from './feed-item.ts'
import type { LogTail } from './log-tail.ts'
import { signWebhook, type WebhookVault } from './webhook-keys.ts'
import type { WebhookLaneStore } from './webhook-lane-store.ts'
import { bodyOf, boundariesOf, messageId, MOST_EVENTS } from './webhook-message.ts'
import type { WebhookMeters } from './webhook-meters.ts'
import type { WebhookPost } from './webhook-post.ts'
import { openWebhookReader, type WebhookReader } from './webhook-reader.ts'
import { type WebhookTimes, waitAfter } from './webhook-schedule.ts'
import { type Refused, scopeOf, scopeText, type WebhookRights, type WebhookScope } from './webhook-standing.ts'
import type { WebhookEndpointTable, WebhookPending } from './webhook-tables.ts'

/** Where in a delivery a test may stop the process. */
export type WebhookPoint = 'before-begin' | 'before-send' | 'after-send' | 'after-note'

/** What all lanes of a process share. */
export interface WebhookLaneParts {
  readonly db: Kysely<ListTables>
  readonly tail: LogTail
  readonly lanes: WebhookLaneStore
  readonly rights: WebhookRights
  readonly vault: WebhookVault
  readonly post: WebhookPost
  readonly meters: WebhookMeters
  readonly times: WebhookTimes
  readonly now: () => Date
  readonly random: () => number
  readonly log: StreamLog
  readonly at?: ((point: WebhookPoint) => void) | undefined
}

/** One endpoint's lane at work: one message at a time, in order. */
export interface WebhookLane {
  /** Tells the lane its fence as it stands: another than it knows makes it read itself again. */
  notice(fence: number): void
  /** Has it found that it is held no more? */
  ended(): boolean
  /** Changes of the log that the receiver has not acknowledged, at most. */
  lag(): number
  /** Ends at once where nothing is under way; what is, may end within `grace` milliseconds. */
  stop(grace: number): Promise<void>
}

const SNAPSHOT = '/snapshots/lists'
const LONGEST_SLEEP = 600_000
const FIRST_PAUSE = 200
const LONGEST_PAUSE = 10_000

/** Where a lane stands; a cursor that the database holds was written by `writeCursor`. */
const placeIn = (cursor: string): Cursor => readCursor(cursor)!

/** Runs the lane of an endpoint that this process holds, until stopped or until it is held no more. */
export function runWebhookLane(id: string, { db, tail, lanes, rights, vault, post, meters, times, now, random, log, at }: WebhookLaneParts): WebhookLane {
  const stopping = new AbortController()
  const cut = new AbortController()
  let waking = new AbortController()
  let fence: number | null = null
  let ended = false
  let seq = tail.head().seq
  let reader: { of: WebhookReader; scope: string } | null = null

  const forget = (): void => {
    reader?.of.close()
    reader = null
  }
  const waits = (): AbortSignal => AbortSignal.any([stopping.signal, waking.signal])
  const sleep = (ms: number): Promise<unknown> => pause(Math.min(ms, LONGEST_SLEEP), undefined, { signal: waits() }).catch(() => undefined)

  const standingOf = async (lane: WebhookEndpointTable): Promise<WebhookScope | Refused> => {
    const scope = await scopeOf(rights, lane.owner, lane.asked)
    if ('refused' in scope) return scope
    const { epoch, dropped } = tail.head()
    const place = placeIn(lane.cursor)
    if (place.epoch !== epoch) return { refused: 'CURSOR_EPOCH', message: '' }
    if (place.seq < dropped) return { refused: 'CURSOR_GONE', message: '' }
    return scopeText(scope.filter) === lane.scope ? scope : { refused: 'SCOPE_CHANGED', message: '' }
  }
  const suspend = async (lane: WebhookEndpointTable, reason: string): Promise<void> => {
    forget()
    if (lane.state === 'SUSPENDED' && lane.reason === reason) return void (await sleep(times.recheck))
    log.warn({ endpoint: id, reason }, 'a webhook is suspended')
    if (await lanes.suspended(lane, reason)) await sleep(times.recheck)
  }
  const readerFor = (lane: WebhookEndpointTable, scope: WebhookScope): WebhookReader => {
    if (reader?.scope !== lane.scope || writeCursor(reader.of.at()) !== lane.cursor) {
      forget()
      const refused = async () => {
        const standing = await standingOf(lane)
        return 'refused' in standing ? standing.refused : null
      }
      reader = { of: openWebhookReader({ tail, db, ...scope, from: placeIn(lane.cursor), refused, snapshot: SNAPSHOT }), scope: lane.scope }
    }
    return reader.of
  }

  const send = async (lane: WebhookEndpointTable, pending: WebhookPending, items: readonly FeedItem[]): Promise<void> => {
    const body = bodyOf(pending, items)
    const message = { id: messageId(id, pending), timestamp: Math.floor(now().getTime() / 1000), body }
    const keys = await lanes.keys(id, now())
    const signature = keys.map(({ n, sealed }) => signWebhook(vault.open(sealed, `${id}/${n}`), message)).join(' ')
    at?.('before-send')
    const headers = { 'webhook-id': message.id, 'webhook-timestamp': String(message.timestamp), 'webhook-signature': signature }
    const outcome = await post.post(lane.url, headers, body, cut.signal)
    at?.('after-send')
    if (outcome.delivered) {
      meters.delivered(pending.events)
      if (await lanes.delivered(lane, pending, outcome.status, now())) at?.('after-note')
      return
    }
    // What was not delivered is read anew: rights, keys and bodies may have changed meanwhile.
    forget()
    const { failure, status } = outcome
    meters.failed(failure)
    if (failure === 'GONE') {
      log.warn({ endpoint: id }, 'a webhook is disabled: its receiver is gone')
      await lanes.disabled(lane, status!, now())
      return
    }
    const wait = waitAfter(lane.attempts + 1, times, outcome.wait, random)
    if (wait !== null) return void (await lanes.failed(lane, failure, status, new Date(now().getTime() + wait)))
    log.error({ endpoint: id, failure, status }, 'a webhook message is given up')
    if (await lanes.givenUp(lane, pending, failure, status, now())) meters.givenUp()
  }

  /** Does the next thing; false where the lane is held no more. */
  const step = async (): Promise<boolean> => {
    waking = new AbortController()
    const lane = await lanes.load(id)
    if (!lane) return false
    fence = lane.fence
    const place = placeIn(lane.cursor)
    seq = place.seq
    const due = Date.parse(lane.next_at) - now().getTime()
    if (lane.pending && due > 0) {
      await sleep(due)
      return true
    }
    const standing = await standingOf(lane)
    if ('refused' in standing) {
      await suspend(lane, standing.refused)
      return true
    }
    if (lane.state !== 'ACTIVE') return (await lanes.resumed(lane)) || true
    // While it waits for something to say, the reader goes on asking for the rights.
    const from = readerFor(lane, standing)
    const { pending } = lane
    const batch = pending ? await from.upTo(placeIn(pending.to), waits()) : await from.take(MOST_EVENTS, waits())
    if (!batch) {
      // What has been read in part is read again from the lane's place.
      forget()
      return true
    }
    if ('closed' in batch) {
      await suspend(lane, batch.closed)
      return true
    }
    if (batch.items.length === 0) return (await lanes.moved(lane, writeCursor(batch.to))) || true
    at?.('before-begin')
    const head = { ...place, seq: Math.max(tail.head().seq, batch.to.seq), extra: 0 }
    const begun = pending ?? boundariesOf(batch.items, { to: batch.to, head, at: now(), missed: lane.missed })
    if (pending || (await lanes.begun(lane, begun))) await send(lane, begun, batch.items)
    else forget()
    return true
  }

  const running = (async () => {
    for (let wait = FIRST_PAUSE; !stopping.signal.aborted;) {
      try {
        if (!(await step())) break
        wait = FIRST_PAUSE
      } catch (error) {
        if (cut.signal.aborted) break
        forget()
        log.warn({ endpoint: id, error, wait }, 'a webhook’s lane is tried again after a pause')
        await sleep(wait)
        wait = Math.min(wait * 2, LONGEST_PAUSE)
      }
    }
    forget()
    ended = true
  })()
  return {
    ended: () => ended,
    notice: known => {
      if (fence !== null && known !== fence) waking.abort()
    },
    lag: () => Math.max(0, tail.head().seq - seq),
    stop: async grace => {
      stopping.abort()
      const timer = setTimeout(() => cut.abort(), grace)
      await running
      clearTimeout(timer)
    },
  }
}
