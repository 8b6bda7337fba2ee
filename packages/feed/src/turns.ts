import { setTimeout as wait } from 'node:timers/promises'

/** Runs a piece of work when its turn comes. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/** Lets one piece of work run at a time, in the order in which they were asked for, with so many milliseconds between two of them for whatever else the process has to do. */
export function createTurns(between: number): InTurn {
  let free: Promise<unknown> = Promise.resolve()
  const rest = (): Promise<void> => wait(between)
  return work => {
    const mine = free.then(work)
    free = mine.then(rest, rest)
    return mine
  }
}
