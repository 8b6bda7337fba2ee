import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateKey, generateSecret, publicOf, signDirectory, signingKey, type DirectoryKey, type PrivateJwk } from '@delta/seal'
import { PROVINCES } from './provinces.ts'

/** As whom the supervision seals: it is no province, so nothing that a province publishes can be sealed with its key. */
const REGION = 'region'

const YEAR = 365 * 86_400_000

/** Makes every key of a local system that is missing, and signs the participant directory anew: it expires a year from now. */
export async function makeKeys(folder: string, now: () => Date): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const participants = []
  for (const { code, short, name } of PROVINCES) {
    // The repair desk speaks in a province's name by a key of its own: it can be withdrawn without stopping the province's adapter.
    const keys = [await listed(join(folder, `${code}.jwk`)), await listed(join(folder, `repair-${code}.jwk`))]
    // What a province's own platform signs its pushes with: it seals nothing.
    const pushKeys = [await listed(join(folder, `push-${code}.jwk`))]
    participants.push({ province: code, name, keys, pushKeys })
    secret(join(folder, `record-${short}.key`))
  }
  participants.push({ province: REGION, name: '长三角区域联合监管', keys: [await listed(join(folder, 'supervision.jwk'))] })
  secret(join(folder, 'pseudonym.key'))
  secret(join(folder, 'webhook.key'))
  secret(join(folder, 'repair.key'))
  const logKeys = [await listed(join(folder, 'log.jwk'))]
  const keeper = await privateKey(join(folder, 'directory.jwk'))
  const issuedAt = now()
  const directory = { issuedAt: issuedAt.toISOString(), expiresAt: new Date(issuedAt.getTime() + YEAR).toISOString(), participants, logKeys }
  write(join(folder, 'directory.jws'), await signDirectory(directory, signingKey(keeper)))
  write(join(folder, 'directory.pub.jwk'), JSON.stringify(publicOf(keeper)))
  const issuer = await privateKey(join(folder, 'issuer.jwk'))
  write(join(folder, 'jwks.json'), JSON.stringify({ keys: [{ ...publicOf(issuer), use: 'sig' }] }))
}

/** A key as the directory lists it: valid from when it was made. */
async function listed(file: string): Promise<DirectoryKey> {
  const jwk = publicOf(await privateKey(file))
  return { jwk, validFrom: new Date(statSync(file).mtimeMs - 60_000).toISOString(), validTo: null }
}

async function privateKey(file: string): Promise<PrivateJwk> {
  if (!existsSync(file)) write(file, JSON.stringify(await generateKey()))
  return JSON.parse(readFileSync(file, 'utf8')) as PrivateJwk
}

function secret(file: string): void {
  if (!existsSync(file)) write(file, `${generateSecret()}\n`)
}

/** A key that is half written must never be read as a whole one. */
function write(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
