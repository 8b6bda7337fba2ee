import { setImmediate } from 'node:timers/promises'
import type { HeaderReader } from '@delta/access'
import { type GraphRefusalCode, refuse } from '@delta/graph'
import type { ListFilterAsked, ListTables } from '@delta/list'
import type { Kysely } from 'kysely'
import { type Admission, snapshotPath } from './admission.ts'
import { writeCursor } from './cursor.ts'
import { type FeedItem, tell } from './feed-item.ts'
import { listen } from './listen.ts'
import type { ListenerBook } from './listener-book.ts'
import type { LogTail } from './log-tail.ts'
import { placeNow } from './place.ts'

/** What subscriptions are made of. */
export interface GraphListenParts {
  readonly tail: LogTail
  readonly db: Kysely<ListTables>
  readonly admission: Admission
  readonly listeners: Pick<ListenerBook, 'open'>
  readonly upstream: () => object
  /** How long a client may leave what was sent unread, in milliseconds. */
  readonly patience: number
  /** Milliseconds between two signs of life. */
  readonly keepalive: number
  /** Aborted when the process stops: each subscriber is told where it stands. */
  readonly stopping: AbortSignal
  /** Told of every stream that opens (1) and closes (-1), and of every one that was cut. */
  readonly onStreams?: ((by: 1 | -1) => void) | undefined
  readonly onCut?: (() => void) | undefined
}

/** Who subscribes, and to what. */
export interface Subscriber {
  readonly header: HeaderReader
  readonly asked: ListFilterAsked
  /** The cursor to go on from; the head where null. */
  readonly after: string | null
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal
}

/** The feed as one subscriber gets it, an item at a time. Throws where the filter is not one, or the cursor cannot be gone on from. */
export async function openSubscription(parts: GraphListenParts, { header, asked, after, signal }: Subscriber): Promise<AsyncIterableIterator<FeedItem>> {
  const { tail, db, admission, listeners, upstream, patience, keepalive, stopping, onStreams, onCut } = parts
  const admitted = await admission.admit(header, asked)
  const snapshot = snapshotPath(admitted.filter)
  const place = await placeNow({ tail, db }, after, snapshot)
  if ('problem' in place) {
    const { code, detail, ...more } = place.problem
    throw refuse(code as GraphRefusalCode, detail, more)
  }
  const { cursor } = place
  const leaving = new AbortController()
  const ending = AbortSignal.any([signal, leaving.signal, stopping])

  async function* items(): AsyncGenerator<FeedItem> {
    let reached = cursor
    const leave = await listeners.open(admitted.viewer.principal.role.text, asked, cursor)
    onStreams?.(1)
    try {
      for await (const batch of listen({ ...admitted, tail, db, from: cursor, snapshot, upstream, keepalive, signal: ending })) {
        for (const item of batch) {
          const saidAt = performance.now()
          yield item
          reached = item.cursor ?? reached
          if (performance.now() - saidAt <= patience) continue
          onCut?.()
          yield tell('fell-behind', null, { resumeFrom: writeCursor(reached) })
          return
        }
        // What is in memory comes without waiting: others get their turn.
        await setImmediate()
      }
      if (stopping.aborted) yield tell('closed', null, { reason: 'STOPPING', resumeFrom: writeCursor(reached), snapshot })
    } finally {
      leave()
      onStreams?.(-1)
    }
  }
  const source = items()
  const subscription: AsyncIterableIterator<FeedItem> = {
    [Symbol.asyncIterator]: () => subscription,
    next: () => source.next(),
    return: () => {
      leaving.abort()
      return source.return(undefined)
    },
  }
  return subscription
}
