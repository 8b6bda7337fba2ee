import { GraphQLError, parse } from 'graphql'
import type { Limits } from './limits.ts'
import { refuse } from './refusal.ts'

/** A parser that holds to the limit of tokens, and refuses with this project's codes. */
export const parseWithin =
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
