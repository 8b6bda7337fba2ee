import { setTimeout } from 'node:timers/promises'

const LOOK_EVERY = 250
const PATIENCE = 60_000

/** Waits until none is left of the records that are to be sent, telling how many are; gives up where nothing gets through for a minute. Throws REPLAY_STUCK. */
export async function untilSent(left: () => Promise<number>, tell: (left: number) => void): Promise<void> {
  let least = Infinity
  for (let since = performance.now(); ; await setTimeout(LOOK_EVERY)) {
    const count = await left()
    tell(count)
    if (count === 0) return
    if (count < least) since = performance.now()
    least = Math.min(least, count)
    if (performance.now() - since > PATIENCE)
      throw Object.assign(new Error(`nothing is published: ${count} records wait`), { code: 'REPLAY_STUCK', safe: true })
  }
}
