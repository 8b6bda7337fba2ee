import { setTimeout as wait } from 'node:timers/promises'
import type { Pool } from './open-store.ts'

/** A session's exclusive hold on a name. */
export interface AdvisoryLock {
  /** Resolves when the hold must end: its session has ended, or somebody asks for the lock (`askForLock`). The holder stops what it does, and then releases. */
  readonly lost: Promise<void>
  /** The holding session's backend pid, for statements that check in their own transaction that the hold still stands. */
  readonly backend: number
  release(): Promise<void>
}

const RETRY_AFTER = 100
const LOOK_EVERY = 1_000

const OF_NAME = `locktype = 'advisory' and objsubid = 1 and database = (select oid from pg_database where datname = current_database())
  and ((classid::bigint << 32) | objid::bigint) = hashtextextended($1, 0)`

/** A session of its own for a lock, and when it ends. */
async function openSession(pool: Pool) {
  const client = await pool.connect()
  const ended = Promise.withResolvers<void>()
  const over = new AbortController()
  const release = () => {
    if (!over.signal.aborted) client.release(true)
    over.abort()
  }
  const end = () => {
    release()
    ended.resolve()
  }
  client.on('error', end)
  client.on('end', end)
  return { client, over: over.signal, lost: ended.promise, end: ended.resolve, release }
}

/** Waits until no other session of this database holds `name`, then holds it until released or the connection ends (PostgreSQL session advisory lock). Aborting ends the wait with the signal's reason; `onAnswer` is told whenever the database has answered, be it that another holds the name. */
export async function holdLock(pool: Pool, name: string, signal?: AbortSignal, onAnswer?: () => void): Promise<AdvisoryLock> {
  const { client, over, lost, end, release } = await openSession(pool)
  /** Others only try: whoever stands in the lock's queue asks for it. */
  const watch = async (): Promise<void> => {
    for (;;) {
      await wait(LOOK_EVERY, undefined, { signal: over, ref: false })
      const { rows } = await client.query<{ asked: boolean }>(`select exists (select from pg_locks where ${OF_NAME} and not granted) as asked`, [name])
      if (rows[0]!.asked) return end()
    }
  }
  try {
    for (;;) {
      signal?.throwIfAborted()
      const { rows } = await client.query<{ held: boolean; pid: number }>(
        'select pg_try_advisory_lock(hashtextextended($1, 0)) as held, pg_backend_pid() as pid',
        [name],
      )
      onAnswer?.()
      if (rows[0]!.held) {
        void watch().catch(() => undefined)
        return { lost, backend: rows[0]!.pid, release: async () => release() }
      }
      await wait(RETRY_AFTER, undefined, { signal })
    }
  } catch (error) {
    release()
    throw error
  }
}

/** Asks whoever holds `name` to end what it does and release it, waits, and holds it before anybody else can. */
export async function askForLock(pool: Pool, name: string): Promise<AdvisoryLock> {
  const { client, lost, release } = await openSession(pool)
  try {
    const { rows } = await client.query<{ pid: number }>('select pg_advisory_lock(hashtextextended($1, 0)), pg_backend_pid() as pid', [name])
    return { lost, backend: rows[0]!.pid, release: async () => release() }
  } catch (error) {
    release()
    throw error
  }
}

/** SQL condition: is the lock named `$1` still held by the session with backend pid `$2`? For fencing inside a writer's transaction. */
export const LOCK_STANDS = `exists (select from pg_locks where ${OF_NAME} and granted and pid = $2)`
