import { Refusal, REFUSALS } from '@delta/access'
import { GraphQLError } from 'graphql'

/** Why a document is refused, and the HTTP status that goes with it (schema/graph/ERRORS.md). */
export const GRAPH_REFUSALS = {
  ...REFUSALS,
  BAD_CURSOR: 400,
  BAD_ARGUMENT: 400,
  PAGE_TOO_LARGE: 400,
  DEPTH_LIMIT: 400,
  ALIAS_LIMIT: 400,
  TOKEN_LIMIT: 400,
  DIRECTIVE_LIMIT: 400,
  COST_LIMIT: 400,
  BODY_TOO_LARGE: 413,
  BATCH_OFF: 400,
  MEDIA_TYPE: 415,
  METHOD: 405,
  NOT_ACCEPTABLE: 406,
  NOT_FOUND: 404,
  OPERATION_LIMIT: 429,
  CURSOR_MALFORMED: 400,
  CURSOR_FUTURE: 400,
  CURSOR_EPOCH: 409,
  CURSOR_GONE: 410,
  WEBHOOK_ADDRESS: 400,
  WEBHOOK_LIMIT: 400,
  BAD_REQUEST: 400,
  BAD_REPRESENTATION: 400,
  PARSE_FAILED: 400,
  VALIDATION_FAILED: 400,
  TIME_LIMIT: 504,
  SERVICE_DOWN: 503,
  INTERNAL: 500,
} as const

/** Code of a refusal, as `extensions.code` says it. */
export type GraphRefusalCode = keyof typeof GRAPH_REFUSALS

/** Makes the error of a refusal. The message names the limit and never repeats what was sent. */
export function refuse(code: GraphRefusalCode, message: string, extra: Readonly<Record<string, unknown>> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { ...extra, code, http: httpOf(code) } })
}

/** Is it the code of a refusal? */
export const isRefusalCode = (code: unknown): code is GraphRefusalCode => typeof code === 'string' && Object.hasOwn(GRAPH_REFUSALS, code)

const rootOf = (error: unknown): unknown => {
  let root = error
  while (root instanceof GraphQLError && root.originalError) root = root.originalError
  return root
}

const SUGGESTION = /\s*Did you mean [^?]*\?/g

/**
 * The error as a client may see it: refusals keep message, path and code; errors of the document keep their message without suggestions; everything else is INTERNAL with no detail.
 * `onInternal` is told what was hidden.
 */
export function shownError(error: unknown, onInternal: (hidden: unknown) => void = () => undefined): GraphQLError {
  const root = rootOf(error)
  const place = error instanceof GraphQLError ? { nodes: error.nodes, path: error.path } : {}
  if (root instanceof Refusal) return new GraphQLError(root.message, { ...place, extensions: { code: root.code, http: { status: root.status } } })
  if (root instanceof GraphQLError) {
    const code = root.extensions['code']
    if (code === 'DOWNSTREAM_SERVICE_ERROR' || code === 'INTERNAL_SERVER_ERROR') return hide(error, place, onInternal)
    const shown = isRefusalCode(code) && code !== 'BAD_REQUEST' ? code : codeOfRequest(root)
    return new GraphQLError(root.message.replace(SUGGESTION, ''), {
      ...place,
      ...(root.nodes ? { nodes: root.nodes } : { source: root.source, positions: root.positions }),
      extensions: { ...extrasOf(root), code: shown, http: httpOf(shown) },
    })
  }
  return hide(error, place, onInternal)
}

/** Errors of the HTTP server below say a status of their own; what says none is an error of the document. */
const codeOfRequest = ({ extensions }: GraphQLError): GraphRefusalCode => {
  const http = extensions['http'] as { status?: number; spec?: boolean } | undefined
  if (http?.status === 405) return 'METHOD'
  return extensions['code'] === 'BAD_REQUEST' || (http?.status && !http.spec) ? 'BAD_REQUEST' : 'VALIDATION_FAILED'
}

/** By GraphQL over HTTP, an error of the document is a 200 to clients that accept only application/json; a refusal keeps its status. */
const httpOf = (code: GraphRefusalCode): { status: number; spec: boolean } => ({
  status: GRAPH_REFUSALS[code],
  spec: code === 'PARSE_FAILED' || code === 'VALIDATION_FAILED',
})

const EXTRAS = ['limit', 'found', 'service', 'snapshot', 'epoch', 'head']

const extrasOf = ({ extensions }: GraphQLError): Record<string, unknown> =>
  Object.fromEntries(Object.entries(extensions).filter(([name]) => EXTRAS.includes(name)))

const hide = (error: unknown, place: object, onInternal: (hidden: unknown) => void): GraphQLError => {
  onInternal(rootOf(error))
  return new GraphQLError('Something went wrong here; it has been logged.', { ...place, extensions: { code: 'INTERNAL', http: { status: 500 } } })
}
