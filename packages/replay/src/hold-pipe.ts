import { askForLock, type Pool } from '@delta/store'
import type { Pipe } from './pipe.ts'

/** Does `work` while nobody publishes any of the outboxes named: whoever does is asked to end first, finishes the batch under way, and goes on afterwards. */
export async function whileQuiet<T>(held: readonly { readonly pool: Pool; readonly lock: string | null }[], work: () => Promise<T>): Promise<T> {
  const asked = await Promise.allSettled(held.flatMap(({ pool, lock }) => (lock === null ? [] : [askForLock(pool, lock)])))
  const locks = asked.filter(one => one.status === 'fulfilled').map(one => one.value)
  try {
    for (const one of asked) if (one.status === 'rejected') throw one.reason
    return await work()
  } finally {
    await Promise.all(locks.map(one => one.release()))
  }
}

/** Everything of a pipe that is published all the time. */
export const publishedBy = ({ outboxes, log }: Pipe): { pool: Pool; lock: string | null }[] => [
  ...outboxes.map(({ store, lock }) => ({ pool: store.pool, lock })),
  { pool: log.store.pool, lock: log.lock },
]
