import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { gunzipSync } from 'node:zlib'
import { issueToken } from '@delta/access'
import type { HttpHandler } from '@delta/service'

/** What the playground is made of. */
export interface PlaygroundParts {
  /** The folder of example documents; they become tabs in the order of their names. */
  readonly examples: string
  /** The folder with the local issuer's key, where demonstration tokens may be given away; else null. */
  readonly keys: string | null
  readonly now: () => Date
}

const ROLES = ['analyst', 'partner:330100', 'province:310000', 'unit:ZJ-HUKOU', 'operator']
const POLICY =
  "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; worker-src blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'"

interface Page {
  readonly zipped: Buffer
  readonly tag: string
}

/** The page weighs nine megabytes: it is made in a worker, so that only its zipped bytes stay in this process. */
const makePage = async ({ examples, keys }: PlaygroundParts): Promise<Page> => {
  const files = readdirSync(examples)
    .filter(name => name.endsWith('.graphql'))
    .toSorted()
  const workerData = { examples: files.map(name => ({ name, query: readFileSync(join(examples, name), 'utf8') })), roles: keys === null ? [] : ROLES }
  const worker = new Worker(new URL('./playground-page.ts', import.meta.url), { workerData, execArgv: ['--disable-warning=ExperimentalWarning'] })
  const [message] = (await once(worker, 'message')) as [Uint8Array]
  await worker.terminate()
  const zipped = Buffer.from(message)
  return { zipped, tag: `"${createHash('sha256').update(zipped).digest('base64url').slice(0, 16)}"` }
}

const sendPage = ({ zipped, tag }: Page, request: IncomingMessage, response: ServerResponse): void => {
  const headers = {
    etag: tag,
    vary: 'accept-encoding',
    'cache-control': 'no-cache',
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  }
  if (request.headers['if-none-match'] === tag) return void response.writeHead(304, headers).end()
  const asked = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
  response.writeHead(200, asked ? { ...headers, 'content-encoding': 'gzip' } : headers).end(asked ? zipped : gunzipSync(zipped))
}

const isLoopback = (address: string | undefined): boolean => /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(address ?? '')

const readRole = async (request: IncomingMessage): Promise<string | null> => {
  let text = ''
  for await (const chunk of request as AsyncIterable<Buffer>) if ((text += chunk.toString()).length > 200) return null
  try {
    const { role } = JSON.parse(text) as { role?: unknown }
    return ROLES.find(one => one === role) ?? null
  } catch {
    return null
  }
}

const problem = (response: ServerResponse, status: number, title: string): void => {
  response
    .writeHead(status, { 'content-type': 'application/problem+json', 'cache-control': 'no-store' })
    .end(`${JSON.stringify({ type: 'about:blank', status, title })}\n`)
}

/** Serves `/`: GraphiQL with the examples, and, for a local deployment that allows it, `POST /demo/token` for callers on this machine. */
export function createPlayground(parts: PlaygroundParts): HttpHandler {
  let page: Promise<Page> | null = null
  const giveToken = async (request: IncomingMessage, response: ServerResponse, keys: string): Promise<void> => {
    if (request.method !== 'POST') return problem(response, 405, 'POST a role')
    if (!isLoopback(request.socket.remoteAddress)) return problem(response, 403, 'Only for callers on this machine')
    const role = await readRole(request)
    if (role === null) return problem(response, 400, `A role: ${ROLES.join(', ')}`)
    const token = await issueToken({ key: JSON.parse(readFileSync(join(keys, 'issuer.jwk'), 'utf8')) as never, role, now: parts.now })
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify({ token }))
  }
  return async (request, response) => {
    const path = request.url?.split('?')[0]
    if (path === '/demo/token' && parts.keys !== null) {
      await giveToken(request, response, parts.keys)
      return true
    }
    if (path !== '/') return false
    page ??= makePage(parts).catch((error: unknown) => {
      page = null
      throw error
    })
    sendPage(await page, request, response)
    return true
  }
}
