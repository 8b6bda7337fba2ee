import { setTimeout as wait } from 'node:timers/promises'
import type { ListChange } from '@delta/model'
import { type FeedFilter, type FeedMessage, FeedRefusal, type GatewayParts, readFeed } from '@delta/subscriber'
import { Missing } from './missing.ts'

/** How the list feed is followed. */
export interface TailParts extends GatewayParts {
  readonly filter: FeedFilter
  /** A cursor to go on from, `0` for the beginning; null for now. */
  readonly after: string | null
  /** JSON lines, as `delta verify` reads them after a snapshot, instead of lines for people. */
  readonly json: boolean
  /** Ends when the past is through. */
  readonly once: boolean
  readonly signal: AbortSignal
  readonly print: (line: string) => void
  /** Told what is not a change. */
  readonly note: (line: string) => void
}

const LONGEST_PAUSE = 10_000

/** Follows the list feed and prints a line for each change, in order and each once; a connection that breaks is made again from the last change printed. Ends when asked to. */
export async function tail(parts: TailParts): Promise<void> {
  const { signal, note, once, filter, gateway, headers } = parts
  let { after } = parts
  let failures = 0
  while (!signal.aborted) {
    try {
      for await (const messages of readFeed({ gateway, headers, filter, after, signal })) {
        for (const message of messages) {
          failures = 0
          tell(parts, message)
          after = message.id ?? after
          if (once && message.event === 'caught-up') return
        }
      }
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof Missing) throw error
      if (error instanceof FeedRefusal && error.status < 500 && error.status !== 429) throw new Missing(error.message)
      note(`the connection broke (${(error as { cause?: { code?: string } }).cause?.code ?? (error as Error).message})`)
    }
    failures += 1
    await wait(Math.min(LONGEST_PAUSE, 100 * 2 ** failures) * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined)
  }
}

function tell({ json, print, note }: TailParts, { event, id, data }: FeedMessage): void {
  if (event === 'change') return print(json ? data : lineOf(id, JSON.parse(data) as ListChange))
  if (event === 'caught-up') {
    if (json) print(`{"caught-up":${data}}`)
    return note(`caught up at ${id}`)
  }
  if (event === 'fell-behind') return note('fell behind; going on from the last change')
  if (event === 'closed') throw new Missing(`The feed closes the stream: ${(JSON.parse(data) as { reason: string }).reason}.`)
}

/** A change as a line for people. Of what has left the filter or was erased only the id is known. */
function lineOf(cursor: string | null, { op, at, entry, legalBasis }: ListChange): string {
  const { polarity, domain, province, unit, subject, id } = entry
  const who = subject ? `${subject.name ?? '-'} ${subject.id}` : id
  return [
    (cursor ?? '').padEnd(10),
    at,
    op.padEnd(12),
    (polarity ?? '-').padEnd(5),
    domain?.code ?? '-',
    province?.code ?? '-',
    unit?.code ?? '-',
    who,
    ...(legalBasis === null ? [] : [legalBasis]),
  ].join('  ')
}
