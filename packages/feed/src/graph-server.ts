import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import type { Gate } from '@delta/access'
import { createLiveSubgraph, type Limits } from '@delta/graph'
import { feedGraph, type FeedGraphParts } from './graph.ts'

/** What the feed's subgraph is served with. */
export interface FeedGraphServerParts extends Omit<FeedGraphParts, 'stopping'> {
  readonly gate: Gate
  readonly limits: Limits
  /** Told of what clients are not shown. */
  readonly onError: (error: unknown) => void
}

/** The feed's subgraph at `/graphql`, by HTTP, event stream and WebSocket. */
export interface FeedGraph {
  /** Other paths are left alone (false). */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  /** Tells every subscriber where it stands, then closes. */
  stop(): Promise<void>
}

const LINGER = 1_000
const LOOK_EVERY = 20

/** Serves the feed's subgraph. */
export function createFeedGraph(parts: FeedGraphServerParts): FeedGraph {
  const { gate, limits, onError, patience } = parts
  const stopping = new AbortController()
  let streams = 0
  const onStreams = (by: 1 | -1): void => {
    streams += by
    parts.onStreams?.(by)
  }
  const schema = feedGraph({ ...parts, onStreams, stopping: stopping.signal })
  const live = createLiveSubgraph({ schema, gate, limits, onError, patience: 2 * patience })
  return {
    handle: live.handle,
    upgrade: live.upgrade,
    stop: async () => {
      stopping.abort()
      for (let waited = 0; streams > 0 && waited < LINGER; waited += LOOK_EVERY) await setTimeout(LOOK_EVERY)
      live.stop()
    },
  }
}
