import { get } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createRandom } from '../random.ts'

/** Clients that break off: `node churn.ts --url URL --headers JSON --count N --seed N`. Each listens from somewhere in the log, by an event stream or a WebSocket, and is gone at a random moment: before an answer, in the middle of what it missed, or live. Prints how many. */
const { values } = parseArgs({ options: { url: { type: 'string' }, headers: { type: 'string' }, count: { type: 'string' }, seed: { type: 'string' } } })
const headers = JSON.parse(values.headers!) as Record<string, string>
const url = values.url!
const random = createRandom(Number(values.seed))
const AT_ONCE = 8
const LONGEST = 200
const BEHIND = 2_000
let head = 0
let left = Number(values.count)

/** Somewhere between far behind and now. */
const place = (): string => (random() < 0.3 || head === 0 ? '' : `?after=1.${Math.max(0, head - Math.floor(random() ** 3 * BEHIND))}`)

async function byStream(): Promise<void> {
  const request = get(`${url}/feeds/lists${place()}`, { headers, agent: false }, response => {
    response.on('data', (chunk: Buffer) => {
      for (const [, seq] of chunk.toString('latin1').matchAll(/\nid: 1\.(\d+)/g)) head = Math.max(head, Number(seq))
    })
    response.on('error', () => undefined)
  })
  request.on('error', () => undefined)
  await wait(random() * LONGEST)
  request.destroy()
}

async function bySocket(): Promise<void> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws')
  socket.onopen = () => {
    socket.send(JSON.stringify({ type: 'connection_init', payload: headers }))
    socket.send(
      JSON.stringify({ id: '1', type: 'subscribe', payload: { query: `subscription { listChanges(after: "1.${Math.max(0, head - 50)}") { kind change } }` } }),
    )
  }
  socket.onerror = () => undefined
  await wait(random() * LONGEST)
  socket.close()
}

const churn = async (): Promise<void> => {
  while (left > 0) {
    left -= 1
    await (random() < 0.15 ? bySocket() : byStream())
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, churn))
console.log(values.count)
process.exit(0)
