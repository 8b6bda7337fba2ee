import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Directory, type DirectoryKey, generateKey, type Participant, publicOf } from '@delta/seal'
import { keepDirectory, keptDirectory, keyIn, replaceFile } from './key-folder.ts'

/** What keys are for: a province's adapter seals, its platform pushes, the repair desk speaks in its name. The supervision (`region`) and the log (`log`) seal alone. */
export const KEY_USES = ['seal', 'push', 'repair'] as const

/** One of them. */
export type KeyUse = (typeof KEY_USES)[number]

/** Why a key is neither rotated nor revoked: there is no directory of this folder's keeper, no such participant, no such key of it, or no other that could go on in its place. */
export class KeyError extends Error {
  readonly code: 'NO_DIRECTORY' | 'NO_PARTICIPANT' | 'NO_KEY' | 'ONLY_KEY'
  readonly safe = true
  constructor(code: KeyError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** A folder of keys with the directory that lists them, and the clock. */
export interface KeyFolder {
  readonly folder: string
  readonly now: () => Date
}

/** How long a key that another has followed may still seal. */
const OVERLAP = 600_000
/** How long before its making a key counts as valid: clocks differ. */
const LEEWAY = 60_000
/** Within this time whoever seals has taken up a new key: it looks before each batch. */
const TAKE_UP = 1_000

/** The log is no participant: what signs its checkpoints seals no record. The directory lists its keys apart. */
const LOG = 'log'
/** Whose key file is called otherwise. */
const FILES: Readonly<Record<string, string>> = { region: 'supervision' }

const fileOf = (owner: string, use: KeyUse): string => `${use === 'seal' ? '' : `${use}-`}${FILES[owner] ?? owner}.jwk`
const listOf = (use: KeyUse) => (use === 'push' ? 'pushKeys' : 'keys')
const plus = (at: Date, milliseconds: number): string => new Date(at.getTime() + milliseconds).toISOString()

/** The directory and its participant. Throws a KeyError where there is none. */
async function listed({ folder }: KeyFolder, province: string): Promise<{ directory: Directory; participant: Participant }> {
  const directory = await keptDirectory(folder)
  if (!directory) throw new KeyError('NO_DIRECTORY', 'There is no directory that the keeper of this folder has signed.')
  const participant = [...directory.participants, { province: LOG, name: LOG, keys: directory.logKeys ?? [] }].find(one => one.province === province)
  if (!participant) throw new KeyError('NO_PARTICIPANT', 'The directory has no such participant.')
  return { directory, participant }
}

/** Changes what the directory lists of a participant. */
async function change(keys: KeyFolder, province: string, to: (one: Participant) => Participant): Promise<void> {
  const { directory, participant } = await listed(keys, province)
  const { issuedAt: _issuedAt, expiresAt: _expiresAt, ...content } = directory
  const changed = to(participant)
  const participants = content.participants.map(one => (one === participant ? changed : one))
  const logKeys = province === LOG ? changed.keys : content.logKeys
  await keepDirectory(keys.folder, { ...content, participants, ...(logKeys ? { logKeys } : {}) }, keys.now)
}

/** The id of the key that a participant uses now; null where this folder has none. */
const usedNow = async ({ folder }: KeyFolder, province: string, use: KeyUse): Promise<string | null> => {
  const file = join(folder, fileOf(province, use))
  return existsSync(file) ? (await keyIn(file)).kid : null
}

/** Makes a participant a new key. The directory lists it before anybody signs with it, and keeps the one before it, valid for ten minutes more: nothing that is under way is refused. Gives both ids. */
export async function rotateKey(keys: KeyFolder, province: string, use: KeyUse = 'seal'): Promise<{ before: string; kid: string }> {
  await listed(keys, province)
  const [before, next] = [await usedNow(keys, province, use), await generateKey()]
  if (before === null) throw new KeyError('NO_KEY', 'This folder has no such key of this participant.')
  const at = keys.now()
  const end = (key: DirectoryKey): DirectoryKey => (key.jwk.kid === before ? { ...key, validTo: key.validTo ?? plus(at, OVERLAP) } : key)
  await change(keys, province, one => ({
    ...one,
    [listOf(use)]: [...(one[listOf(use)] ?? []).map(end), { jwk: publicOf(next), validFrom: plus(at, -LEEWAY), validTo: null }],
  }))
  replaceFile(join(keys.folder, fileOf(province, use)), JSON.stringify(next))
  return { before, kid: next.kid }
}

/**
 * Revokes a key, by default the one that the participant seals with: what it signs from now on is refused everywhere within five seconds, what it signed before stays
 * valid. Where the key is in use, a new one takes its place first, so that its owner goes on; one that is used elsewhere, without another to go on with, is not revoked. Gives the revoked
 * id and, where there is one, the new one.
 */
export async function revokeKey(keys: KeyFolder, province: string, kid?: string): Promise<{ revoked: string; kid: string | null }> {
  const { participant } = await listed(keys, province)
  const revoked = kid ?? (await usedNow(keys, province, 'seal'))
  const list = [participant.keys, participant.pushKeys ?? []].find(some => some.some(key => key.jwk.kid === revoked))
  if (!list || revoked === null) throw new KeyError('NO_KEY', 'The directory lists no such key of this participant.')
  const inUse = new Map<string | null, KeyUse>()
  for (const use of KEY_USES) inUse.set(await usedNow(keys, province, use), use)
  const used = inUse.get(revoked)
  const now = keys.now().toISOString()
  const goesOn = (key: DirectoryKey): boolean =>
    key.revokedAt === undefined && (key.validTo === null || key.validTo > now) && inUse.get(key.jwk.kid) !== 'repair'
  const stands = list.some(key => key.jwk.kid === revoked && goesOn(key))
  if (used === undefined && stands && !list.some(key => key.jwk.kid !== revoked && goesOn(key)))
    throw new KeyError(
      'ONLY_KEY',
      'This is the only key that its owner has, and this folder does not hold it: its owner would go on sealing with a dead key. Give it another first.',
    )
  const next = used ? await rotateKey(keys, province, used) : null
  if (next) await sleep(TAKE_UP)
  const at = keys.now().toISOString()
  const end = (key: DirectoryKey): DirectoryKey =>
    key.jwk.kid === revoked ? { ...key, validTo: key.validTo !== null && key.validTo < at ? key.validTo : at, revokedAt: key.revokedAt ?? at } : key
  await change(keys, province, one => ({ ...one, keys: one.keys.map(end), ...(one.pushKeys ? { pushKeys: one.pushKeys.map(end) } : {}) }))
  return { revoked, kid: next?.kid ?? null }
}
