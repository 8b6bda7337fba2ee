import { type Cursor, writeCursor } from './cursor.ts'
import type { FeedItem } from './feed-item.ts'
import type { WebhookPending } from './webhook-tables.ts'

/** The most changes in one message. */
export const MOST_EVENTS = 100

/** The id of a message: the same boundaries, the same id. Without full stops, as Standard Webhooks asks. */
export const messageId = (endpoint: string, { first, last }: Pick<WebhookPending, 'first' | 'last'>): string =>
  `${endpoint}-${first}-${last}`.replaceAll('.', '_')

/** The boundaries of a new message: changes, where the lane goes on after them, and what else it says. */
export function boundariesOf(
  items: readonly FeedItem[],
  { to, head, at, missed }: { to: Cursor; head: Cursor; at: Date; missed: WebhookPending['missed'] },
): WebhookPending {
  return {
    first: writeCursor(items[0]!.cursor!),
    last: writeCursor(items.at(-1)!.cursor!),
    to: writeCursor(to),
    head: writeCursor(head),
    at: at.toISOString(),
    events: items.length,
    missed,
  }
}

/** The body of a message: the same bytes for the same boundaries and changes. */
export function bodyOf({ at, to, head, missed }: WebhookPending, items: readonly FeedItem[]): string {
  const rest = missed.length === 0 ? '' : `,"missed":${JSON.stringify(missed)}`
  return `{"type":"list.changes","timestamp":"${at}","data":{"events":[${items.map(item => item.json).join()}],"cursor":"${to}","head":"${head}"${rest}}}`
}
