import { type Checkpoint, type Directory, type DirectoryKey, type PublicJwk, readCheckpoint, readDirectory } from '@delta/seal'
import { CopyFault } from './copy-fault.ts'
import type { ListPlace } from './list-place.ts'
import { textOf } from './read-json.ts'

/** Reads the signed participant directory with its keeper's public key, known beforehand. Throws `DIRECTORY`. */
export async function openDirectory(jws: string, keeper: PublicJwk, now: () => Date): Promise<Directory> {
  const read = await readDirectory(jws, keeper, { now })
  if ('error' in read) throw new CopyFault('DIRECTORY', `the participant directory cannot be trusted: ${read.error}`)
  return read.directory
}

/** The keys of a directory that may sign for the log. */
export const logKeysOf =
  ({ logKeys = [] }: Directory) =>
  (kid: string): PublicJwk | null =>
    logKeys.find(({ jwk }) => jwk.kid === kid)?.jwk ?? null

/** Reads a checkpoint signed by a key that the directory lists for the log, valid when it was signed. Throws `CHECKPOINT`. */
export async function openCheckpoint(jws: string, { logKeys = [] }: Directory): Promise<Checkpoint> {
  let used: DirectoryKey | undefined
  const read = await readCheckpoint(jws, kid => {
    used = logKeys.find(({ jwk }) => jwk.kid === kid)
    return used?.jwk ?? null
  })
  if ('error' in read) throw new CopyFault('CHECKPOINT', `the checkpoint is refused: ${read.error}`)
  const at = Date.parse(read.checkpoint.at)
  if (at < Date.parse(used!.validFrom) || (used!.validTo !== null && at > Date.parse(used!.validTo)))
    throw new CopyFault('CHECKPOINT', 'the checkpoint is refused: its key was not valid when it was signed')
  return read.checkpoint
}

/** Holds a list against a checkpoint of the same size: true where it is of that size. Throws `CHECKPOINT`. */
export function holdAgainst({ cursor, size, root, frontier, total }: ListPlace, checkpoint: Checkpoint, cells?: Readonly<Record<string, string>>): boolean {
  if (checkpoint.epoch !== cursor.epoch || checkpoint.size !== size) return false
  const refuse = (what: string): CopyFault => new CopyFault('CHECKPOINT', `the checkpoint signs ${what} of the log of ${size} events`, { event: size })
  if (checkpoint.root !== textOf(root)) throw refuse('another root')
  if (frontier !== null && checkpoint.digest !== textOf(total.digest())) throw refuse('another digest')
  if (cells && JSON.stringify(Object.entries(cells).toSorted()) !== JSON.stringify(Object.entries(checkpoint.cells).toSorted())) throw refuse('other cells')
  return true
}
