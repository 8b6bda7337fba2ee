import { setTimeout as wait } from 'node:timers/promises'
import type { Pool } from './open-store.ts'

/** A session's exclusive hold on a name. */
export interface AdvisoryLock {
  /** Resolves when the session that holds the lock ends without being asked to: the holder must stop at once. */
  readonly lost: Promise<void>
  /** The holding session's backend pid, for statements that check in their own transaction that the hold still stands. */
  readonly backend: number
  release(): Promise<void>
}

const RETRY_AFTER = 100

/** Waits until no other session of this database holds `name`, then holds it until released or the connection ends (PostgreSQL session advisory lock). Aborting ends the wait with the signal's reason; `onAnswer` is told whenever the database has answered, be it that another holds the name. */
export async function holdLock(pool: Pool, name: string, signal?: AbortSignal, onAnswer?: () => void): Promise<AdvisoryLock> {
  const client = await pool.connect()
  const ended = Promise.withResolvers<void>()
  let released = false
  const release = () => {
    if (!released) client.release(true)
    released = true
  }
  const end = () => {
    if (released) return
    release()
    ended.resolve()
  }
  client.on('error', end)
  client.on('end', end)
  try {
    for (;;) {
      signal?.throwIfAborted()
      const { rows } = await client.query<{ held: boolean; pid: number }>(
        'select pg_try_advisory_lock(hashtextextended($1, 0)) as held, pg_backend_pid() as pid',
        [name],
      )
      onAnswer?.()
      if (rows[0]!.held) return { lost: ended.promise, backend: rows[0]!.pid, release: async () => release() }
      await wait(RETRY_AFTER, undefined, { signal })
    }
  } catch (error) {
    release()
    throw error
  }
}

/** SQL condition: is the lock named `$1` still held by the session with backend pid `$2`? For fencing inside a writer's transaction. */
export const LOCK_STANDS = `exists (
  select from pg_locks where locktype = 'advisory' and granted and objsubid = 1 and pid = $2
  and database = (select oid from pg_database where datname = current_database())
  and ((classid::bigint << 32) | objid::bigint) = hashtextextended($1, 0))`
