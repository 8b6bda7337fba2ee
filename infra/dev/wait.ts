import { setTimeout as sleep } from 'node:timers/promises'

/** Resolves as soon as `holds` does with something true; asks again every `every` ms, until `within` ms have gone by or the signal aborts. */
export async function until<T>(
  holds: () => Promise<T | false | null | undefined> | T | false | null | undefined,
  options: { signal: AbortSignal; within: number; what: string; every?: number },
): Promise<T> {
  const end = performance.now() + options.within
  for (;;) {
    options.signal.throwIfAborted()
    const value = await holds()
    if (value) return value
    if (performance.now() > end) throw new Trouble(`${options.what}: not within ${Math.round(options.within / 1000)} s.`)
    await sleep(options.every ?? 100, undefined, { signal: options.signal })
  }
}

/** Something that went wrong and is said to the person at the terminal in its own words, without a stack. */
export class Trouble extends Error {
  override name = 'Trouble'
}
