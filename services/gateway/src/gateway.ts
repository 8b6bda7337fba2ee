import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Gate, writeCase } from '@delta/access'
import { type Caller, createGuard, harden, isRefusalCode, type Limits, observe, refuse, shownError, traceHeaders } from '@delta/graph'
import { createGatewayRuntime, type GatewayPlugin } from '@graphql-hive/gateway-runtime'
import { unifiedGraphHandler } from '@graphql-hive/router-runtime'
import httpTransport from '@graphql-mesh/transport-http'

/** What the gateway is made of. */
export interface GatewayParts {
  /** The supergraph, with the addresses of its subgraphs. */
  readonly supergraph: string
  readonly gate: Gate
  readonly limits: Limits
  /** Told of what clients are not shown. */
  readonly onError: (error: unknown) => void
}

/** A running gateway. */
export interface Gateway {
  /** Answers `/graphql`; other paths are left alone (false). */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>
  stop(): Promise<void>
}

const FORWARDED = ['authorization', 'delta-purpose', 'delta-case', 'accept-language'] as const

/** What a subgraph refuses keeps its code; what it fails to answer becomes SERVICE_DOWN, naming the subgraph and nothing else. */
const nameSubgraphs = (onError: (error: unknown) => void): GatewayPlugin => ({
  onSubgraphExecute:
    ({ subgraphName }) =>
    ({ result, setResult }) => {
      if (!('errors' in result) || !result.errors?.length) return
      setResult({
        ...result,
        errors: result.errors.map(error => {
          if (isRefusalCode(error.extensions?.['code'])) return Object.assign(error, { extensions: { ...error.extensions, service: subgraphName } })
          onError(error)
          return refuse('SERVICE_DOWN', `The ${subgraphName} subgraph does not answer; ask again later.`, { service: subgraphName })
        }),
      })
    },
})

/** The headers that a subgraph gets with a call: who asks, for what, in which language, and the trace. */
const forwarded = ({ header }: Caller): Record<string, string> => ({
  ...Object.fromEntries(
    FORWARDED.flatMap(name => {
      const value = header(name)
      return value ? [[name, name === 'delta-case' ? writeCase(value) : value]] : []
    }),
  ),
  ...traceHeaders(),
})

/** Makes the gateway: the planner (in Rust) over the subgraphs by HTTP, behind the same guard and limits as each of them. */
export function createGateway({ supergraph, gate, limits, onError }: GatewayParts): Gateway {
  const runtime = createGatewayRuntime<{ caller: Caller }>({
    supergraph,
    unifiedGraphHandler: unifiedGraphHandler as never,
    transports: { http: httpTransport } as never,
    graphqlEndpoint: '/graphql',
    logging: false,
    landingPage: false,
    graphiql: false,
    cors: false,
    batching: false,
    requestId: false,
    subgraphErrors: false,
    maskedErrors: { maskError: error => shownError(error, onError) },
    propagateHeaders: { fromClientToSubgraphs: ({ context }) => forwarded((context as unknown as { caller: Caller }).caller) },
    plugins: () => [nameSubgraphs(onError), observe() as never, harden({ limits, gate, allows: ['query', 'mutation'] }) as never],
  })
  const guard = createGuard({ gate, limits, onError, serve: (request, response, context) => runtime(request, response, context) })
  return {
    handle: async (request, response) => {
      if (request.url?.split('?')[0] !== '/graphql') return false
      await guard(request, response)
      return true
    },
    stop: async () => {
      await runtime[Symbol.asyncDispose]()
    },
  }
}
