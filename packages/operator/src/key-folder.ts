import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Directory, generateKey, type PrivateJwk, type PublicJwk, publicOf, readDirectory, signDirectory, signingKey } from '@delta/seal'

const YEAR = 365 * 86_400_000

const textIn = (file: string): string | null => (existsSync(file) ? readFileSync(file, 'utf8') : null)

/** Replaces a file at once: what is half written is never read as whole. */
export function replaceFile(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** The private key in a file; made where there is none. */
export async function keyIn(file: string): Promise<PrivateJwk> {
  if (!existsSync(file)) replaceFile(file, JSON.stringify(await generateKey()))
  return JSON.parse(readFileSync(file, 'utf8')) as PrivateJwk
}

/** The directory that a folder's keeper (`directory.jwk`) last signed, also one that has expired; null where there is none of this keeper. */
export async function keptDirectory(folder: string): Promise<Directory | null> {
  const [jws, keeper] = [textIn(join(folder, 'directory.jws')), textIn(join(folder, 'directory.pub.jwk'))]
  if (jws === null || keeper === null) return null
  const { issuedAt } = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as Directory
  const read = await readDirectory(jws, JSON.parse(keeper) as PublicJwk, { now: () => new Date(issuedAt) })
  return 'error' in read ? null : read.directory
}

/** Signs a folder's directory anew with its keeper's key and puts it in the place of the last: it expires a year from now. */
export async function keepDirectory(folder: string, content: Omit<Directory, 'issuedAt' | 'expiresAt'>, now: () => Date): Promise<void> {
  const keeper = await keyIn(join(folder, 'directory.jwk'))
  const issuedAt = now()
  const directory = { issuedAt: issuedAt.toISOString(), expiresAt: new Date(issuedAt.getTime() + YEAR).toISOString(), ...content }
  replaceFile(join(folder, 'directory.pub.jwk'), JSON.stringify(publicOf(keeper)))
  replaceFile(join(folder, 'directory.jws'), await signDirectory(directory, signingKey(keeper)))
}
