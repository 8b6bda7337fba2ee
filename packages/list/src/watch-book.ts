import { olderIdOf } from '@delta/model'
import type { Kysely } from 'kysely'
import type { Watched } from './list-filter.ts'
import type { LogHead } from './read-log.ts'
import { type ListWatchChangeTable, type ListWatchTables, watchChanges } from './watch.ts'

/** A stored set with its history in memory. */
export interface WatchBook {
  /** Reads what has been changed since. */
  refresh(): Promise<void>
  /** Was a subject in the set when the log reached a number? A change of the set counts from the next number on. */
  readonly watched: Watched
  /** The changes that took effect at a number, in order. */
  at(seq: LogHead['seq']): readonly ListWatchChangeTable[]
  /** The numbers after one at which the set changed, ascending. */
  next(after: number): number | null
}

/** Opens a stored set, empty until refreshed. A subject is watched under its older number too: that is in the set as long as it or any subject that it leads to is. */
export function openWatchBook<DB extends ListWatchTables>(db: Kysely<DB>, id: string): WatchBook {
  const subjects = new Map<string, ListWatchChangeTable[]>()
  const places = new Map<number, ListWatchChangeTable[]>()
  const reasons = new Map<string, Set<string>>()
  let last = 0
  let reading: Promise<void> | null = null
  const take = (change: ListWatchChangeTable, reason: string): void => {
    const why = reasons.get(change.subject_id) ?? new Set<string>()
    reasons.set(change.subject_id, why)
    const before = why.size > 0
    if (change.added) why.add(reason)
    else why.delete(reason)
    if (before === why.size > 0) return
    const of = subjects.get(change.subject_id)
    if (of) of.push(change)
    else subjects.set(change.subject_id, [change])
    const at = places.get(change.seq)
    if (at) at.push(change)
    else places.set(change.seq, [change])
  }
  const read = async (): Promise<void> => {
    for (const change of await watchChanges(db, id, last)) {
      take(change, change.subject_id)
      const older = olderIdOf(change.subject_id)
      if (older !== null) take({ ...change, subject_id: older }, change.subject_id)
      last = change.id
    }
  }
  return {
    // One reading at a time: two would each add the same changes.
    refresh: () => (reading = (reading ?? Promise.resolve()).catch(() => undefined).then(read)),
    watched: (subject, seq) => subjects.get(subject)?.findLast(change => change.seq < seq)?.added ?? false,
    at: seq => places.get(seq) ?? [],
    next: after => [...places.keys()].find(seq => seq > after) ?? null,
  }
}
