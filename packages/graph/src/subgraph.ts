import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Gate } from '@delta/access'
import { printSubgraphSchema } from '@apollo/subgraph'
import type { GraphQLSchema } from 'graphql'
import { createYoga } from 'graphql-yoga'
import { localeOf } from './context.ts'
import { createGuard } from './guard.ts'
import { type Caller, harden } from './harden.ts'
import type { Limits } from './limits.ts'
import { observe } from './observe.ts'
import { shownError } from './refusal.ts'

/** What a subgraph is served with. */
export interface SubgraphParts {
  readonly schema: GraphQLSchema
  readonly gate: Gate
  readonly limits: Limits
  /** Told of what clients are not shown. */
  readonly onError: (error: unknown) => void
}

/** Serves a subgraph at `/graphql` behind the guard and the limits; other paths are left alone (false). */
export function createSubgraph({ schema, gate, limits, onError }: SubgraphParts): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  const yoga = createYoga<{ caller: Caller }>({
    schema,
    graphiql: false,
    landingPage: false,
    cors: false,
    batching: false,
    multipart: false,
    logging: false,
    context: ({ caller }) => ({ locale: localeOf(caller.header('accept-language')) }),
    maskedErrors: { errorMessage: '', maskError: error => shownError(error, onError) },
    plugins: [observe(), harden({ limits, gate })],
  })
  const guard = createGuard({ gate, limits, onError, serve: (request, response, context) => yoga(request, response, context) })
  return async (request, response) => {
    if (request.url?.split('?')[0] !== '/graphql') return false
    await guard(request, response)
    return true
  }
}

/** The SDL of a subgraph as composition reads it. */
export const subgraphSdl = (schema: GraphQLSchema): string => `${printSubgraphSchema(schema).trim()}\n`
