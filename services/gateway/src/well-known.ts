import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { HttpHandler } from '@delta/service'

const FILES: Readonly<Record<string, { file: string; type: string }>> = {
  '/.well-known/jwks.json': { file: 'jwks.json', type: 'application/jwk-set+json' },
  '/.well-known/delta/directory': { file: 'directory.jws', type: 'application/jose' },
}

/** Serves the local issuer's public keys and the signed directory of participants, as they stand in the folder of keys. */
export function wellKnown(keys: string): HttpHandler {
  return async (request, response) => {
    const found = FILES[request.url?.split('?')[0] ?? '']
    if (!found) return false
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end()
      return true
    }
    const text = await readFile(join(keys, found.file), 'utf8').catch(() => null)
    if (text === null) response.writeHead(404, { 'content-type': 'application/problem+json' }).end('{"type":"about:blank","status":404,"title":"Not Found"}\n')
    else response.writeHead(200, { 'content-type': found.type, 'cache-control': 'max-age=60' }).end(request.method === 'HEAD' ? undefined : text)
    return true
  }
}
