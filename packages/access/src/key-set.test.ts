import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { issueToken, LOCAL_ISSUER } from './issue-token.ts'
import { fileKeySet, issuerKeySet } from './key-set.ts'
import { createVerifier } from './token.ts'

const folder = mkdtempSync(join(tmpdir(), 'delta-keys-'))
const pair = async (kid: string): Promise<{ secret: JWK; open: JWK }> => {
  const { privateKey, publicKey } = await generateKeyPair('Ed25519', { extractable: true })
  return { secret: { ...(await exportJWK(privateKey)), alg: 'Ed25519', kid }, open: { ...(await exportJWK(publicKey)), alg: 'Ed25519', kid } }
}
let server: Server
let issuer: string
let served: { issuer: string; keys: JWK[] }
beforeAll(async () => {
  server = createServer((request, response) => {
    const document =
      request.url === '/.well-known/openid-configuration'
        ? { issuer: served.issuer, jwks_uri: `${issuer}/keys` }
        : request.url === '/keys'
          ? { keys: served.keys }
          : null
    response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(document))
  })
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  issuer = `http://127.0.0.1:${(server.address() as { port: number }).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})
const rules = { ...LOCAL_ISSUER, roleClaim: 'role', maxAge: 86_400 }

test('a file of keys is read anew when it changes: new keys count, withdrawn ones are dead within seven seconds', async () => {
  const [first, second] = [await pair('a'), await pair('b')]
  const file = join(folder, 'jwks.json')
  const start = Date.now()
  let time = start
  const now = () => new Date(time)
  const write = (keys: JWK[], at: number) => {
    writeFileSync(file, JSON.stringify({ keys }))
    utimesSync(file, at, at)
  }
  write([first.open], 1)
  const verify = createVerifier({ keys: fileKeySet(file, now), ...rules, now })
  const old = await issueToken({ key: first.secret, role: 'analyst', now })
  const fresh = await issueToken({ key: second.secret, role: 'analyst', now })
  await verify(`Bearer ${old}`)
  await expect(verify(`Bearer ${fresh}`)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  write([second.open], 2)
  time = start + 7_001
  await verify(`Bearer ${fresh}`)
  await expect(verify(`Bearer ${old}`)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
})

test('any OpenID Connect issuer is found through its discovery document', async () => {
  const { secret, open } = await pair('o')
  served = { issuer, keys: [open] }
  const now = () => new Date()
  const verify = createVerifier({ keys: issuerKeySet(issuer), ...rules, issuer: 'delta-local', now })
  expect((await verify(`Bearer ${await issueToken({ key: secret, role: 'operator', now })}`)).role.kind).toBe('operator')
  await expect(verify(`Bearer ${await issueToken({ key: (await pair('other')).secret, role: 'operator', now })}`)).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
  })
})

test('a discovery document of another issuer, or none, is our trouble and not a bad token', async () => {
  const { secret } = await pair('x')
  const now = () => new Date()
  const token = await issueToken({ key: secret, role: 'operator', now })
  served = { issuer: 'https://elsewhere.example', keys: [] }
  await expect(createVerifier({ keys: issuerKeySet(issuer), ...rules, now })(`Bearer ${token}`)).rejects.toMatchObject({ code: 'EISSUER' })
  await expect(createVerifier({ keys: issuerKeySet('http://127.0.0.1:1'), ...rules, now })(`Bearer ${token}`)).rejects.not.toMatchObject({
    code: 'UNAUTHENTICATED',
  })
})
