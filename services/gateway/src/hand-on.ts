import type { LaneCall, Way } from '@delta/graph'
import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql'
import { Pool } from 'undici'
import type { Place } from './sole-owner.ts'

/** What a subgraph has answered already, where its answer has errors in it: an execution takes it instead of asking again. */
export interface Answered {
  readonly answered: Promise<ExecutionResult>
}

/** What answers are handed on by. */
export interface HandOnParts {
  readonly ownerOf: (query: LaneCall['query']) => Place | null
  /** The headers that a subgraph gets with a call. */
  readonly headersOf: (caller: LaneCall['caller']) => Record<string, string>
  /** The errors of a subgraph as the gateway tells them. */
  readonly tellErrors: (subgraph: string, errors: readonly GraphQLError[]) => GraphQLError[]
  readonly timeMs: number
}

/** A way to hand queries on, and to close its connections. */
export interface HandOn extends Way<Place, Answered> {
  stop(): Promise<void>
}

const START = Buffer.from('{"data":{')
const END = Buffer.from('}}')

/** An answer that has data and nothing else, by its first and last bytes: those of an object in an object, where errors would be a list before or after it. */
const isClean = (bytes: Buffer): boolean => bytes.subarray(0, START.length).equals(START) && bytes.subarray(-END.length).equals(END)

const readResult = (bytes: Buffer): { data: ExecutionResult['data']; errors: readonly GraphQLFormattedError[] } | null => {
  try {
    const { data, errors } = JSON.parse(bytes.toString()) as { data?: ExecutionResult['data']; errors?: readonly GraphQLFormattedError[] }
    return data === undefined || !errors ? null : { data, errors }
  } catch {
    return null
  }
}

/** The gateway's short way: a query that one subgraph answers alone is handed on to it whole, and its answer's bytes are passed through. What it does not answer at all is left to the planner. */
export function createHandOn({ ownerOf, headersOf, tellErrors, timeMs }: HandOnParts): HandOn {
  const pools = new Map<string, Pool>()
  const poolOf = (origin: string): Pool => {
    const pool = pools.get(origin) ?? new Pool(origin, { headersTimeout: timeMs, bodyTimeout: timeMs })
    pools.set(origin, pool)
    return pool
  }
  const send = async ({ url }: Place, { asked: { query, operationName, variables }, caller }: LaneCall): Promise<Buffer> => {
    const { origin, pathname } = new URL(url)
    const { body } = await poolOf(origin).request({
      method: 'POST',
      path: pathname,
      headers: { ...headersOf(caller), 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query, operationName, variables }),
      signal: caller.signal,
    })
    return Buffer.from(await body.arrayBuffer())
  }
  return {
    plan: ownerOf,
    answer: async (place, call) => {
      const bytes = await send(place, call).catch(() => null)
      if (bytes && isClean(bytes)) return bytes
      const result = bytes && readResult(bytes)
      if (!result) return {} as Answered
      const errors = result.errors.map(({ message, path, extensions }) => new GraphQLError(message, { path, extensions }))
      return { answered: Promise.resolve({ ...(result.data ? { data: result.data } : {}), errors: tellErrors(place.name, errors) }) }
    },
    stop: async () => {
      await Promise.all([...pools.values()].map(pool => pool.destroy()))
    },
  }
}
