import type { IncomingMessage, ServerResponse } from 'node:http'
import { Refusal, type Gate, type HeaderReader } from '@delta/access'
import type { Caller } from './weigh.ts'
import type { Limits } from './limits.ts'
import { createRequestMeter } from './observe.ts'
import { GRAPH_REFUSALS, type GraphRefusalCode, refuse } from './refusal.ts'

/** Serves a request that the guard has let through. The body is parsed already and stands in `request.body`. */
export type Serve = (request: IncomingMessage & { body?: unknown }, response: ServerResponse, context: { caller: Caller }) => unknown

/** Parts of the guard. */
export interface GuardParts {
  readonly gate: Gate
  readonly limits: Limits
  readonly serve: Serve
  /** Told of what was not expected (a key set out of reach): answered as INTERNAL. */
  readonly onError: (error: unknown) => void
}

class Refused extends Error {
  readonly code: GraphRefusalCode

  constructor(code: GraphRefusalCode, message: string) {
    super(message)
    this.code = code
  }
}

/** A request whose body somebody before the guard has read already. */
export type ReadRequest = IncomingMessage & { raw?: Buffer }

const readBody = async (request: ReadRequest, most: number): Promise<Buffer> => {
  const tooLarge = () => new Refused('BODY_TOO_LARGE', `A request body is at most ${most} bytes.`)
  if (Number(request.headers['content-length'] ?? 0) > most || (request.raw?.length ?? 0) > most) throw tooLarge()
  if (request.raw) return request.raw
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > most) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Reads a request's headers. */
export const headerOf =
  (request: IncomingMessage): HeaderReader =>
  name => {
    const value = request.headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }

const isJson = (type: string | undefined): boolean => /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(type ?? '')

/** Does a text hold NUL, plain or escaped? No text in the database does, and PostgreSQL refuses a value that does. */
export const holdsNul = (text: string): boolean => /\0|\\u(0000|\{0+\})/.test(text)

const refuseNul = (text: string): void => {
  if (holdsNul(text)) throw new Refused('BAD_ARGUMENT', 'NUL is no text.')
}

const checkUrl = (url: string): void => {
  let text: string
  try {
    text = decodeURIComponent(url)
  } catch {
    throw new Refused('BAD_REQUEST', 'The URL is not UTF-8.')
  }
  refuseNul(text)
}

const parseJson = async (request: IncomingMessage, most: number): Promise<unknown> => {
  if (!isJson(request.headers['content-type'])) throw new Refused('MEDIA_TYPE', 'A POST carries Content-Type: application/json (UTF-8); forms are not read.')
  const bytes = await readBody(request, most)
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    refuseNul(text)
    return JSON.parse(text) as unknown
  } catch (error) {
    throw error instanceof Refused ? error : new Refused('BAD_REQUEST', 'The body is not JSON in UTF-8.')
  }
}

/** Reads the JSON body of a POST outside GraphQL, at most so many bytes. Throws a refusal with its code. */
export async function readJsonBody(request: IncomingMessage, most: number): Promise<unknown> {
  try {
    return await parseJson(request, most)
  } catch (error) {
    throw error instanceof Refused ? refuse(error.code, error.message) : error
  }
}

const readJson = async (request: IncomingMessage, limits: Limits): Promise<unknown> => {
  const body = await parseJson(request, limits.bodyBytes)
  if (Array.isArray(body)) throw new Refused('BATCH_OFF', 'One operation a request: batches (limit 1) are not taken.')
  if (body === null || typeof body !== 'object') throw new Refused('BAD_REQUEST', 'The body is a JSON object with query, variables and operationName.')
  return body
}

const answer = (request: IncomingMessage, response: ServerResponse, code: GraphRefusalCode, message: string): void => {
  const type = request.headers.accept?.includes('application/graphql-response+json') ? 'application/graphql-response+json' : 'application/json'
  const headers: Record<string, string> = { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' }
  if (code === 'UNAUTHENTICATED') headers['www-authenticate'] = 'Bearer'
  if (code === 'METHOD') headers['allow'] = 'GET, POST'
  if (!request.complete) headers['connection'] = 'close'
  response.writeHead(GRAPH_REFUSALS[code], headers).end(JSON.stringify({ errors: [{ message, extensions: { code } }] }))
  if (!request.complete) request.resume()
}

/** Guards a GraphQL endpoint before any GraphQL is read: method, token, media type, body size, batches. Refuses with the proper HTTP status and a code; an anonymous caller learns nothing else. */
export function createGuard({ gate, limits, serve, onError }: GuardParts): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const measure = createRequestMeter()
  return async (request, response) => {
    const streams = /\btext\/event-stream\b/.test(request.headers.accept ?? '')
    if (!streams) measure(request, response, '/graphql')
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    try {
      if (request.method !== 'GET' && request.method !== 'POST') throw new Refused('METHOD', 'GET or POST.')
      const header = headerOf(request)
      const principal = await gate.identify(header)
      if (request.method === 'GET') checkUrl(request.url ?? '')
      const body = request.method === 'POST' ? await readJson(request, limits) : undefined
      await serve(body === undefined ? request : Object.assign(request, { body }), response, {
        caller: { principal, header, streams, signal: gone.signal },
      })
    } catch (error) {
      if (response.headersSent) return void response.destroy()
      if (error instanceof Refused || error instanceof Refusal) return answer(request, response, error.code, error.message)
      onError(error)
      answer(request, response, 'INTERNAL', 'Something went wrong here; it has been logged.')
    }
  }
}
