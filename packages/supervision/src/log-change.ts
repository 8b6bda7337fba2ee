import type { Kysely } from 'kysely'
import type { ListEntry, ListChange, Province } from '@delta/model'

/** A change of the region's log, as far as work orders follow from it. */
export interface LogChange {
  readonly epoch: number
  readonly seq: number
  readonly at: string
  readonly op: Exclude<ListChange['op'], 'out-of-scope'>
  readonly reason: 'RECORD' | 'DAY' | 'SUBJECT' | 'REPAIR' | 'FLAG' | 'ERASED'
  readonly record_id: string
  readonly province: Province
  readonly domain: string
  readonly polarity: ListEntry['polarity']
  readonly subject_id: string
  readonly division: string | null
  /** Is the entry in force after it? */
  readonly listed: boolean
  /** What is said of it, as JSON; null where that is no longer kept. */
  readonly text: string | null
}

/** Reads the changes of the region's log after a number, in order and without a gap, at most `limit`, in a transaction. */
export type ReadLog = <DB>(trx: Kysely<DB>, after: number, limit: number) => Promise<readonly LogChange[]>
