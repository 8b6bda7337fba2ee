import { setTimeout as wait } from 'node:timers/promises'
import type { PublicJwk } from '@delta/seal'
import type { Store } from '@delta/store'
import { applyMessages } from './apply-messages.ts'
import { CopyFault } from './copy-fault.ts'
import { loadCopy, type StoredCopy } from './copy-store.ts'
import type { CopyTables } from './copy-tables.ts'
import { writeCursor } from './cursor.ts'
import { type FeedFilter, FeedRefusal, filterQuery, type GatewayParts } from './feed-request.ts'
import { keepCheckpoint } from './keep-checkpoint.ts'
import { type FeedMessage, readFeed } from './read-feed.ts'
import type { SubscriberLog } from './subscriber-log.ts'
import { takeCopy } from './take-copy.ts'

/** What a subscriber is made of. */
export interface SubscriberParts extends GatewayParts {
  /** The public key of the participant directory's keeper, known beforehand. */
  readonly keeper: PublicJwk
  readonly filter: FeedFilter
  /** The city's own database, with the copy's tables (`migrateCopy`). */
  readonly store: Pick<Store<CopyTables>, 'db'>
  readonly now: () => Date
  readonly log: SubscriberLog
  /** Milliseconds between two looks at the signed checkpoint. */
  readonly checkEvery?: number
  /** Milliseconds to wait before trying again, after so many failures without success. */
  readonly pause?: (failures: number) => number
  /** Milliseconds without a word after which a stream counts as broken. */
  readonly silence?: number
}

/** How far a subscriber is. */
export interface SubscriberProgress {
  readonly state: 'stopped' | 'snapshot' | 'catching-up' | 'live' | 'waiting' | 'fault'
  /** Where the copy stands; null before the first snapshot. */
  readonly cursor: string | null
  readonly entries: number
  /** Digest of the copy, base64url; null before the first snapshot. */
  readonly digest: string | null
  /** The log's newest place, as last told. */
  readonly head: string | null
  /** Why the last try failed; null once one has succeeded. */
  readonly trouble: string | null
  /** What is wrong: then the subscriber has stopped, and the copy stands as it was right last. */
  readonly fault: CopyFault | null
}

/** Keeps a copy of the region's lists. */
export interface Subscriber {
  start(): void
  stop(): Promise<void>
  progress(): SubscriberProgress
}

const LONGEST_PAUSE = 30_000
// Another agreement may show less or more: what was seen before says nothing of that.
const NEED_SNAPSHOT: readonly unknown[] = ['CURSOR_GONE', 'CURSOR_EPOCH', 'AGREEMENT_CHANGED', 'RECOGNITION_CHANGED']
const TRANSIENT_FUTURE = 5
const AT_ONCE = 500

const backOff = (failures: number): number => Math.min(LONGEST_PAUSE, 125 * 2 ** failures) * (0.5 + Math.random() / 2)
const codeOf = (error: unknown): string => String((error as { code?: unknown }).code ?? (error as { cause?: { code?: unknown } }).cause?.code ?? 'FAILED')

/** Makes a subscriber. It takes a snapshot where there is no copy yet, follows the feed, verifies every change, goes on after any break where it stopped, and stops with a fault where something does not hold. */
export function createSubscriber(parts: SubscriberParts): Subscriber {
  const { filter, store, now, log, pause = backOff } = parts
  const stopping = new AbortController()
  let running: Promise<void> | undefined
  let state = 'stopped' as SubscriberProgress['state']
  let copy: StoredCopy | null = null
  let head: string | null = null
  let trouble: string | null = null
  let fault: CopyFault | null = null
  let failures = 0
  let lapsed = false
  let standing: Pick<SubscriberProgress, 'cursor' | 'entries' | 'digest'> = { cursor: null, entries: 0, digest: null }

  const enter = (next: SubscriberProgress['state']): void => {
    state = next
  }
  const stand = ({ place }: StoredCopy): void => {
    standing = { cursor: writeCursor(place.cursor), entries: place.count, digest: place.total.digest().toString('base64url') }
  }
  const checkpoint = keepCheckpoint(parts)
  const gateway = { ...parts, signal: stopping.signal }
  const snapshot = async (): Promise<void> => {
    enter('snapshot')
    copy = await takeCopy(store.db, gateway, filter, copy)
    lapsed = false
    stand(copy)
    log.info({ cursor: standing.cursor, entries: standing.entries }, 'the copy has been taken from a snapshot')
  }
  const take = async (messages: readonly FeedMessage[], stretch: { from: number; shown: number }): Promise<void> => {
    const applied = await applyMessages(store.db, copy!, messages, stretch, now())
    stand(copy!)
    head = applied.head ?? head
    if (applied.caughtUp) enter('live')
    if (applied.closed !== null) throw new FeedRefusal(200, applied.closed, 'the stream was closed')
    failures = 0
    trouble = null
  }
  const follow = async (): Promise<void> => {
    enter('catching-up')
    const { cursor } = copy!.place
    const stretch = { from: cursor.seq, shown: 0 }
    const stream = readFeed({ ...gateway, after: writeCursor(cursor) })
    for await (const messages of stream) {
      for (let from = 0; from < messages.length; from += AT_ONCE) await take(messages.slice(from, from + AT_ONCE), stretch)
      if (state === 'live') copy = await checkpoint.keep(store.db, copy!, stopping.signal)
    }
    throw Object.assign(new Error('the stream has ended'), { code: 'STREAM_ENDED' })
  }
  const turn = async (): Promise<void> => {
    copy ??= await loadCopy(store.db)
    if (copy) stand(copy)
    if (copy === null || lapsed || copy.filter !== filterQuery(filter)) await snapshot()
    await follow()
  }
  /** Whether it is worth trying again. */
  const judge = (error: unknown): CopyFault | null => {
    if (error instanceof CopyFault) return error
    if (!(error instanceof FeedRefusal)) return null
    if (NEED_SNAPSHOT.includes(error.code)) lapsed = true
    // Another process of the feed may be a moment behind.
    if (error.code === 'CURSOR_FUTURE' && failures >= TRANSIENT_FUTURE) return new CopyFault('CURSOR_FUTURE', 'the log is shorter than what was taken from it')
    return error.status === 400 && error.code !== 'CURSOR_FUTURE' ? new CopyFault('REFUSED', error.message) : null
  }
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const error = await turn().catch((thrown: unknown) => thrown)
      if (stopping.signal.aborted) break
      fault = judge(error)
      trouble = codeOf(error)
      if (fault) {
        enter('fault')
        log.error({ code: fault.code, event: fault.event, entry: fault.entry }, fault.message)
        return
      }
      // What failed may have left the place in memory ahead of the database.
      copy = await loadCopy(store.db).catch(() => null)
      enter('waiting')
      log.warn({ code: trouble, failures }, 'the feed broke off; it is taken up again')
      await wait(pause(failures), undefined, { signal: stopping.signal }).catch(() => undefined)
      failures += 1
    }
    enter('stopped')
  }
  return {
    start: () => void (running ??= run()),
    stop: async () => {
      stopping.abort()
      await running
    },
    progress: () => ({
      state,
      ...standing,
      head,
      trouble,
      fault,
    }),
  }
}
