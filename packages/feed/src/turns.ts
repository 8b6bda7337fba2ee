/** Runs a piece of work when its turn comes. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/** Lets so many pieces of work run at a time, in the order in which they were asked for; after each, whatever else the process has to do comes first. */
export function createTurns(atOnce: number): InTurn {
  const waiting: (() => void)[] = []
  let running = 0
  return async work => {
    if (running >= atOnce) await new Promise<void>(resolve => waiting.push(resolve))
    else running += 1
    try {
      return await work()
    } finally {
      setImmediate(() => {
        const free = waiting.shift()
        if (free) free()
        else running -= 1
      })
    }
  }
}
