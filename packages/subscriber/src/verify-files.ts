import type { Directory } from '@delta/seal'
import { CopyFault } from './copy-fault.ts'
import { writeCursor } from './cursor.ts'
import { linesOf } from './lines.ts'
import { type HeldEntry, type ListPlace, takeChange } from './list-place.ts'
import { demandScope } from './list-scope.ts'
import { type ConsistencyProof, demandProof, type InclusionProof } from './log-proof.ts'
import { readChange } from './read-change.ts'
import { membersOf, recordOf } from './read-json.ts'
import { openSnapshot } from './read-snapshot.ts'
import { openCheckpoint } from './signed-checkpoint.ts'

/** Verifies a proof of the log, and that a signed checkpoint says the same of it. Says what holds, or throws `CopyFault`. */
export async function verifyProof(proof: InclusionProof | ConsistencyProof, checkpoints: readonly string[], directory: Directory): Promise<string> {
  demandProof(proof)
  const ends = proof.kind === 'inclusion' ? [[proof.size, proof.root] as const] : [[proof.from, proof.fromRoot] as const, [proof.to, proof.toRoot] as const]
  for (const jws of checkpoints) {
    const { size, root } = await openCheckpoint(jws, directory)
    const end = ends.find(([at]) => at === size)
    if (!end) throw new CopyFault('CHECKPOINT', `the checkpoint is of ${size} events, the proof of ${ends.map(([at]) => at).join(' and ')}`)
    if (end[1] !== root) throw new CopyFault('CHECKPOINT', `the checkpoint signs another root of the log of ${size} events`)
  }
  return proof.kind === 'inclusion'
    ? `event ${proof.seq} with hash ${proof.hash} stands in the signed log of ${proof.size} events`
    : `the log of ${proof.from} events is the beginning of the signed log of ${proof.to}`
}

/** Files to verify: a snapshot as bytes, and events after it, if any. */
export interface SnapshotFiles {
  readonly snapshot: AsyncIterable<Uint8Array>
  readonly events?: AsyncIterable<Uint8Array> | undefined
}

/** Verifies a snapshot, and the events that follow it, with the keys of a directory. Says what holds, or throws `CopyFault` with the first event or entry that does not. */
export async function verifySnapshot({ snapshot, events }: SnapshotFiles, directory: Directory): Promise<string> {
  const { entries, place } = await openSnapshot(linesOf(snapshot), directory)
  const held = new Map<string, HeldEntry>()
  for await (const { id, hash, cell } of entries) held.set(id, { hash, cell })
  const at = place()
  const whole = at.frontier !== null
  const said = (): string => `${at.count} entries${whole ? '' : ' of its filter'} as of ${writeCursor(at.cursor)}`
  const before = `the snapshot holds ${said()}`
  let [taken, number] = [0, 0]
  for await (const line of events ? linesOf(events) : []) {
    number += 1
    try {
      if (takeLine(line, at, held)) taken += 1
    } catch (error) {
      throw error instanceof CopyFault ? error.at(`line ${number} of the events`) : error
    }
  }
  return `${before}, as signed${events ? `; ${taken} events after it lead to ${said()}` : ''}`
}

/** Takes a line of events into a list: a change, or what the gateway says of the list between changes. */
function takeLine(line: string, place: ListPlace, held: Map<string, HeldEntry>): boolean {
  const members = membersOf(line)
  if (members === null || JSON.stringify(members) !== line) throw new CopyFault('CHANGE_MALFORMED', 'it is not one that the gateway writes')
  const told = recordOf(members['caught-up'])
  if (told) {
    demandScope(place, told)
    return false
  }
  const change = readChange(line)
  const after = takeChange(place, cursorAfter(place, change), change, held.get(change.entry.id) ?? null)
  if (after === 'double') throw new CopyFault('CHANGE_GAP', 'it does not follow the one before', { event: change.seq, entry: change.entry.id })
  if (after.held) held.set(change.entry.id, after.held)
  else held.delete(change.entry.id)
  return true
}

/** A line has no cursor of its own: the same number again is one more of what a change of the stored set brings there. */
function cursorAfter({ cursor, frontier }: ListPlace, { seq }: { seq: number }): ListPlace['cursor'] {
  return { epoch: cursor.epoch, seq, extra: frontier === null && seq === cursor.seq ? cursor.extra + 1 : 0 }
}
