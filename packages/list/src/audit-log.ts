import type { Day } from '@delta/model'
import { frontierRoot } from '@delta/seal'
import { type Kysely, sql } from 'kysely'
import { auditReadModel, auditStanding } from './audit-entries.ts'
import { auditEvents, auditHead } from './audit-events.ts'
import { collectFaults, type LogFault } from './audit-fault.ts'
import type { ListLogHeadTable } from './log-tables.ts'
import type { ListTables } from './tables.ts'

/** What an audit found. */
export interface LogAudit {
  readonly epoch: number
  readonly events: number
  /** Entries in the read model, in force or not. */
  readonly entries: number
  /** The Merkle root and the digest of the entries in force that the events give, base64url. */
  readonly root: string
  readonly digest: string
  /** What does not hold, at most a hundred; none where all is as it was written. */
  readonly faults: readonly LogFault[]
}

/**
 * Computes the whole log anew from the database: every commitment, the tree, the digest after each event, where its entries stand, and that the read model's entries are what the log
 * and their sealed records say. As of one moment: changes may go on.
 */
export const auditLog = (db: Kysely<ListTables>, today: Day): Promise<LogAudit> =>
  db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(trx => auditWithin(trx, today))

/** The same in a transaction that must see one moment throughout. */
export async function auditWithin(trx: Kysely<ListTables>, today: Day): Promise<LogAudit> {
  const { faults, note } = collectFaults()
  const { rows: heads } = await sql<ListLogHeadTable>`select * from list_log_head`.execute(trx)
  const head = heads[0]!
  const audited = await auditEvents(trx, head, note)
  await auditHead(trx, head, audited, note)
  await auditStanding(trx, audited, note)
  const entries = await auditReadModel(trx, audited, today, note)
  const { events, state } = audited
  return {
    epoch: head.epoch,
    events,
    entries,
    root: frontierRoot(state.frontier).toString('base64url'),
    digest: state.total.digest().toString('base64url'),
    faults,
  }
}
