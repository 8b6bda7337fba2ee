import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createKeyring, type Keyring, type PublicJwk, readDirectory } from '@delta/seal'

/** The participants' keys as they are now; with `unknown`, read again because a record names a key that is not among them. */
export type Keys = (unknown?: boolean) => Promise<Keyring>

const OLDEST = 5 * 60_000
const SOONEST = 2_000

/** Keeps the keys of a folder's signed directory (`directory.jws`, signed by `directory.pub.jwk`), reading it again when it is old, expired or lacks a key. Rejects while there is none that can be trusted. */
export function createKeys(folder: string, { now }: { now: () => Date }): Keys {
  let keyring: Keyring | null = null
  let readAt = -Infinity
  const read = async (): Promise<void> => {
    const keeper = JSON.parse(await readFile(join(folder, 'directory.pub.jwk'), 'utf8')) as PublicJwk
    const result = await readDirectory(await readFile(join(folder, 'directory.jws'), 'utf8'), keeper, { now })
    if ('error' in result) throw Object.assign(new Error('the directory of keys cannot be trusted'), { code: result.error, safe: true })
    keyring = createKeyring(result.directory)
  }
  return async (unknown = false) => {
    const at = now().getTime()
    const expired = keyring === null || keyring.expires <= at
    if (expired || Math.abs(at - readAt) > (unknown ? SOONEST : OLDEST)) {
      readAt = at
      await read().catch((error: unknown) => {
        if (expired) throw error
      })
    }
    return keyring!
  }
}
