import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { HttpHandler } from '@delta/service'

/** A file that is served as it stands, and its media type. */
interface Document {
  readonly file: string
  readonly type: string
}

/** The documents that the gateway serves by path: the local issuer's public keys, the signed directory of participants, what may be pushed. */
export const documents = ({ DELTA_KEYS, DELTA_SCHEMA }: { DELTA_KEYS: string; DELTA_SCHEMA: string }): Readonly<Record<string, Document>> => ({
  '/.well-known/jwks.json': { file: join(DELTA_KEYS, 'jwks.json'), type: 'application/jwk-set+json' },
  '/.well-known/delta/directory': { file: join(DELTA_KEYS, 'directory.jws'), type: 'application/jose' },
  '/exchange/openapi.json': { file: join(DELTA_SCHEMA, 'openapi.json'), type: 'application/json' },
})

/** Serves documents as they stand on the disk now. */
export function served(files: Readonly<Record<string, Document>>): HttpHandler {
  return async (request, response) => {
    const path = request.url?.split('?')[0] ?? ''
    const found = Object.hasOwn(files, path) ? files[path] : undefined
    if (!found) return false
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end()
      return true
    }
    const text = await readFile(found.file, 'utf8').catch(() => null)
    if (text === null) response.writeHead(404, { 'content-type': 'application/problem+json' }).end('{"type":"about:blank","status":404,"title":"Not Found"}\n')
    else response.writeHead(200, { 'content-type': found.type, 'cache-control': 'max-age=2' }).end(request.method === 'HEAD' ? undefined : text)
    return true
  }
}
