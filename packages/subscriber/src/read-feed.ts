import { createParser } from 'eventsource-parser'
import { askStream, type FeedFilter, filterQuery, type GatewayParts } from './feed-request.ts'

/** Something that the feed says. */
export interface FeedMessage {
  readonly event: string
  /** The cursor after it; null where it moves nothing. */
  readonly id: string | null
  readonly data: string
}

/** How one stream is read. */
export interface ReadFeedParts extends GatewayParts {
  readonly filter: FeedFilter
  /** Where to go on from: a cursor, `0` for the beginning, null for now. */
  readonly after: string | null
  readonly signal: AbortSignal
  /** Milliseconds without a word, keepalives included, after which the stream counts as broken. */
  readonly silence?: number
}

const LONGEST = 4_194_304

/** Reads one stream of the feed, from `after` until it ends: what has come so far, in batches. A message of which a part is missing is not given. Throws `FeedRefusal`, or what broke the connection. */
export async function* readFeed({ filter, after, signal, silence, ...gateway }: ReadFeedParts): AsyncGenerator<readonly FeedMessage[]> {
  const query = filterQuery(filter)
  const headers = { accept: 'text/event-stream', ...(after === null ? {} : { 'last-event-id': after }) }
  let came: FeedMessage[] = []
  const parser = createParser({
    maxBufferSize: LONGEST,
    onEvent: ({ event = 'message', id, data }) => came.push({ event, id: id || null, data }),
    onError: error => {
      if (error.type === 'max-buffer-size-exceeded') throw error
    },
  })
  const decoder = new TextDecoder()
  for await (const chunk of askStream(gateway, `/feeds/lists${query === '' ? '' : `?${query}`}`, headers, { signal, silence })) {
    parser.feed(decoder.decode(chunk, { stream: true }))
    if (came.length === 0) continue
    yield came
    came = []
  }
}
