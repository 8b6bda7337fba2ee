import type { IncomingMessage } from 'node:http'

/** What a request asks for, where it says so in the plainest way of GraphQL over HTTP. */
export interface Asked {
  readonly query: string
  readonly operationName: string | undefined
  readonly variables: Readonly<Record<string, unknown>>
  /** The media type of its answer. */
  readonly type: 'application/json' | 'application/graphql-response+json'
}

const JSON_TYPES = ['application/json', '*/*', 'application/*']

/** The media type that `Accept` asks for first; null where something else than JSON may be wanted. */
function acceptedJson(accept = '*/*'): Asked['type'] | null {
  const types = accept.replace(/\s/g, '').toLowerCase().split(',')
  for (const type of types) {
    if (JSON_TYPES.includes(type)) return 'application/json'
    if (type === 'application/graphql-response+json') return type
    if (/event-stream|multipart|;|\*/.test(type)) return null
  }
  return null
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads a POST whose body is parsed already: `query`, `variables` and `operationName` and nothing else. Null for every other request. */
export function readAsked({ body, headers }: IncomingMessage & { readonly body?: unknown }): Asked | null {
  const type = acceptedJson(headers.accept)
  if (type === null || !isObject(body)) return null
  const { query, operationName, variables, ...more } = body
  if (typeof query !== 'string' || !(variables == null || isObject(variables))) return null
  if (!(operationName == null || (typeof operationName === 'string' && operationName !== ''))) return null
  if (Object.values(more).some(value => value != null)) return null
  return { query, operationName: operationName ?? undefined, variables: variables ?? {}, type }
}
