import { committedText, type ListChange } from '@delta/model'
import { createSetHash, type Directory } from '@delta/seal'
import { CopyFault } from './copy-fault.ts'
import { cellOf, FILTERED_CELL, type HeldEntry, type ListPlace, moveEntry } from './list-place.ts'
import { opens } from './read-change.ts'
import { bytesOf, hasExactly, isCount, isHash, membersOf, recordOf, textOf } from './read-json.ts'
import { holdAgainst, openCheckpoint } from './signed-checkpoint.ts'
import { frontierIn, isWhole, readHead, shows, type SnapshotHead } from './snapshot-head.ts'

/** An entry of a snapshot. */
interface SnapshotEntry extends HeldEntry {
  readonly id: string
  readonly salt: Buffer
  /** What the log says with it: epoch, seq, op, reason, legalBasis, at. */
  readonly logged: Record<string, unknown>
  readonly entry: ListChange['entry']
}

/** A snapshot that is being read. */
export interface OpenedSnapshot {
  readonly head: SnapshotHead
  readonly whole: boolean
  /** Its entries, each held against its commitment; ends without a fault only where all that the first line promises has come. */
  readonly entries: AsyncGenerator<SnapshotEntry>
  /** Where a copy of it stands. Only after the last entry. */
  place(): ListPlace
}

const LOGGED = ['epoch', 'seq', 'op', 'reason', 'legalBasis', 'at']

/** Opens a snapshot from its lines, with the keys of a directory. Throws `CopyFault`, naming the entry that does not hold. */
export async function openSnapshot(lines: AsyncIterable<string>, directory: Directory): Promise<OpenedSnapshot> {
  const source = lines[Symbol.asyncIterator]()
  const next = async (): Promise<string> => {
    const { value, done } = await source.next()
    if (done === true) throw new CopyFault('SNAPSHOT_CUT', 'the snapshot ends before its last line')
    return value
  }
  const head = await readHead(await next(), directory).catch(async (error: unknown) => {
    await source.return?.(undefined)
    throw error
  })
  const whole = isWhole(head)
  const place = placeAfter(head, whole)

  async function* readEntries(): AsyncGenerator<SnapshotEntry> {
    let last = ''
    for (;;) {
      const line = await next()
      if (line.startsWith('{"end"')) {
        demandEnd(line, place.count)
        break
      }
      const one = readEntry(line, head, whole, last)
      last = one.id
      moveEntry(place, one.id, one, 'add')
      yield one
    }
    if ((await source.next()).done !== true) throw new CopyFault('SNAPSHOT_MALFORMED', "something follows the snapshot's last line")
    demandDigests(place, head, whole)
    if (!holdAgainst(place, await openCheckpoint(head.checkpoint, directory), head.cells))
      throw new CopyFault('CHECKPOINT', "the snapshot's checkpoint is of another log")
  }
  async function* entries(): AsyncGenerator<SnapshotEntry> {
    try {
      yield* readEntries()
    } finally {
      await source.return?.(undefined)
    }
  }
  return { head, whole, entries: entries(), place: () => place }
}

function placeAfter(head: SnapshotHead, whole: boolean): ListPlace {
  const { epoch, seq, root } = head
  return {
    cursor: { epoch, seq, extra: 0 },
    size: seq,
    root: bytesOf(root),
    frontier: whole ? frontierIn(head) : null,
    sets: new Map(),
    total: createSetHash(),
    moved: new Set(),
    count: 0,
  }
}

function readEntry(line: string, head: SnapshotHead, whole: boolean, last: string): SnapshotEntry {
  const members = membersOf(line)
  const entry = recordOf(members?.['entry']) as ListChange['entry'] | null
  const logged = recordOf(members?.['logged'])
  const id = typeof entry?.id === 'string' ? entry.id : null
  const after = last === '' ? 'the first entry' : `the entry after ${last}`
  const refuse = (why: string): CopyFault =>
    new CopyFault('SNAPSHOT_ENTRY', id === null ? `${after} ${why}` : why, { entry: id, event: isCount(logged?.['seq'], 1) ? logged['seq'] : null })
  const hash = members?.['hash']
  const salt = members?.['salt']
  if (members === null || entry === null || id === null || logged === null || !hasExactly(members, ['entry', 'hash', 'salt', 'logged']))
    throw refuse('is not one that the gateway writes')
  if (JSON.stringify(members) !== line || !isHash(hash) || !isHash(salt) || !hasExactly(logged, LOGGED)) throw refuse('is not one that the gateway writes')
  const cell = cellOf(entry)
  if (cell === null || !opens({ entry, hash, salt }, committedText({ ...(logged as unknown as ListChange), entry })))
    throw refuse('its body does not fit its hash')
  if (id <= last) throw refuse(`it does not stand in order after ${last}`)
  if ((logged['seq'] as number) > head.seq || (logged['epoch'] as number) > head.epoch) throw refuse('it is of a later event than the snapshot')
  if (!shows(head.filter, entry)) throw refuse("it does not lie in the snapshot's filter")
  return { id, entry, logged, salt: bytesOf(salt), hash: bytesOf(hash), cell: whole ? cell : FILTERED_CELL }
}

function demandEnd(line: string, count: number): void {
  const end = recordOf(membersOf(line)?.['end'])
  if (end === null || line !== JSON.stringify({ end: { count: end['count'] } }))
    throw new CopyFault('SNAPSHOT_MALFORMED', "the snapshot's last line is not one")
  if (end['count'] !== count)
    throw new CopyFault('SNAPSHOT_DIGEST', `the snapshot ends with a count of ${String(end['count'])}, but ${count} entries stand in it`)
}

function demandDigests({ total, sets, count }: ListPlace, { scope, cells }: SnapshotHead, whole: boolean): void {
  const named = whole ? Object.entries(cells) : []
  const wrong = named.find(([cell, digest]) => textOf((sets.get(cell) ?? createSetHash()).digest()) !== digest)?.[0]
  const unnamed = whole ? [...sets.keys()].find(cell => !(cell in cells)) : undefined
  if (count !== scope.count) throw new CopyFault('SNAPSHOT_DIGEST', `the snapshot promises ${scope.count} entries, but ${count} stand in it`)
  if (textOf(total.digest()) !== scope.digest) {
    const where = wrong ?? unnamed
    throw new CopyFault('SNAPSHOT_DIGEST', `the entries have another digest than the snapshot says${where === undefined ? '' : `, those of ${where}`}`)
  }
  if (wrong ?? unnamed) throw new CopyFault('SNAPSHOT_DIGEST', `the entries of ${wrong ?? unnamed} have another digest than the snapshot says`)
}
