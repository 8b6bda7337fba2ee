import { setTimeout as wait } from 'node:timers/promises'
import type { Pool } from './open-store.ts'

const FIRST_PAUSE = 100
const LONGEST_PAUSE = 2_000

/**
 * Rings at every notification on `channel`, and after every reconnection, because what was told meanwhile is lost. Takes one connection of the pool for as long as it runs.
 * A lost connection is made again; until then nothing rings, so the caller also looks by itself now and then.
 */
export function listenTo(pool: Pool, channel: string, ring: () => void): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const listen = async (): Promise<void> => {
    const client = await pool.connect()
    const ended = Promise.withResolvers<void>()
    const end = (): void => ended.resolve()
    client.on('notification', ring)
    client.on('error', end)
    client.on('end', end)
    stopping.signal.addEventListener('abort', end, { once: true })
    try {
      await client.query(`listen ${client.escapeIdentifier(channel)}`)
      ring()
      await ended.promise
    } finally {
      client.release(true)
    }
  }
  const running = (async () => {
    for (let pause = FIRST_PAUSE; !stopping.signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      await listen().catch(() => undefined)
      if (!stopping.signal.aborted) await wait(pause, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  })()
  return {
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}
