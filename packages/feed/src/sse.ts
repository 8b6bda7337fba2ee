import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { headerOf } from '@delta/graph'
import type { ListTables } from '@delta/list'
import type { Kysely } from 'kysely'
import { type Admission, filterAsked, problemError, snapshotPath } from './admission.ts'
import { type Cursor, writeCursor } from './cursor.ts'
import { type FeedItem, frameOf, tell } from './feed-item.ts'
import { listen } from './listen.ts'
import type { ListenerBook } from './listener-book.ts'
import type { LogTail } from './log-tail.ts'
import { placeNow } from './place.ts'

/** What the event stream is made of. */
export interface SseParts {
  readonly tail: LogTail
  readonly db: Kysely<ListTables>
  readonly admission: Admission
  readonly listeners: Pick<ListenerBook, 'open'>
  readonly upstream: () => object
  /** How long a client may leave what was sent unread, in milliseconds. */
  readonly patience: number
  /** Milliseconds between two signs of life. */
  readonly keepalive: number
  /** Told of every stream that opens (1) and closes (-1), and of every one that was cut. */
  readonly onStreams?: (by: 1 | -1) => void
  readonly onCut?: () => void
}

const CHUNK = 65_536
const LINGER = 5_000

/** Serves `GET /feeds/lists`: the list feed as server-sent events. */
export function createSse(parts: SseParts): { handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>; stop(): void } {
  const stopping = new AbortController()
  return {
    handle: async (request, response, url) => {
      const asked = filterAsked(url.searchParams, ['after'])
      const admitted = await parts.admission.admit(headerOf(request), asked)
      const snapshot = snapshotPath(admitted.filter)
      const last = headerOf(request)('last-event-id')
      const place = await placeNow(parts, last || url.searchParams.get('after'), snapshot)
      if ('problem' in place) throw problemError(place.problem)
      const leave = await parts.listeners.open(admitted.viewer.principal.role.text, asked, place.cursor)
      const gone = new AbortController()
      const signal = AbortSignal.any([gone.signal, stopping.signal])
      response.once('close', () => gone.abort())
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
      response.write('retry: 2000\n\n')
      response.socket?.setNoDelay(true)
      parts.onStreams?.(1)
      let reached: Cursor = place.cursor
      try {
        const { tail, db, upstream, keepalive } = parts
        for await (const items of listen({ ...admitted, tail, db, from: place.cursor, snapshot, upstream, keepalive, signal })) {
          const cursor = await send(response, items, reached, signal, parts)
          if (cursor === null) return
          reached = cursor
        }
      } finally {
        leave()
        parts.onStreams?.(-1)
        response.end()
      }
    },
    stop: () => stopping.abort(),
  }
}

/** Sends a batch a little at a time, to a client that stands at `before`; gives where it stands then. A client that leaves it unread is told where it stopped, and cut off: null. */
async function send(
  response: ServerResponse,
  items: readonly FeedItem[],
  before: Cursor,
  signal: AbortSignal,
  { patience, onCut }: SseParts,
): Promise<Cursor | null> {
  let reached = before
  for (let from = 0; from < items.length;) {
    const frames: Buffer[] = []
    for (let size = 0; from < items.length && size < CHUNK; from += 1) {
      const frame = frameOf(items[from]!)
      frames.push(frame)
      size += frame.length
    }
    if (signal.aborted || response.destroyed) return null
    const taken = response.write(frames.length === 1 ? frames[0] : Buffer.concat(frames))
    reached = items[from - 1]!.cursor ?? reached
    if (taken) continue
    const late = AbortSignal.any([signal, AbortSignal.timeout(patience)])
    const drained = await once(response, 'drain', { signal: late }).then(
      () => true,
      () => false,
    )
    if (drained) continue
    if (!signal.aborted) {
      onCut?.()
      response.write(frameOf(tell('fell-behind', null, { resumeFrom: writeCursor(reached) })))
    }
    response.end()
    setTimeout(() => response.destroy(), LINGER).unref()
    return null
  }
  return reached
}
