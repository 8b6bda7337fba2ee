import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type Gate, type HeaderReader, type Principal, Refusal } from '@delta/access'
import { type ExecutionArgs, type ExecutionResult, GraphQLError } from 'graphql'
import { CloseCode, handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { headerOf, holdsNul } from './guard.ts'
import type { Caller } from './weigh.ts'
import type { Limits } from './limits.ts'
import { refuse, shownError } from './refusal.ts'
import type { hardenedYoga } from './subgraph.ts'

/** What a WebSocket endpoint is made of. */
export interface GraphSocketParts {
  readonly yoga: ReturnType<typeof hardenedYoga>
  readonly gate: Gate
  readonly limits: Limits
  readonly onError: (error: unknown) => void
  /** Milliseconds within which a client says who it is. */
  readonly initWithin?: number
  /** Milliseconds between two pings; a client that has not answered the last one is cut off. */
  readonly pingEvery?: number
}

interface Connection {
  readonly request: IncomingMessage
  readonly socket: WebSocket
  readonly gone: AbortController
  header?: HeaderReader
}

type Params = Record<string, unknown>
type Enveloped = ReturnType<GraphSocketParts['yoga']['getEnveloped']>

/** Operations that may run at once on one connection. */
const OPERATIONS = 20
const MOST_CONNECTIONS = 5_000

const ascii = (name: string, text: string): string =>
  name !== 'delta-case' || /^[\x20-\x7e]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`

/** Headers as the payload of `connection_init` says them (a browser can set no others), else as the request does. */
function headersOf(params: Params | undefined, request: IncomingMessage): HeaderReader {
  const said = new Map(Object.entries(params ?? {}).flatMap(([name, value]) => (typeof value === 'string' ? [[name.toLowerCase(), value] as const] : [])))
  const sent = headerOf(request)
  return name => {
    const value = said.get(name)
    return value === undefined ? sent(name) : ascii(name, value)
  }
}

/** Errors as JSON, without what is meant for HTTP. */
const told = (errors: readonly GraphQLError[]) =>
  errors.map(error => {
    const { http: _, ...extensions } = error.extensions
    return { ...error.toJSON(), extensions }
  })

/** Serves GraphQL over WebSocket (graphql-transport-ws), behind the limits that hold over HTTP. */
export function createGraphSocket({ yoga, gate, limits, onError, initWithin = 3_000, pingEvery = 20_000 }: GraphSocketParts) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.bodyBytes, handleProtocols, perMessageDeflate: false })

  const identify = async ({ socket }: Connection, header: HeaderReader): Promise<Principal | null> => {
    try {
      return await gate.identify(header)
    } catch (error) {
      if (error instanceof Refusal) socket.close(CloseCode.Unauthorized, error.code)
      else {
        onError(error)
        socket.close(CloseCode.InternalServerError, 'INTERNAL')
      }
      return null
    }
  }
  const prepare = async (connection: Connection, payload: SubscribePayload, running: number): Promise<ExecutionArgs | readonly GraphQLError[]> => {
    if (running > OPERATIONS) return [refuse('OPERATION_LIMIT', `At most ${OPERATIONS} operations at once on one connection.`, { limit: OPERATIONS })]
    if (holdsNul(JSON.stringify(payload))) return [refuse('BAD_ARGUMENT', 'NUL is no text.')]
    const { header, gone } = connection
    const principal = header && (await identify(connection, header))
    if (!principal) return [shownError(new Refusal('UNAUTHENTICATED', 'The bearer token is not valid here.'))]
    const caller: Caller = { principal, header, streams: true, signal: gone.signal }
    const enveloped: Enveloped = yoga.getEnveloped({ caller })
    try {
      const document = enveloped.parse(payload.query) as ExecutionArgs['document']
      const errors = enveloped.validate(enveloped.schema, document) as readonly GraphQLError[]
      if (errors.length > 0) return errors.map(error => shownError(error))
      const { operationName, variables: variableValues } = payload
      return { schema: enveloped.schema, document, operationName, variableValues, contextValue: await enveloped.contextFactory(), rootValue: enveloped }
    } catch (error) {
      return [shownError(error, onError)]
    }
  }
  const server = makeServer<Params, Connection>({
    connectionInitWaitTimeout: initWithin,
    onConnect: async ({ connectionParams, extra }) => {
      extra.header = headersOf(connectionParams, extra.request)
      return (await identify(extra, extra.header)) !== null
    },
    onSubscribe: ({ extra, subscriptions }, _id, payload) => prepare(extra, payload, Object.keys(subscriptions).length),
    execute: args => (args.rootValue as Enveloped).execute(args) as Promise<ExecutionResult>,
    subscribe: args => (args.rootValue as Enveloped).subscribe(args) as Promise<AsyncGenerator<ExecutionResult>>,
    onNext: (_context, _id, _payload, _args, result) => (result.errors ? { ...result, errors: told(result.errors) as never } : undefined),
    onError: (_context, _id, _payload, errors) => told(errors),
  })

  const open = (socket: WebSocket, request: IncomingMessage): void => {
    const gone = new AbortController()
    let answered = true
    const pinging = setInterval(() => {
      if (!answered) return socket.terminate()
      answered = false
      socket.ping()
    }, pingEvery)
    socket.on('pong', () => void (answered = true))
    // What breaks here is the client's doing (a message too large, a frame that is none); ws closes the connection with the proper code.
    socket.on('error', () => undefined)
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: text =>
          new Promise<void>((resolve, reject) => {
            if (socket.readyState === socket.OPEN) socket.send(text, error => (error ? reject(error) : resolve()))
            else resolve()
          }),
        close: (code, reason) => socket.close(code, reason),
        onMessage: take =>
          socket.on('message', (bytes, isBinary) => {
            if (isBinary) return socket.close(CloseCode.BadRequest, 'Invalid message received')
            take(String(bytes)).catch((error: unknown) => {
              if (gone.signal.aborted) return
              onError(error)
              socket.close(CloseCode.InternalServerError, 'INTERNAL')
            })
          }),
      },
      { request, socket, gone },
    )
    socket.once('close', (code, reason) => {
      clearInterval(pinging)
      gone.abort()
      closed(code, String(reason)).catch(onError)
    })
  }
  return {
    /** Takes over a connection to `/graphql`; others are left alone (false). */
    upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer): boolean => {
      if (request.url?.split('?')[0] !== '/graphql') return false
      if (sockets.clients.size >= MOST_CONNECTIONS) socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      else sockets.handleUpgrade(request, socket, head, open)
      return true
    },
    /** Closes every connection: its client may come again. */
    stop: (): void => {
      for (const socket of sockets.clients) socket.close(1001, 'Going away')
      sockets.close()
    },
  }
}
