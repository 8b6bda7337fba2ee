import { setTimeout } from 'node:timers/promises'
import type { Lane, Outbox } from '@delta/stream'

const LOOK_EVERY = 250
const PATIENCE = 60_000

/** How many records of an outbox have not been sent, of each partition up to a number. */
export async function countUnsent(outbox: Pick<Outbox, 'sent'>, upTo: readonly Lane[]): Promise<number> {
  const sent = new Map((await outbox.sent()).map(lane => [`${lane.topic} ${lane.partition}`, lane.seq]))
  return upTo.reduce((sum, { topic, partition, seq }) => sum + Math.max(0, seq - (sent.get(`${topic} ${partition}`) ?? 0)), 0)
}

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
