import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HttpHandler } from '@delta/service'
import { decodeJwt, exportJWK, generateKeyPair } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPlayground } from './playground.ts'
import { documents, served } from './well-known.ts'

const folder = mkdtempSync(join(tmpdir(), 'delta-playground-'))
const servers: Server[] = []
const now = () => new Date('2026-11-23T00:00:00Z')

const serve = async (...handlers: HttpHandler[]): Promise<string> => {
  const server = createServer(async (request, response) => {
    for (const handler of handlers) if ((await handler(request, response)) !== false) return
    response.writeHead(404).end()
  })
  servers.push(server)
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`
}

beforeAll(async () => {
  mkdirSync(join(folder, 'examples'))
  writeFileSync(join(folder, 'examples', '1-first.graphql'), '# first\n{ provinces { code } }\n')
  writeFileSync(join(folder, 'examples', 'notes.txt'), 'no example')
  const { privateKey } = await generateKeyPair('Ed25519', { extractable: true })
  writeFileSync(join(folder, 'issuer.jwk'), JSON.stringify({ ...(await exportJWK(privateKey)), alg: 'Ed25519', kid: 'k' }))
  writeFileSync(join(folder, 'jwks.json'), '{"keys":[]}')
  writeFileSync(join(folder, 'directory.jws'), 'a.b.c')
})
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
  rmSync(folder, { recursive: true })
})

test('the page is whole in itself: nothing is fetched from elsewhere, examples are tabs', async () => {
  const url = await serve(createPlayground({ examples: join(folder, 'examples'), keys: null, now }))
  const response = await fetch(`${url}/`)
  const page = await response.text()
  expect(response.status).toBe(200)
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(page).toContain('{ provinces { code } }')
  expect(page).not.toContain('no example')
  expect(page.replaceAll(/<script>[\s\S]*?<\/script>|<style>[\s\S]*?<\/style>/g, '')).not.toMatch(/(src|href)="(https?:)?\/\//)
  expect(page).not.toContain('use a demo token</button>')
  const again = await fetch(`${url}/`, { headers: { 'if-none-match': response.headers.get('etag')! } })
  expect(again.status).toBe(304)
  expect((await fetch(`${url}/demo/token`, { method: 'POST', body: '{"role":"analyst"}' })).status).toBe(404)
}, 30_000)

test('where it is allowed, callers on this machine get tokens of demonstration roles, and of no others', async () => {
  const url = await serve(createPlayground({ examples: join(folder, 'examples'), keys: folder, now }))
  const ask = (body: string, method = 'POST') => fetch(`${url}/demo/token`, { method, ...(method === 'POST' ? { body } : {}) })
  const { token } = (await (await ask('{"role":"analyst"}')).json()) as { token: string }
  expect(decodeJwt(token)).toMatchObject({ iss: 'delta-local', aud: 'delta', role: 'analyst' })
  for (const body of ['{"role":"subject:NP:x"}', '{"role":"admin"}', '', '[]', `{"role":"${'x'.repeat(500)}"}`]) expect((await ask(body)).status).toBe(400)
  expect((await ask('', 'GET')).status).toBe(405)
})

test('public keys and the directory are served as they stand; private ones never', async () => {
  const url = await serve(served(documents({ DELTA_KEYS: folder, DELTA_SCHEMA: folder })))
  const keys = await fetch(`${url}/.well-known/jwks.json`)
  expect([keys.status, keys.headers.get('content-type'), await keys.text()]).toEqual([200, 'application/jwk-set+json', '{"keys":[]}'])
  const directory = await fetch(`${url}/.well-known/delta/directory`)
  expect([directory.headers.get('content-type'), await directory.text()]).toEqual(['application/jose', 'a.b.c'])
  for (const path of ['/.well-known/issuer.jwk', '/.well-known/delta/../issuer.jwk', '/.well-known/', '/issuer.jwk'])
    expect((await fetch(url + path)).status).toBe(404)
  expect((await fetch(`${url}/.well-known/jwks.json`, { method: 'POST' })).status).toBe(405)
})
