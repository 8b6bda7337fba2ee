import { Agent, type IncomingMessage, request as ask, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ReadRequest } from '@delta/graph'
import { isSubscription, mayStream, readStart } from './subscription.ts'

/** What the gateway hands on as it is to the service that answers it. */
export interface PassThrough {
  /** Takes what the service answers; other requests are left alone (false). */
  handle(request: ReadRequest, response: ServerResponse): Promise<boolean>
  /** Takes WebSockets at `/graphql`; others are left alone (false). */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  stop(): void
}

const HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'] as const

const without = (headers: IncomingMessage['headers']): IncomingMessage['headers'] =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP.includes(name as 'te')))

/** Is a request the service's to answer? */
type Takes = (request: ReadRequest) => Promise<boolean>

/** Takes `/feeds…`, `/snapshots…` and subscriptions at `/graphql` over an event stream. A client that would take an event stream as well as JSON says so of all its operations: then the operation tells; its body is read up to `mostBytes`. */
export const feedRequests =
  ({ mostBytes }: { mostBytes: number }): Takes =>
  async request => {
    if (/^\/(feeds|snapshots)(\/|\?|$)/.test(request.url ?? '')) return true
    const streams = /^\/graphql(\?|$)/.test(request.url ?? '') ? mayStream(request.headers.accept) : 'no'
    if (streams !== 'maybe') return streams === 'yes'
    if (request.method === 'POST') request.raw = await readStart(request, mostBytes)
    return isSubscription(request)
  }

/** Takes `/checks` and `/reports/supervision`. */
export const supervisionRequests: Takes = async ({ url }) => /^\/(checks|reports\/supervision)(\?|$)/.test(url ?? '')

/** Takes `/reports/quality` and `/receipts`. */
export const qualityRequests: Takes = async ({ url }) => /^\/(receipts|reports\/quality)(\?|$)/.test(url ?? '')

/** Takes `/exchange/<short>/records` of one province. */
export const exchangeRequests =
  (short: string): Takes =>
  async ({ url }) =>
    url?.split('?')[0] === `/exchange/${short}/records`

const problemOf = (what: string): string =>
  `${JSON.stringify({ type: 'about:blank', status: 503, title: 'Service Unavailable', code: 'SERVICE_DOWN', detail: `The ${what} does not answer; ask again later.` })}\n`

/** Hands requests to another service byte by byte, in both directions, at the pace of the slower side. `what` names it where it does not answer. */
export function passThrough(target: string, { takes, what }: { takes: Takes; what: string }): PassThrough {
  const { hostname, port } = new URL(target)
  const agent = new Agent({ keepAlive: true })
  const sockets = new Set<Duplex>()
  const problem = problemOf(what)
  return {
    handle: async (request, response) => {
      if (!(await takes(request))) return false
      const headers = { ...without(request.headers), 'x-forwarded-for': request.socket.remoteAddress ?? '' }
      const onward = ask({ hostname, port, agent, method: request.method, path: request.url, headers }, answer => {
        response.writeHead(answer.statusCode ?? 502, without(answer.headers))
        answer.on('error', () => response.destroy())
        answer.pipe(response)
      })
      onward.setNoDelay(true)
      onward.on('error', () => {
        if (response.headersSent) return void response.destroy()
        response.writeHead(503, { 'content-type': 'application/problem+json', 'cache-control': 'no-store', 'retry-after': '2' }).end(problem)
      })
      response.on('close', () => onward.destroy())
      if (request.raw) onward.end(request.raw)
      else request.pipe(onward)
      return true
    },
    upgrade: (request, socket, head) => {
      if (!/^\/graphql(\?|$)/.test(request.url ?? '')) return false
      const onward = connect(Number(port), hostname, () => {
        const lines = [`${request.method} ${request.url} HTTP/1.1`]
        for (let at = 0; at < request.rawHeaders.length; at += 2) lines.push(`${request.rawHeaders[at]}: ${request.rawHeaders[at + 1]}`)
        onward.write(`${lines.join('\r\n')}\r\n\r\n`)
        onward.write(head)
        socket.pipe(onward).pipe(socket)
      })
      for (const [one, other] of [
        [socket, onward],
        [onward, socket],
      ] as const) {
        sockets.add(one)
        one.on('error', () => other.destroy())
        one.on('close', () => {
          sockets.delete(one)
          other.destroy()
        })
      }
      return true
    },
    stop: () => {
      agent.destroy()
      for (const socket of sockets) socket.destroy()
    },
  }
}
