import { nameKey, normaliseName } from '@delta/model'
import type { BaseName } from './base-name.ts'

/** Under which names base rows state subjects. */
export interface NameBook {
  /** The base rows of a subject. */
  of(subject: string): readonly BaseName[]
  /** The base row at a place. */
  at(rowKey: string): BaseName | undefined
  /** The base rows whose name, in the form in which names are looked for, is this one's. */
  bearing(name: string): readonly BaseName[]
  /** A base row states this name under a subject's identifier, and is caught for it. */
  isWaiting(subject: string, name: string): boolean
  /** Takes what a base row says now, unless a later one has spoken. */
  put(rowKey: string, name: BaseName | null): void
  /** Notes that a base row is caught. */
  wait(subject: string, name: string): void
  /** The rows that were put, null where they state no name any more. */
  changed(): ReadonlyMap<string, BaseName | null>
  /** The subjects, and the names as they are looked for, of which something changed. */
  touched(): { readonly subjects: readonly string[]; readonly names: readonly string[] }
}

/** The form in which names are looked for. */
export const searchKey = normaliseName

/** Makes the book over the rows that are stored, and the names of caught base rows. */
export function createNameBook(known: readonly BaseName[], waiting: readonly { readonly subject_id: string; readonly name: string }[]): NameBook {
  const rows = new Map<string, BaseName>()
  const bySubject = new Map<string, Set<BaseName>>()
  const byName = new Map<string, Set<BaseName>>()
  const caught = new Set(waiting.map(one => keyOf(one.subject_id, one.name)))
  const changed = new Map<string, BaseName | null>()
  const subjects = new Set<string>()
  const names = new Set<string>()
  const indexed = (index: Map<string, Set<BaseName>>, key: string): Set<BaseName> => {
    const there = index.get(key)
    if (there) return there
    const made = new Set<BaseName>()
    index.set(key, made)
    return made
  }
  const add = (row: BaseName): void => {
    rows.set(row.row_key, row)
    indexed(bySubject, row.subject_id).add(row)
    indexed(byName, searchKey(row.name)).add(row)
  }
  const drop = (row: BaseName): void => {
    rows.delete(row.row_key)
    bySubject.get(row.subject_id)?.delete(row)
    byName.get(searchKey(row.name))?.delete(row)
    touch(row)
  }
  const touch = (row: BaseName): void => {
    subjects.add(row.subject_id)
    names.add(searchKey(row.name))
  }
  for (const row of known) add(row)
  return {
    of: subject => [...(bySubject.get(subject) ?? [])],
    at: rowKey => rows.get(rowKey),
    bearing: name => [...(byName.get(searchKey(name)) ?? [])],
    isWaiting: (subject, name) => caught.has(keyOf(subject, name)),
    put: (rowKey, name) => {
      const before = rows.get(rowKey)
      if (before && name && name.position < before.position) return
      const since = name && before?.name === name.name && before.subject_id === name.subject_id && before.since < name.since ? before.since : name?.since
      const row = name && { ...name, since: since! }
      if (before && row && same(before, row)) return
      if (before) drop(before)
      if (row) {
        add(row)
        touch(row)
      }
      if (before || row) changed.set(rowKey, row)
    },
    wait: (subject, name) => void caught.add(keyOf(subject, name)),
    changed: () => changed,
    touched: () => ({ subjects: [...subjects], names: [...names] }),
  }
}

const keyOf = (subject: string, name: string): string => `${subject} ${nameKey(name)}`

const same = (one: BaseName, other: BaseName): boolean => (Object.keys(one) as (keyof BaseName)[]).every(member => one[member] === other[member])
