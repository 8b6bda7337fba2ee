import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Gate } from '@delta/access'
import { printSubgraphSchema } from '@apollo/subgraph'
import type { GraphQLSchema } from 'graphql'
import { createYoga, type Plugin } from 'graphql-yoga'
import { localeOf } from './context.ts'
import { createGuard } from './guard.ts'
import { harden } from './harden.ts'
import { createLane } from './lane.ts'
import type { Limits } from './limits.ts'
import { observe } from './observe.ts'
import { shownError } from './refusal.ts'
import type { Caller, Operation } from './weigh.ts'
import { takeResolved, writtenWay } from './written-way.ts'

/** What a subgraph is served with. */
export interface SubgraphParts {
  readonly schema: GraphQLSchema
  readonly gate: Gate
  readonly limits: Limits
  /** The operations that it serves; queries alone unless told. */
  readonly allows?: readonly Operation[]
  /** Told of what clients are not shown. */
  readonly onError: (error: unknown) => void
}

/** The GraphQL server of a subgraph, behind the limits but without the guard. */
export const hardenedYoga = ({ schema, gate, limits, allows, onError }: SubgraphParts, plugins: readonly Plugin[] = []) =>
  createYoga<{ caller: Caller }>({
    schema,
    graphiql: false,
    landingPage: false,
    cors: false,
    batching: false,
    multipart: false,
    logging: false,
    context: ({ caller }) => ({ locale: localeOf(caller.header('accept-language')) }),
    maskedErrors: { errorMessage: '', maskError: error => shownError(error, onError) },
    plugins: [observe(), ...plugins, harden({ limits, gate, allows })],
  })

/** Serves a subgraph at `/graphql` behind the guard and the limits; other paths are left alone (false). */
export function createSubgraph(parts: SubgraphParts): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  takeResolved(parts.schema)
  const yoga = hardenedYoga(parts)
  const lane = createLane({ ...parts, way: writtenWay(parts.limits) })
  const guard = createGuard({
    ...parts,
    serve: async (request, response, { caller }) => {
      const known = await lane(request, response, caller)
      if (known) await yoga(request, response, { caller, ...known })
    },
  })
  return async (request, response) => {
    if (request.url?.split('?')[0] !== '/graphql') return false
    await guard(request, response)
    return true
  }
}

/** The SDL of a subgraph as composition reads it. */
export const subgraphSdl = (schema: GraphQLSchema): string => `${printSubgraphSchema(schema).trim()}\n`
