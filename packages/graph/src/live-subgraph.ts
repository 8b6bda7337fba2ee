import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { createGraphSocket, type GraphSocketParts } from './graph-socket.ts'
import { createGuard } from './guard.ts'
import { shareEvents } from './share-events.ts'
import { hardenedYoga, type SubgraphParts } from './subgraph.ts'

/** What a subgraph with subscriptions is served with. */
export interface LiveSubgraphParts extends SubgraphParts, Pick<GraphSocketParts, 'initWithin' | 'pingEvery'> {
  /** Milliseconds that a client may leave an event stream unread before its connection is cut. */
  readonly patience?: number
}

/** A subgraph that also streams. */
export interface LiveSubgraph {
  /** Answers `/graphql` over HTTP, a subscription as an event stream (GraphQL over SSE, distinct connections); other paths are left alone (false). */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>
  /** Takes a WebSocket at `/graphql` (graphql-transport-ws); other paths are left alone (false). */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  stop(): void
}

/** Cuts a connection off that has taken nothing of what waits for it for so many milliseconds. */
function cutUnread(response: ServerResponse, patience: number): void {
  const { socket } = response
  let written = -1
  const looking = setInterval(() => {
    if (socket && socket.writableLength > 0 && socket.bytesWritten === written) socket.destroy()
    written = socket?.bytesWritten ?? -1
  }, patience)
  response.once('close', () => clearInterval(looking))
}

/** Serves a subgraph by HTTP and WebSocket, behind the guard and the limits. Of an event that many subscribers get, each document is answered once. */
export function createLiveSubgraph(parts: LiveSubgraphParts): LiveSubgraph {
  const { patience = 60_000, allows = ['query', 'mutation', 'subscription'] } = parts
  const yoga = hardenedYoga({ ...parts, allows }, [shareEvents()])
  const guard = createGuard({
    ...parts,
    serve: async (request, response, context) => {
      if (context.caller.streams) cutUnread(response, patience)
      await yoga(request, response, context)
    },
  })
  const { upgrade, stop } = createGraphSocket({ ...parts, yoga })
  return {
    handle: async (request, response) => {
      if (request.url?.split('?')[0] !== '/graphql') return false
      await guard(request, response)
      return true
    },
    upgrade,
    stop,
  }
}
