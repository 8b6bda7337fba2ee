import { type Kysely, sql } from 'kysely'
import { CopyFault } from './copy-fault.ts'
import type { StoredCopy } from './copy-store.ts'
import type { CopyTables } from './copy-tables.ts'
import { checkLog, type LogCheckParts } from './log-check.ts'
import type { SubscriberLog } from './subscriber-log.ts'

/** How the signed checkpoint is looked at. */
export interface KeepCheckpointParts extends Omit<LogCheckParts, 'signal'> {
  readonly log: SubscriberLog
  /** Milliseconds between two looks. */
  readonly checkEvery?: number
}

const EVERY = 60_000
const PATIENCE = 20_000

/** Holds the copy against the newest signed checkpoint now and then, and keeps that. That the gateway does not answer is told to the log, and tried again the next time. */
export function keepCheckpoint({ checkEvery = EVERY, log, ...parts }: KeepCheckpointParts) {
  let next = 0
  return {
    keep: async <DB extends CopyTables>(db: Kysely<DB>, copy: StoredCopy, signal: AbortSignal): Promise<StoredCopy> => {
      if (performance.now() < next) return copy
      next = performance.now() + checkEvery
      try {
        const checkpoint = await checkLog({ ...parts, signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]) }, copy.place, copy.checkpoint)
        if (checkpoint === null || checkpoint === copy.checkpoint) return copy
        await sql`update list_copy_state set checkpoint = ${checkpoint}`.execute(db)
        return { ...copy, checkpoint }
      } catch (error) {
        if (error instanceof CopyFault || signal.aborted) throw error
        log.warn({ error }, 'the signed checkpoint cannot be had at the moment')
        return copy
      }
    },
  }
}
