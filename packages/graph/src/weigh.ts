import type { Gate, HeaderReader, Principal, Viewer } from '@delta/access'
import {
  type ExecutionArgs,
  type FragmentDefinitionNode,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  type OperationTypeNode,
  type SelectionSetNode,
} from 'graphql'
import { costOf } from './cost.ts'
import type { Limits } from './limits.ts'
import { refuse } from './refusal.ts'

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

/** What is asked, as far as admitting and weighing it goes. */
type WeighedArgs = Pick<ExecutionArgs, 'schema' | 'document' | 'operationName' | 'variableValues'>

/** Fields that tell of the schema, not of data: they need a token, but neither purpose nor agreement. */
const isMeta = (name: string): boolean => name.startsWith('__') || name === '_service'

const asksOnlyMeta = ({ document }: WeighedArgs, operation: OperationDefinitionNode): boolean => {
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

type OfOperation<T> = (args: WeighedArgs, operation: OperationDefinitionNode) => T

/** What depends on a document's operation alone is worked out once, as long as the document is kept. */
const remembered = <T>(work: OfOperation<T>): OfOperation<T> => {
  const known = new WeakMap<OperationDefinitionNode, T>()
  return (args, operation) => {
    if (!known.has(operation)) known.set(operation, work(args, operation))
    return known.get(operation)!
  }
}

const WORDS = { query: 'queries', mutation: 'mutations', subscription: 'subscriptions' } as const

/** Admits, then weighs a document before anything of it runs (a subscription as one event of it): the viewer it is for (null where it asks of the schema alone), or a thrown refusal. */
export type Weigh = (args: WeighedArgs, caller: Caller) => Viewer | null

/** Makes the scales of one server. What depends on the operation alone is worked out once. */
export function createWeigh({ limits, gate, allows = ['query'] }: HardenParts): Weigh {
  const onlyMeta = remembered(asksOnlyMeta)
  const fixedCost = remembered((args: WeighedArgs, operation) => costOf({ ...args, operation, variables: {}, limits }))
  const costIn = (args: WeighedArgs, operation: OperationDefinitionNode): number => {
    if (!operation.variableDefinitions?.length) return fixedCost(args, operation)
    const { coerced } = getVariableValues(args.schema, operation.variableDefinitions, args.variableValues ?? {})
    return coerced ? costOf({ ...args, operation, variables: coerced, limits }) : 0
  }
  return (args, caller) => {
    const operation = getOperationAST(args.document, args.operationName)
    if (operation && !args.schema.getRootType(operation.operation)) throw refuse('VALIDATION_FAILED', `There are no ${WORDS[operation.operation]} here.`)
    if (operation?.operation === 'subscription' && !caller.streams)
      throw refuse('NOT_ACCEPTABLE', 'A subscription is answered as text/event-stream (say so in Accept) or over a WebSocket (graphql-transport-ws).')
    if (operation && !allows.includes(operation.operation)) throw refuse('VALIDATION_FAILED', `There are no ${WORDS[operation.operation]} here.`)
    if (!operation || onlyMeta(args, operation)) return null
    const viewer = gate.admit(caller.principal, caller.header)
    const cost = costIn(args, operation)
    if (cost > limits.cost)
      throw refuse(
        'COST_LIMIT',
        `A document may ask for at most ${limits.cost} list items; this one asks for up to ${cost}. Sizes multiply, defaults count: ask for smaller pages or fewer levels.`,
        { limit: limits.cost, found: cost },
      )
    return viewer
  }
}
