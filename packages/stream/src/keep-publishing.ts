import { holdLock, type Pool } from '@delta/store'
import { createPublisher, type Publisher, type PublisherParts } from './publisher.ts'

/** What publishing by one of several processes needs. */
export interface KeepPublishingParts {
  readonly pool: Pool
  /** The name of the lock that the process which publishes holds. */
  readonly lock: string
  readonly parts: PublisherParts
}

const RETRY = 1_000

/** Lets one of several processes publish an outbox; another takes over when it goes. */
export function keepPublishing({ pool, lock, parts }: KeepPublishingParts): Pick<Publisher, 'wake' | 'failing' | 'stop'> {
  const stopping = new AbortController()
  let publisher: Publisher | null = null
  let failure: string | null = null
  const publishWhileHeld = async (): Promise<void> => {
    const hold = await holdLock(pool, lock, stopping.signal, () => (failure = null))
    try {
      publisher = createPublisher(parts)
      publisher.start()
      const aborted = new Promise<void>(resolve => stopping.signal.addEventListener('abort', () => resolve(), { once: true }))
      await Promise.race([hold.lost, aborted])
    } finally {
      await publisher?.stop()
      publisher = null
      await hold.release()
    }
  }
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await publishWhileHeld().catch((error: unknown) => {
        if (stopping.signal.aborted) return
        failure = String((error as { code?: unknown }).code ?? 'failed')
        parts.log.warn({ error, lock }, 'the outbox cannot be published')
      })
      if (!stopping.signal.aborted) await new Promise(resolve => setTimeout(resolve, RETRY))
    }
  })()
  return {
    wake: () => publisher?.wake(),
    failing: () => failure ?? publisher?.failing() ?? null,
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}
