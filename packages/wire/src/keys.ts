import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createKeyring, kidOfSeal, type Keyring, type PublicJwk, readDirectory } from '@delta/seal'

/** The participants' keys as they are now; with `unknown`, looked at at once because a record names a key that is not among them. */
export type Keys = (unknown?: boolean) => Promise<Keyring>

const LOOK_EVERY = 500

/** Keeps the keys of a folder's signed directory (`directory.jws`, signed by `directory.pub.jwk`): a changed file counts within half a second, so that a revoked key is soon dead. One that cannot be trusted does not replace a good one, until that expires. Rejects while there is none that can be trusted. */
export function createKeys(folder: string, { now }: { now: () => Date }): Keys {
  const file = join(folder, 'directory.jws')
  let keyring: Keyring | null = null
  let lookedAt = -Infinity
  let stamp = ''
  const read = async (): Promise<void> => {
    const keeper = JSON.parse(await readFile(join(folder, 'directory.pub.jwk'), 'utf8')) as PublicJwk
    const result = await readDirectory(await readFile(file, 'utf8'), keeper, { now })
    if ('error' in result) throw Object.assign(new Error('the directory of keys cannot be trusted'), { code: result.error, safe: true })
    keyring = createKeyring(result.directory)
  }
  const isExpired = (): boolean => keyring === null || keyring.expires <= now().getTime()
  const look = async (): Promise<void> => {
    const { mtimeNs, size, ino } = await stat(file, { bigint: true })
    const found = `${mtimeNs} ${size} ${ino}`
    if (!isExpired() && found === stamp) return
    await read()
    // What was written meanwhile has another stamp, and is read again.
    stamp = found
  }
  /** Looks one after another: who looks while another reads gets what that reads, not what was before. */
  let looking: Promise<unknown> = Promise.resolve()
  const lookInTurn = (): Promise<void> => {
    const turn = looking.then(look)
    looking = turn.catch(() => undefined)
    return turn
  }
  return async (unknown = false) => {
    const at = now().getTime()
    const expired = isExpired()
    if (expired || unknown || Math.abs(at - lookedAt) >= LOOK_EVERY) {
      lookedAt = at
      await lookInTurn().catch((error: unknown) => {
        if (expired) throw error
      })
    }
    return keyring!
  }
}

const DAY = 86_400_000

/** How many days the participants' directory may be trusted yet; 0 where none can be. */
export const daysLeft = (keys: Keys, now: () => Date): Promise<number> =>
  keys().then(
    ({ expires }) => Math.max(0, (expires - now().getTime()) / DAY),
    () => 0,
  )

/** Says whether a kept seal still stands: its key is among the participants' and has not been revoked. */
export const standing =
  (keys: Keys) =>
  async (seal: string): Promise<boolean> =>
    (await keys()).find(kidOfSeal(seal))?.revokedAt === Infinity
