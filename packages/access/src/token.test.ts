import { expect, test } from 'vitest'
import { createLocalJWKSet, exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT, UnsecuredJWT } from 'jose'
import { createHmac, createPrivateKey, sign as signRaw } from 'node:crypto'
import { issueToken, LOCAL_ISSUER } from './issue-token.ts'
import { createVerifier } from './token.ts'

const NOW = new Date('2026-11-23T00:00:00Z')
const time = Math.floor(NOW.getTime() / 1_000)
const now = () => NOW

const pair = async (alg: string, kid: string): Promise<{ secret: JWK; open: JWK }> => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return { secret: { ...(await exportJWK(privateKey)), alg, kid }, open: { ...(await exportJWK(publicKey)), alg, kid } }
}
const [good, other, rsa, ec] = await Promise.all([pair('Ed25519', 'k1'), pair('Ed25519', 'k1'), pair('RS256', 'r1'), pair('ES256', 'e1')])
const verify = createVerifier({
  keys: createLocalJWKSet({ keys: [good.open, rsa.open, ec.open] }),
  ...LOCAL_ISSUER,
  roleClaim: 'role',
  maxAge: 86_400,
  now,
})

const base64 = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const claims = { iss: 'delta-local', aud: 'delta', sub: 'analyst', role: 'analyst', iat: time, exp: time + 600 }
const header = { alg: 'Ed25519', typ: 'at+jwt', kid: 'k1' }
const raw = (head: unknown, body: unknown, key: JWK = good.secret): string => {
  const input = `${base64(head)}.${base64(body)}`
  return `${input}.${signRaw(null, Buffer.from(input), createPrivateKey({ key: key as never, format: 'jwk' })).toString('base64url')}`
}
const hmac = (secret: string): string => {
  const input = `${base64({ alg: 'HS256', typ: 'at+jwt' })}.${base64(claims)}`
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}
const signedWith = async (key: JWK, head: Partial<JWTHeaderParameters> = {}) =>
  new SignJWT(claims)
    .setProtectedHeader({ typ: 'at+jwt', kid: key.kid!, ...head, alg: key.alg! })
    .sign(await import('jose').then(jose => jose.importJWK(key, key.alg)))
const token = raw(header, claims)
const [head, body, signature] = token.split('.') as [string, string, string]

const refused: Record<string, string | Promise<string>> = {
  'alg none': new UnsecuredJWT(claims).encode(),
  'alg none in odd case': `${base64({ alg: 'nOnE', typ: 'at+jwt' })}.${body}.`,
  'alg none with a signature': `${base64({ alg: 'none', typ: 'at+jwt', kid: 'k1' })}.${body}.${signature}`,
  'HS256 with the RSA key as secret': hmac(JSON.stringify(rsa.open)),
  'HS256 with the JWK as secret': hmac(JSON.stringify(good.open)),
  'HS256 with the public bytes as secret': hmac(good.open.x!),
  'RS256, which is not allowed': signedWith(rsa.secret),
  'ES256, which is not allowed': signedWith(ec.secret),
  'embedded jwk': raw({ ...header, jwk: other.open }, claims, other.secret),
  'jku of the attacker': raw({ ...header, jku: 'https://evil.example/jwks.json' }, claims, other.secret),
  'x5u of the attacker': raw({ ...header, x5u: 'https://evil.example/cert' }, claims, other.secret),
  'kid that walks paths': raw({ ...header, kid: '../../../dev/null' }, claims, other.secret),
  'kid with SQL': raw({ ...header, kid: "k1' union select 'x" }, claims, other.secret),
  'another key': raw(header, claims, other.secret),
  expired: raw(header, { ...claims, iat: time - 700, exp: time - 60 }),
  'not yet valid': raw(header, { ...claims, nbf: time + 600 }),
  'issued in the future': raw(header, { ...claims, iat: time + 600, exp: time + 1_200 }),
  'no exp': raw(header, { ...claims, exp: undefined }),
  'no iat': raw(header, { ...claims, iat: undefined }),
  'no sub': raw(header, { ...claims, sub: undefined }),
  'another audience': raw(header, { ...claims, aud: 'other' }),
  'another issuer': raw(header, { ...claims, iss: 'https://evil.example' }),
  'no typ': raw({ ...header, typ: undefined }, claims),
  'another typ': raw({ ...header, typ: 'dpop+jwt' }, claims),
  'too old': raw(header, { ...claims, iat: time - 90_000, exp: time + 600 }),
  'exp as text': raw(header, { ...claims, exp: String(time + 600) }),
  'exp too large to be a number': raw(header, JSON.stringify(claims).replace(`"exp":${claims.exp}`, '"exp":1e999')),
  'unknown crit': raw({ ...header, crit: ['x-delta'], 'x-delta': true }, claims),
  'zero signature': `${head}.${body}.${Buffer.alloc(64).toString('base64url')}`,
  'truncated signature': token.slice(0, -4),
  'no signature': `${head}.${body}.`,
  'payload swapped': `${head}.${base64({ ...claims, role: 'operator' })}.${signature}`,
  'header swapped': `${base64({ ...header, kid: 'k2' })}.${body}.${signature}`,
  'duplicate keys in the payload, signed by another': `${head}.${base64('{"role":"analyst","role":"operator"}')}.${signature}`,
  'padded base64': `${head}=.${body}==.${signature}==`,
  'trailing newline': `${token}\n`,
  'trailing space': `${token} `,
  'five parts (JWE)': `${token}.a.b`,
  'one part': 'abc',
  'a megabyte': raw(header, { ...claims, pad: 'x'.repeat(1_000_000) }),
  'payload that is an array': raw(header, [claims]),
  'payload that is no JSON': raw(header, 'x'),
  'role missing': raw(header, { ...claims, role: undefined }),
  'role unknown': raw(header, { ...claims, role: 'admin' }),
  'role as a list': raw(header, { ...claims, role: ['analyst'] }),
  'role of the prototype': raw(header, { ...claims, role: '__proto__' }),
  'scope where there is none': raw(header, { ...claims, role: 'analyst:310000' }),
  'partner without its city': raw(header, { ...claims, role: 'partner' }),
}

for (const [name, sent] of Object.entries(refused)) {
  test(`refuses a token: ${name}`, async () => {
    await expect(verify(`Bearer ${await sent}`)).rejects.toMatchObject({ code: 'UNAUTHENTICATED', status: 401 })
  })
}

test('refuses no token, and other schemes', async () => {
  for (const sent of [undefined, null, '', 'Basic YTpi', token, `Bearer  ${token}`, `Bearer ${token}, Bearer ${token}`]) {
    await expect(verify(sent)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  }
})

test('accepts a good token, and one whose audience list holds us', async () => {
  expect(await verify(`Bearer ${token}`)).toEqual({ id: 'analyst', role: { text: 'analyst', kind: 'analyst', scope: null } })
  expect((await verify(`bearer ${raw(header, { ...claims, aud: ['x', 'delta'], role: 'partner:330100' })}`)).role.scope).toBe('330100')
})

test('accepts what the local issuer issues', async () => {
  const issued = await issueToken({ key: good.secret, role: 'unit:ZJ-HUKOU', now })
  expect((await verify(`Bearer ${issued}`)).role).toEqual({ text: 'unit:ZJ-HUKOU', kind: 'unit', scope: 'ZJ-HUKOU' })
})

test('a remembered token dies with its exp and with its key', async () => {
  let clock = NOW
  let keys = createLocalJWKSet({ keys: [good.open] })
  const brief = createVerifier({ keys: (...given) => keys(...given), ...LOCAL_ISSUER, roleClaim: 'role', maxAge: 86_400, now: () => clock })
  const short = raw(header, { ...claims, exp: time + 2 })
  await brief(`Bearer ${short}`)
  await brief(`Bearer ${token}`)
  clock = new Date(NOW.getTime() + 8_000)
  keys = createLocalJWKSet({ keys: [other.open] })
  await expect(brief(`Bearer ${short}`)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  await expect(brief(`Bearer ${token}`)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
})

test('an issuer out of reach is not the caller’s fault', async () => {
  const away = createVerifier({
    keys: async () => {
      throw new TypeError('fetch failed')
    },
    ...LOCAL_ISSUER,
    roleClaim: 'role',
    maxAge: 86_400,
    now,
  })
  await expect(away(`Bearer ${token}`)).rejects.toThrow('fetch failed')
})
