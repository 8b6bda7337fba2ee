import {
  createSourceEventStream,
  type DocumentNode,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  visit,
  type OperationDefinitionNode,
} from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { GraphContext } from './context.ts'

type Known = Map<string, ExecutionResult | Promise<ExecutionResult>>

/** Does a selection depend on variables below the subscribed field? Its own arguments choose the events, not what is told of them. */
const dependsOnVariables = (document: DocumentNode, operation: OperationDefinitionNode): boolean => {
  let found = false
  const look = (node: object): void => void visit(node as DocumentNode, { Variable: () => void (found = true) })
  for (const node of document.definitions) if (node.kind === 'FragmentDefinition') look(node)
  for (const node of operation.selectionSet.selections) {
    for (const directive of node.directives ?? []) look(directive)
    if (node.kind !== 'Field') return true
    if (node.selectionSet) look(node.selectionSet)
  }
  return found
}

const numbers = new WeakMap<DocumentNode, number>()
let last = 0
const numberOf = (document: DocumentNode): number => {
  const known = numbers.get(document) ?? (last += 1)
  numbers.set(document, known)
  return known
}

/** What the answer to an event depends on beside the event; null where too much for answers to be shared. */
const viewOf = ({ document, operationName, contextValue }: ExecutionArgs): string | null => {
  const operation = getOperationAST(document, operationName)
  if (!operation || dependsOnVariables(document, operation)) return null
  return `${numberOf(document)} ${operation.name?.value ?? ''} ${(contextValue as GraphContext).locale}`
}

/** The same text, however often it is asked for: an answer that many get is written once. */
const writtenOnce = (result: ExecutionResult): ExecutionResult => {
  let text: string | undefined
  return Object.defineProperty(result, 'stringify', { enumerable: false, value: () => (text ??= JSON.stringify(result)) })
}

/**
 * Subscriptions whose events many subscribers get as one and the same object: what the same document, in the same language, is told of an event is worked out once.
 * The subscription chooses what a viewer gets; of an event, everybody is told the same.
 */
export function shareEvents(): Plugin {
  const known = new WeakMap<object, Known>()
  const subscribe = async (args: ExecutionArgs): Promise<AsyncIterable<ExecutionResult> | ExecutionResult> => {
    const events = await createSourceEventStream(args)
    if (!(Symbol.asyncIterator in events)) return events
    const source = events[Symbol.asyncIterator]()
    const view = viewOf(args)
    const answer = (event: unknown): ExecutionResult | Promise<ExecutionResult> => {
      if (view === null) return execute({ ...args, rootValue: event })
      const of = known.get(event as object) ?? new Map()
      known.set(event as object, of)
      const found = of.get(view) ?? Promise.resolve(execute({ ...args, rootValue: event })).then(result => (result.errors ? result : writtenOnce(result)))
      of.set(view, found)
      return found
    }
    const answers: AsyncIterableIterator<ExecutionResult> = {
      [Symbol.asyncIterator]: () => answers,
      next: async () => {
        const { value, done } = await source.next()
        return done ? { value: undefined, done } : { value: await answer(value), done: false }
      },
      return: async () => {
        await source.return?.()
        return { value: undefined, done: true }
      },
      throw: async (error: unknown) => {
        await source.return?.()
        throw error
      },
    }
    return answers
  }
  return { onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(subscribe as never) }
}
