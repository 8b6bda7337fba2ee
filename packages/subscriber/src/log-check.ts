import type { Checkpoint, Directory, PublicJwk } from '@delta/seal'
import { CopyFault } from './copy-fault.ts'
import { askText, type GatewayParts } from './feed-request.ts'
import type { ListPlace } from './list-place.ts'
import { demandProof, readProof } from './log-proof.ts'
import { membersOf, textOf } from './read-json.ts'
import { holdAgainst, openCheckpoint, openDirectory } from './signed-checkpoint.ts'

/** How the log is checked. */
export interface LogCheckParts extends GatewayParts {
  /** The public key of the participant directory's keeper, known beforehand. */
  readonly keeper: PublicJwk
  readonly now: () => Date
  readonly signal: AbortSignal
}

/** A log of a size, by its root. */
interface LogSize {
  readonly size: number
  readonly root: string
}

/** The participant directory as the gateway serves it, verified. */
export async function fetchDirectory(parts: LogCheckParts): Promise<Directory> {
  return openDirectory(await askText(parts, '/.well-known/delta/directory', parts.signal), parts.keeper, parts.now)
}

/**
 * Holds a copy against the newest signed checkpoint: one of the two logs must be the beginning of the other, and that checkpoint and the one held before must be of one log too.
 * Gives the new one to hold; null where it is of another epoch, of which the stream will tell. Throws `CopyFault`, or `FeedRefusal` where the gateway does not answer.
 */
export async function checkLog(parts: LogCheckParts, place: ListPlace, heldJws: string | null): Promise<string | null> {
  const directory = await fetchDirectory(parts)
  const jws = (await askText(parts, '/feeds/lists/checkpoint', parts.signal)).trim()
  const newest = await openCheckpoint(jws, directory)
  if (newest.epoch !== place.cursor.epoch) return null
  const held = heldJws === null ? null : await openCheckpoint(heldJws, directory)
  if (!holdAgainst(place, newest)) await demandOneLog(parts, sizeOf(place), newest)
  if (held?.epoch !== newest.epoch) return jws
  await demandOneLog(parts, held, newest)
  return held.size > newest.size ? heldJws : jws
}

/** The log that a copy has seen. */
export const sizeOf = ({ size, root }: ListPlace): LogSize => ({ size, root: textOf(root) })

/** Demands that one of two logs is the beginning of the other, by the gateway's proof. Throws `CONSISTENCY`. */
export async function demandOneLog(parts: LogCheckParts, one: LogSize | Checkpoint, other: LogSize | Checkpoint): Promise<void> {
  const [from, to] = one.size <= other.size ? [one, other] : [other, one]
  if (from.size === 0 || (from.size === to.size && from.root === to.root)) return
  const proof = from.size === to.size ? null : readProof(membersOf(await askText(parts, `/feeds/lists/proof?from=${from.size}&to=${to.size}`, parts.signal)))
  if (proof?.kind !== 'consistency' || proof.from !== from.size || proof.to !== to.size || proof.fromRoot !== from.root || proof.toRoot !== to.root)
    throw new CopyFault('CONSISTENCY', `the log of ${from.size} events that was seen is not the beginning of that of ${to.size}`, { event: from.size })
  demandProof(proof)
}
