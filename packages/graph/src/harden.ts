import type { Gate, HeaderReader, Principal, Viewer } from '@delta/access'
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FragmentDefinitionNode,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type OperationTypeNode,
  parse,
  type SelectionSetNode,
} from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { costOf } from './cost.ts'
import { limitRules } from './limit-rules.ts'
import type { Limits } from './limits.ts'
import { refuse, shownError } from './refusal.ts'

/** What the guard hands on about a call. */
export interface Caller {
  readonly principal: Principal
  readonly header: HeaderReader
  /** Can an answer of many parts be taken: as an event stream, or by a WebSocket? */
  readonly streams: boolean
  /** Aborted when nobody waits for an answer any more. */
  readonly signal: AbortSignal
}

/** A kind of operation. */
export type Operation = `${OperationTypeNode}`

/** Parts of the hardening: the same at the gateway and at each subgraph. */
export interface HardenParts {
  readonly limits: Limits
  readonly gate: Gate
  /** The operations that are served here; queries alone unless told. */
  readonly allows?: readonly Operation[] | undefined
}

/** Fields that tell of the schema, not of data: they need a token, but neither purpose nor agreement. */
const isMeta = (name: string): boolean => name.startsWith('__') || name === '_service'

const asksOnlyMeta = (document: DocumentNode, operation: OperationDefinitionNode): boolean => {
  const fragments = new Map(document.definitions.flatMap(node => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])))
  const seen = new Set<FragmentDefinitionNode>()
  const onlyMeta = (set: SelectionSetNode): boolean =>
    set.selections.every(node => {
      if (node.kind === Kind.FIELD) return isMeta(node.name.value)
      if (node.kind === Kind.INLINE_FRAGMENT) return onlyMeta(node.selectionSet)
      const fragment = fragments.get(node.name.value)
      if (!fragment || seen.has(fragment)) return true
      seen.add(fragment)
      return onlyMeta(fragment.selectionSet)
    })
  return onlyMeta(operation.selectionSet)
}

const parseWithin =
  (limits: Limits): typeof parse =>
  (source, options) => {
    try {
      return parse(source, { ...options, maxTokens: limits.tokens })
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error
      if (/token/.test(error.message) && /Parsing aborted/.test(error.message))
        throw refuse('TOKEN_LIMIT', `A document has at most ${limits.tokens} tokens.`, { limit: limits.tokens })
      throw new GraphQLError(error.message, {
        source: error.source,
        positions: error.positions,
        extensions: { code: 'PARSE_FAILED', http: { status: 400, spec: true } },
      })
    }
  }

type Execute = (args: ExecutionArgs) => ExecutionResult | Promise<ExecutionResult> | AsyncIterable<ExecutionResult>

const within =
  (limits: Limits, execute: Execute): Execute =>
  async args => {
    const { promise: late, resolve } = Promise.withResolvers<ExecutionResult>()
    const timer = setTimeout(
      () => resolve({ errors: [refuse('TIME_LIMIT', `An answer takes at most ${limits.timeMs} ms.`, { limit: limits.timeMs })] }),
      limits.timeMs,
    )
    try {
      return await Promise.race([execute(args) as Promise<ExecutionResult>, late])
    } finally {
      clearTimeout(timer)
    }
  }

const WORDS = { query: 'queries', mutation: 'mutations', subscription: 'subscriptions' } as const

/** Admits, then weighs a document before anything of it runs (a subscription as one event of it): the viewer it is for, or a thrown refusal. */
function weigh({ limits, gate, allows = ['query'] }: HardenParts, args: ExecutionArgs, caller: Caller): Viewer | null {
  const operation = getOperationAST(args.document, args.operationName)
  if (operation && !args.schema.getRootType(operation.operation)) throw refuse('VALIDATION_FAILED', `There are no ${WORDS[operation.operation]} here.`)
  if (operation?.operation === 'subscription' && !caller.streams)
    throw refuse('NOT_ACCEPTABLE', 'A subscription is answered as text/event-stream (say so in Accept) or over a WebSocket (graphql-transport-ws).')
  if (operation && !allows.includes(operation.operation)) throw refuse('VALIDATION_FAILED', `There are no ${WORDS[operation.operation]} here.`)
  if (!operation || asksOnlyMeta(args.document, operation)) return null
  const viewer = gate.admit(caller.principal, caller.header)
  const { coerced } = getVariableValues(args.schema, operation.variableDefinitions ?? [], args.variableValues ?? {})
  if (!coerced) return viewer
  const cost = costOf({ schema: args.schema, document: args.document, operation, variables: coerced, limits })
  if (cost > limits.cost)
    throw refuse(
      'COST_LIMIT',
      `A document may ask for at most ${limits.cost} list items; this one asks for up to ${cost}. Sizes multiply, defaults count: ask for smaller pages or fewer levels.`,
      { limit: limits.cost, found: cost },
    )
  return viewer
}

/** Has anything been answered? Then the response is a success with errors in it, and clients read its data: 200. */
const holdsData = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.values(value).some(holdsData) : value !== null && value !== undefined

/** An event stream is answered with 200 and tells its errors inside (GraphQL over SSE): its clients would not see them otherwise. */
const takesOnlyStreams = ({ streams, header }: Caller): boolean => streams && !/json|\*\/\*|application\/\*/.test(header('accept') ?? '')

/** The plugin that hardens a GraphQL server. It expects `caller` in the server context and adds `viewer` to it. */
export function harden(parts: HardenParts): Plugin<{ caller: Caller; viewer?: Viewer }, { caller: Caller }> {
  const { limits } = parts
  const rules = limitRules(limits)
  const parseHere = parseWithin(limits)
  return {
    onParse: ({ setParseFn }) => setParseFn(parseHere),
    onValidate: ({ addValidationRule }) => {
      for (const rule of rules) addValidationRule(rule)
      return ({ valid, result, setResult }) => {
        if (valid) return
        const shown = (result as readonly Error[]).map(error => shownError(error))
        const limited = shown.filter(error => error.extensions['code'] !== 'VALIDATION_FAILED')
        setResult(limited.length > 0 ? limited : shown)
      }
    },
    onExecute: ({ args, executeFn, setExecuteFn, setResultAndStopExecution, extendContext }) => {
      try {
        const viewer = weigh(parts, args, args.contextValue.caller)
        if (viewer) extendContext({ viewer })
      } catch (error) {
        return setResultAndStopExecution({ errors: [shownError(error)] })
      }
      setExecuteFn(within(limits, executeFn as Execute) as typeof executeFn)
    },
    onResultProcess: ({ result, serverContext }) => {
      if ('errors' in result && (takesOnlyStreams(serverContext.caller) || holdsData((result as ExecutionResult).data)))
        for (const error of (result as ExecutionResult).errors ?? []) delete error.extensions['http']
    },
    onSubscribe: ({ args, subscribeFn, setSubscribeFn, setResultAndStopExecution, extendContext }) => {
      try {
        const viewer = weigh(parts, args as ExecutionArgs, args.contextValue.caller)
        if (viewer) extendContext({ viewer })
      } catch (error) {
        return setResultAndStopExecution({ errors: [shownError(error)] })
      }
      setSubscribeFn(within(limits, subscribeFn as Execute) as typeof subscribeFn)
    },
  }
}
