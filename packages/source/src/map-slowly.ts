import { setImmediate as breathe } from 'node:timers/promises'

const AT_ONCE = 1_000

/** Maps a long list, letting other work run in between. */
export async function mapSlowly<T, R>(all: readonly T[], map: (one: T, index: number) => R): Promise<R[]> {
  const made: R[] = []
  for (const [index, one] of all.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await breathe()
    made.push(map(one, index))
  }
  return made
}
