import { hash } from 'node:crypto'
import type { SourceRow } from '@delta/source'
import type { Place } from './claim.ts'

/** Knows the rows that were committed a moment ago: a table's quick walk and its sweep both come upon each change, and the second time there is nothing to map or compare. */
export interface JustTaken {
  /** The rows without those that said the very same when they were last committed. */
  without(rows: readonly SourceRow[]): SourceRow[]
  /** Notes rows whose commit has succeeded. */
  note(rows: readonly SourceRow[]): void
  /** Forgets all: what is to be read again is to be looked at again, and so is what another instance may have changed. */
  forget(): void
}

const REMEMBERED = 10_000

/** Makes the memory. It keeps what `returns` says may come again, for ten to twenty seconds of the steady clock `now` (ms). */
export function createJustTaken(returns: (place: Place) => boolean, now: () => number): JustTaken {
  let young = new Map<string, string>()
  let old = new Map<string, string>()
  let since = now()
  const age = (): void => {
    if (now() - since < REMEMBERED) return
    old = now() - since < 2 * REMEMBERED ? young : new Map()
    young = new Map()
    since = now()
  }
  const said = (row: SourceRow): string => hash('sha256', JSON.stringify(row), 'base64')
  return {
    without: rows => {
      age()
      return rows.filter(row => (young.get(row.coordinate) ?? old.get(row.coordinate)) !== said(row))
    },
    note: rows => {
      age()
      for (const row of rows) if (returns(row)) young.set(row.coordinate, said(row))
    },
    forget: () => {
      young = new Map()
      old = new Map()
    },
  }
}
