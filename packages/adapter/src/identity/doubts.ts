import type { Mapped } from '@delta/mapping'
import { recordset } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import type { AdapterTables } from '../tables.ts'
import { namedIn } from './judge-identity.ts'

/** Records that were first stated under a name of which it was doubted that it is their subject's. */
export interface Doubts {
  /** The statement with W_NAME_OTHER where its record was doubted under the name that it has now, or is doubted now: so reading it again says the same. */
  mark(outcome: Mapped): Mapped
  /** Notes a doubt. */
  note(outcome: Mapped, name: string): void
  save(): Promise<void>
}

const keyOf = (recordId: string, name: string): string => `${recordId} ${name}`

/** A record and a name under which it was doubted. */
export interface Doubted {
  readonly record_id: string
  readonly name: string
}

/** Makes the doubts over what has been doubted of some records. */
export function createDoubts(trx: Kysely<AdapterTables>, known: readonly Doubted[]): Doubts {
  const doubted = new Set(known.map(one => keyOf(one.record_id, one.name)))
  const added = new Map<string, Doubted>()
  return {
    mark: outcome => {
      if (!namedIn(outcome.record).some(({ name }) => doubted.has(keyOf(outcome.recordId, name)))) return outcome
      return { ...outcome, record: { ...outcome.record, warnings: [...outcome.record.warnings, 'W_NAME_OTHER'].toSorted() } } as Mapped
    },
    note: ({ recordId }, name) => {
      const key = keyOf(recordId, name)
      if (doubted.has(key)) return
      doubted.add(key)
      added.set(key, { record_id: recordId, name })
    },
    save: async () => {
      if (added.size === 0) return
      await sql`insert into name_doubt (record_id, name) select record_id, name from ${recordset([...added.values()], COLUMNS, 'sent')} order by 1, 2`.execute(
        trx,
      )
    },
  }
}

const COLUMNS = { record_id: 'text', name: 'text' }
