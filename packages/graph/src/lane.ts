import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Gate, Viewer } from '@delta/access'
import { type DocumentNode, getOperationAST, getVariableValues, type GraphQLSchema, type OperationDefinitionNode } from 'graphql'
import { type Asked, readAsked } from './asked.ts'
import { byShape } from './by-shape.ts'
import { createDocuments } from './documents.ts'
import type { Limits } from './limits.ts'
import { fragmentsOf } from './fragments.ts'
import { traced } from './observe.ts'
import type { SelectionScope } from './selection.ts'
import { type Caller, createWeigh } from './weigh.ts'

/** A query that holds to schema and limits, with its variables coerced. */
export interface LaneQuery extends SelectionScope {
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
}

/** A query that has been admitted, with all that its answer may depend on. */
export interface LaneCall {
  readonly query: LaneQuery
  readonly asked: Asked
  readonly caller: Caller
  readonly viewer: Viewer
}

/** How queries are answered without an execution. */
export interface Way<Plan, Known extends object> {
  /** How a query will be answered, or null where it has to be executed. Kept with the operation, for each value of its Boolean variables: only those change what is selected. */
  readonly plan: (query: LaneQuery) => Plan | null
  /** The whole answer as JSON text, where it has no errors; else what is known of it so far, for the execution that tells. */
  readonly answer: (plan: Plan, call: LaneCall) => Promise<string | Uint8Array | Known>
}

/** What an execution need not do again, and the milliseconds that have been spent on it. */
export interface HeadStart {
  spent?(): number
}

/** What a lane is made of. */
export interface LaneParts<Plan, Known extends object> {
  readonly schema: GraphQLSchema
  readonly limits: Limits
  readonly gate: Gate
  readonly way: Way<Plan, Known>
}

/** Answers a request, or tells what is known for the execution that has to answer it. */
export type Lane<Known> = (
  request: IncomingMessage & { body?: unknown },
  response: ServerResponse,
  caller: Caller,
) => Promise<null | (HeadStart & Partial<Known>)>

const send = (response: ServerResponse, type: string, text: string | Uint8Array): null => {
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'content-length': Buffer.byteLength(text) }).end(text)
  return null
}

/**
 * The short way of a plain query: the same documents, limits, purpose and agreement as everywhere, but what depends on the document alone is worked out once, and nothing is executed field by field.
 * It answers only what has no errors. Whatever is not plain, or refused, is left to the server behind it, which says why.
 */
export function createLane<Plan, Known extends object>({ schema, limits, gate, way }: LaneParts<Plan, Known>): Lane<Known> {
  const find = createDocuments({ schema, limits })
  const weigh = createWeigh({ limits, gate })
  const planOf = byShape(way.plan)
  const readQuery = ({ query: text, operationName, variables }: Asked): LaneQuery | null => {
    const document = find(text)
    const operation = document && getOperationAST(document, operationName)
    if (!operation || operation.operation !== 'query') return null
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables)
    return coerced ? { schema, document, operation, fragments: fragmentsOf(document), variableValues: coerced } : null
  }
  const admit = ({ document }: LaneQuery, { operationName, variables }: Asked, caller: Caller): Viewer | null => {
    try {
      return weigh({ schema, document, operationName, variableValues: variables }, caller)
    } catch {
      return null
    }
  }
  return async (request, response, caller) => {
    const start = performance.now()
    const asked = readAsked(request)
    const query = asked && readQuery(asked)
    const plan = query && planOf(query)
    const viewer = plan && admit(query, asked, caller)
    if (!viewer) return {}
    const answer = await traced(query.operation, caller, () => way.answer(plan, { query, asked, caller, viewer }))
    if (caller.signal.aborted) return null
    if (typeof answer === 'string' || answer instanceof Uint8Array) return send(response, asked.type, answer)
    return { ...answer, spent: () => performance.now() - start }
  }
}
