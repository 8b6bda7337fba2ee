import { get, Agent, type IncomingMessage } from 'node:http'
import type { Told } from './reference.ts'

/** An open event stream: what it tells, and how it ends. */
export interface Stream {
  /** Resolves when it has ended by itself; rejects where it was refused or broke. */
  readonly ended: Promise<void>
  /** Breaks the connection. */
  destroy(): void
}

const agent = new Agent({ keepAlive: false, maxSockets: Infinity })

/** What a stream tells its reader: an event and its data as text, and the cursor after it. */
export type OnEvent = (event: string, data: string, id: string | null) => void

/** Listens to `GET /feeds/lists` after a cursor (the head where null). */
export function openStream(url: string, headers: Record<string, string>, after: string | null, onEvent: OnEvent): Stream {
  const ended = Promise.withResolvers<void>()
  const request = get(`${url}/feeds/lists${after === null ? '' : `?after=${after}`}`, { headers, agent }, response => {
    if (response.statusCode !== 200) {
      response.resume()
      ended.reject(new Error(`HTTP ${response.statusCode}`))
      return
    }
    readEvents(response, onEvent)
    response.once('end', () => ended.resolve())
    response.once('error', ended.reject)
  })
  request.once('error', ended.reject)
  ended.promise.catch(() => undefined)
  return { ended: ended.promise, destroy: () => request.destroy() }
}

/** Splits a response into events. */
function readEvents(response: IncomingMessage, onEvent: OnEvent): void {
  let rest = ''
  response.setEncoding('utf8')
  response.on('data', (chunk: string) => {
    rest += chunk
    let from = 0
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n', from)) {
      const frame = rest.slice(from, end)
      from = end + 2
      let [event, data, id]: [string | null, string, string | null] = [null, '', null]
      for (const line of frame.split('\n')) {
        if (line.startsWith('data: ')) data = line.slice(6)
        else if (line.startsWith('event: ')) event = line.slice(7)
        else if (line.startsWith('id: ')) id = line.slice(4)
      }
      if (event !== null) onEvent(event, data, id)
    }
    rest = rest.slice(from)
  })
}

/** Reads changes after a number until `enough`; gives up after `patience` ms. */
export async function readBySse(
  { url, headers }: { url: string; headers: Record<string, string> },
  after: number,
  take: (told: Told) => void,
  enough: () => boolean,
  patience: number,
): Promise<void> {
  const done = Promise.withResolvers<void>()
  const stream = openStream(url, headers, `1.${after}`, (event, data) => {
    if (event !== 'change') return
    take(JSON.parse(data) as Told)
    if (enough()) done.resolve()
  })
  const late = setTimeout(() => done.reject(new Error(`SSE: not within ${patience} ms`)), patience)
  try {
    await Promise.race([done.promise, stream.ended.then(() => Promise.reject(new Error('SSE: the stream ended')))])
  } finally {
    clearTimeout(late)
    stream.destroy()
  }
}
