import { type Cursor } from './cursor.ts'
import type { FeedItem } from './feed-item.ts'
import { listen, type ListenParts } from './listen.ts'

/** Changes of one message, in order, and where the feed goes on after them; or why it does not go on. */
type WebhookBatch = { readonly items: readonly FeedItem[]; readonly to: Cursor } | { readonly closed: string }

/** The feed as one lane reads it. */
export interface WebhookReader {
  /** The place after what has been taken. */
  at(): Cursor
  /** The next changes, at most `limit`, as soon as there are any or the place has moved; null where aborted before. */
  take(limit: number, signal: AbortSignal): Promise<WebhookBatch | null>
  /** The changes up to a place: those of a message that was made before. */
  upTo(place: Cursor, signal: AbortSignal): Promise<WebhookBatch | null>
  close(): void
}

const compare = (a: Cursor, b: Cursor): number => a.seq - b.seq || a.extra - b.extra

const reasonOf = ({ json }: FeedItem): string => (JSON.parse(json) as { reason: string }).reason

/** Opens the feed at `from`. */
export function openWebhookReader(parts: Omit<ListenParts, 'signal' | 'quiet' | 'keepalive' | 'upstream'>): WebhookReader {
  const closing = new AbortController()
  const stream = listen({ ...parts, upstream: () => ({}), signal: closing.signal, quiet: true, keepalive: Number.POSITIVE_INFINITY })
  const buffer: FeedItem[] = []
  let at = parts.from
  let coming: Promise<IteratorResult<readonly FeedItem[]>> | null = null

  /** Waits for more; false where aborted or at the end. What comes after an abort is kept for the next time. */
  const more = async (signal: AbortSignal): Promise<boolean> => {
    if (signal.aborted) return false
    coming ??= stream.next()
    const aborted = Promise.withResolvers<null>()
    const abort = (): void => aborted.resolve(null)
    signal.addEventListener('abort', abort, { once: true })
    const result = await Promise.race([coming, aborted.promise]).finally(() => signal.removeEventListener('abort', abort))
    if (result === null) return false
    coming = null
    if (result.done) return false
    buffer.push(...result.value)
    return true
  }

  /** Gathers changes from the buffer until `full` says so, from a place on. */
  const gather = async (
    signal: AbortSignal,
    full: (items: readonly FeedItem[], to: Cursor, next: FeedItem | undefined) => boolean,
  ): Promise<WebhookBatch | null> => {
    const items: FeedItem[] = []
    let to = at
    while (!full(items, to, buffer[0])) {
      const item = buffer.shift()
      if (item?.event === 'closed') return { closed: reasonOf(item) }
      if (item?.event === 'change') items.push(item)
      to = item?.cursor ?? to
      if (!item && !(await more(signal))) return null
    }
    at = to
    return { items, to }
  }

  return {
    at: () => at,
    take: (limit, signal) => gather(signal, (items, to, next) => items.length === limit || (!next && compare(to, at) > 0 && to.seq >= parts.tail.head().seq)),
    upTo: async (place, signal) => {
      const batch = await gather(signal, (_, to, next) => compare(to, place) >= 0 || (next?.cursor ? compare(next.cursor, place) > 0 : false))
      if (batch && 'items' in batch) at = place
      return batch && 'items' in batch ? { items: batch.items, to: place } : batch
    },
    close: () => {
      closing.abort()
      // A generator that waits ends by itself; its failure concerns nobody any more.
      coming?.catch(() => undefined)
    },
  }
}
