import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Gate, writeCase } from '@delta/access'
import { type Caller, createGuard, createLane, fragmentsOf, harden, isRefusalCode, type Limits, observe, refuse, shownError, traceHeaders } from '@delta/graph'
import { createGatewayRuntime, type GatewayPlugin } from '@graphql-hive/gateway-runtime'
import { unifiedGraphHandler } from '@graphql-hive/router-runtime'
import httpTransport from '@graphql-mesh/transport-http'
import { buildASTSchema, getOperationAST, getVariableValues, type GraphQLError, type GraphQLSchema, parse } from 'graphql'
import { type Answered, createHandOn } from './hand-on.ts'
import { mergeSelections, stripNothing } from './merge-selections.ts'
import { createOwners } from './sole-owner.ts'

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
const tellErrors =
  (onError: (error: unknown) => void) =>
  (subgraph: string, errors: readonly GraphQLError[]): GraphQLError[] =>
    errors.map(error => {
      if (isRefusalCode(error.extensions?.['code'])) return Object.assign(error, { extensions: { ...error.extensions, service: subgraph } })
      onError(error)
      return refuse('SERVICE_DOWN', `The ${subgraph} subgraph does not answer; ask again later.`, { service: subgraph })
    })

const nameSubgraphs = (tell: ReturnType<typeof tellErrors>): GatewayPlugin => ({
  onSubgraphExecute:
    ({ subgraphName }) =>
    ({ result, setResult }) => {
      if ('errors' in result && result.errors?.length) setResult({ ...result, errors: tell(subgraphName, result.errors as GraphQLError[]) })
    },
})

/** Takes what the short way has been answered already; the planner gets an operation that selects each key once. */
const prepare = (schema: GraphQLSchema): GatewayPlugin => ({
  onExecute: ({ args, executeFn, setExecuteFn }) => {
    const { answered } = args.contextValue as unknown as Partial<Answered>
    if (answered) return setExecuteFn(() => answered as never)
    const operation = getOperationAST(args.document, args.operationName)
    const { coerced } = getVariableValues(schema, operation?.variableDefinitions ?? [], args.variableValues ?? {})
    if (!operation || !coerced) return
    const document = mergeSelections({ schema, fragments: fragmentsOf(args.document), operation, variableValues: coerced })
    if (document) setExecuteFn(async given => stripNothing(await executeFn({ ...given, document })))
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

/** Makes the gateway: the planner (in Rust) over the subgraphs by HTTP, behind the same guard and limits as each of them. What one of them answers alone is handed on to it. */
export function createGateway({ supergraph, gate, limits, onError }: GatewayParts): Gateway {
  const tell = tellErrors(onError)
  const schema = buildASTSchema(parse(supergraph), { assumeValidSDL: true })
  const owners = createOwners(schema, supergraph)
  const handOn = createHandOn({ ownerOf: ({ document }) => owners(document), headersOf: forwarded, tellErrors: tell, timeMs: limits.timeMs })
  const lane = createLane({ schema, limits, gate, way: handOn })
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
    plugins: () => [nameSubgraphs(tell), prepare(schema), observe() as never, harden({ limits, gate, allows: ['query', 'mutation'] }) as never],
  })
  const guard = createGuard({
    gate,
    limits,
    onError,
    serve: async (request, response, { caller }) => {
      const known = await lane(request, response, caller)
      if (known) await runtime(request, response, { caller, ...known })
    },
  })
  return {
    handle: async (request, response) => {
      if (request.url?.split('?')[0] !== '/graphql') return false
      await guard(request, response)
      return true
    },
    stop: async () => {
      await runtime[Symbol.asyncDispose]()
      await handOn.stop()
    },
  }
}
