import { committedText, type ListChange } from '@delta/model'
import { commitTo, createSetHash, entryElement, type SetHash } from '@delta/seal'

/** An event as it came. */
export interface Heard {
  readonly id: string | null
  readonly event: string
  readonly data: Record<string, unknown>
}

/** What a test client holds of the list. */
export interface Copy {
  readonly entries: Map<string, string>
  readonly set: SetHash
  cursor: string | null
  readonly changes: ListChange[]
}

const ENTERS = new Set(['listed', 'updated'])
const LEAVES = new Set(['delisted', 'repaired', 'withdrawn', 'out-of-scope'])

/** An empty copy. */
export const emptyCopy = (): Copy => ({ entries: new Map(), set: createSetHash(), cursor: null, changes: [] })

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url')

/** Takes a change into the copy as any subscriber does; throws where its commitment does not open. */
export function take(copy: Copy, change: ListChange): void {
  const { op, entry, hash, salt } = change
  if (salt !== null && !commitTo(bytes(salt), committedText(change)).equals(bytes(hash))) throw new Error(`change ${change.seq}: the commitment does not open`)
  const held = copy.entries.get(entry.id)
  if ((ENTERS.has(op) || LEAVES.has(op)) && held !== undefined) {
    copy.set.remove(entryElement(entry.id, bytes(held)))
    copy.entries.delete(entry.id)
  }
  if (ENTERS.has(op)) {
    copy.set.add(entryElement(entry.id, bytes(hash)))
    copy.entries.set(entry.id, hash)
  }
  copy.changes.push(change)
}

/** The digest of a copy. */
export const digestOf = ({ set }: Copy): string => set.digest().toString('base64url')

/** Listens to an event stream until `done` says so, or the stream ends. */
export async function hear(url: string, headers: Record<string, string>, onEvent: (heard: Heard) => boolean | void): Promise<Response> {
  const stopping = new AbortController()
  const response = await fetch(url, { headers, signal: stopping.signal })
  if (response.status !== 200) return response
  let rest = ''
  const decoder = new TextDecoder()
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      rest += decoder.decode(chunk, { stream: true })
      for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
        const lines = Object.fromEntries(
          rest
            .slice(0, end)
            .split('\n')
            .map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
        ) as Record<string, string>
        rest = rest.slice(end + 2)
        if (!lines['event']) continue
        if (onEvent({ id: lines['id'] ?? null, event: lines['event'], data: JSON.parse(lines['data']!) as Record<string, unknown> }) === true) return response
      }
    }
  } catch (error) {
    if (!stopping.signal.aborted && (error as Error).name !== 'TypeError') throw error
  } finally {
    stopping.abort()
  }
  return response
}
