import type { CursorUpdate } from './source-row.ts'

/** Remembers cursors between calls, so that the stored ones are read only at the start and after a batch that was not settled. */
export interface Memory<T extends object> {
  /** The cursors as they stand. */
  recall(cursor: (name: string) => Promise<unknown>): Promise<T>
  /** Notes progress that needs no commit. */
  keep(state: T): void
  /** Hands progress out for commit: forgotten here until `kept` is called. */
  hand(state: T): { readonly cursors: readonly CursorUpdate[]; kept(): void }
  /** Has progress been kept in memory alone for a long time? */
  stale(): boolean
}

const STORE_EVERY = 600_000

/** Makes the memory of one reader: a cursor per part of its state, named `<name>/<part>`. */
export function createMemory<T extends object>(name: string, initial: T, now: () => Date): Memory<T> {
  let state: T | undefined
  let storedAt = now().getTime()
  return {
    recall: async cursor => {
      if (state) return state
      const parts = Object.keys(initial) as (keyof T & string)[]
      const stored = await Promise.all(parts.map(async part => [part, (await cursor(`${name}/${part}`)) ?? initial[part]]))
      state = Object.fromEntries(stored) as T
      return state
    },
    keep: kept => {
      state = kept
    },
    hand: handed => {
      state = undefined
      return {
        cursors: Object.entries(handed).map(([part, value]) => ({ name: `${name}/${part}`, value })),
        kept: () => {
          state = handed
          storedAt = now().getTime()
        },
      }
    },
    stale: () => now().getTime() - storedAt > STORE_EVERY,
  }
}
