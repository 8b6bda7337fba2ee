import { join } from 'node:path'
import { createKeyring, openSealed, openSealedLeaf, readDirectory, type Keyring, type Opened, type PublicJwk, type SealError } from '@delta/seal'
import { jsonOf, Missing, textOf } from './missing.ts'

/** What a verification says. */
export interface Verdict {
  readonly ok: boolean
  readonly line: string
}

type Answer = Opened | { error: SealError }

const FORM =
  '{"topic", "key", "headers", "value": the text as it stands in Kafka, or null}, or for a withheld value {"topic", "key", "headers", "leaf"}: the `proof` of an item in the graph is one.'

/** Verifies a record with its seal against a signed participant directory, offline: nothing is asked over the network. */
export async function verifyRecord(file: string, { directory, keeper, now }: { directory: string; keeper: string; now: () => Date }): Promise<Verdict> {
  const open = openerOf(jsonOf<unknown>(file, `give a record: ${FORM}`), file, now)
  const key = jsonOf<PublicJwk>(keeper, "give the directory keeper's public key with --keeper.")
  const read = await readDirectory(textOf(directory, 'give the signed participant directory with --directory.'), key, { now })
  if ('error' in read) return { ok: false, line: `not verified: ${read.error}` }
  const opened = await open(createKeyring(read.directory))
  if ('error' in opened) return { ok: false, line: `not verified: ${opened.error}` }
  const name = read.directory.participants.find(({ province }) => province === opened.province)?.name
  return { ok: true, line: `verified: sealed by ${opened.province} (${name}) with key ${opened.kid}` }
}

/** The files that the local system keeps. */
export function localDirectory(keys: string): { directory: string; keeper: string } {
  return { directory: join(keys, 'directory.jws'), keeper: join(keys, 'directory.pub.jwk') }
}

function openerOf(given: unknown, file: string, now: () => Date): (keyring: Keyring) => Promise<Answer> {
  const { topic, key, headers, value, leaf } = (given ?? {}) as Record<string, unknown>
  if (typeof topic === 'string' && typeof key === 'string' && isTexts(headers)) {
    if (typeof value === 'string' || value === null) return keyring => openSealed({ topic, key, headers, value }, keyring, { now })
    if (typeof leaf === 'string') return keyring => openSealedLeaf({ leaf: Buffer.from(leaf, 'base64url'), headers }, keyring, { now })
  }
  throw new Missing(`${file} is no record: ${FORM}`)
}

function isTexts(headers: unknown): headers is Record<string, string> {
  return headers !== null && typeof headers === 'object' && Object.values(headers).every(each => typeof each === 'string')
}
