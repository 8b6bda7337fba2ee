import type { Kysely } from 'kysely'
import type { Catalogue } from '@delta/model'
import { type Delivery, writeDelivered } from '@delta/mapping'
import type { LedgerEntry } from './delivery-ledger.ts'
import type { InwardItem } from './inward-item.ts'
import type { Platform, ToldItem } from './platform.ts'

/** What delivering needs. */
export interface DeliverParts {
  readonly platform: Platform
  readonly delivery: Delivery
  readonly catalogue: Catalogue
  /** Named points that a test may break at. */
  readonly at: (point: DeliverPoint) => void
}

/** Where a delivery can be killed: its rows are written, but not committed; they are. */
export type DeliverPoint = 'inward-written' | 'inward-committed'

/** A version that has been delivered, or could not be. */
export type Outcome = Pick<LedgerEntry, 'province' | 'kind' | 'code'>

const NOBODY = { id: '', name: null, division: null }

/** Tells an item in the platform's format: what is to be written (null: nothing) and the ledger's entry. The erasure of what never reached the platform writes nothing, and is answered. */
function tell(
  item: InwardItem,
  shape: ToldItem['shape'] | null,
  { platform, delivery, catalogue }: DeliverParts,
): { entry: LedgerEntry; told: ToldItem | null } {
  const { kind, province, recordId, version, topic, coordinate, record, refused } = item
  const entry = (of: LedgerEntry['shape'], code: string | null): LedgerEntry => ({
    province,
    kind,
    shape: of,
    record_id: recordId,
    version,
    topic,
    coordinate,
    code,
  })
  if (refused !== null) return { entry: entry(null, refused), told: null }
  if (record === null)
    return { entry: entry(shape, null), told: shape && { recordId, version, shape, columns: null, reportedBy: province, recordedAt: null, subject: NOBODY } }
  const told = writeDelivered(delivery, record, catalogue)
  if (!told.ok) return { entry: entry(null, told.error), told: null }
  const fault = platform.fault(told.columns)
  if (fault) return { entry: entry(null, fault.error), told: null }
  const about = 'subject' in record ? record.subject : { id: record.subjectId, name: null, division: null }
  const { reportedBy, recordedAt } = record
  return { entry: entry(told.shape, null), told: { recordId, version, shape: told.shape, columns: told.columns, reportedBy, recordedAt, subject: about } }
}

async function deliverAll(items: readonly InwardItem[], parts: DeliverParts, broken: string | null): Promise<Outcome[]> {
  const { platform, at } = parts
  const outcomes = await platform.db.transaction().execute(async trx => {
    await platform.ledger.lock(trx)
    const known = await platform.ledger.known(trx as Kysely<unknown>, [...new Set(items.map(item => item.recordId))])
    const entries: LedgerEntry[] = []
    const written: ToldItem[] = []
    for (const item of items) {
      const last = known.get(item.recordId)
      if (last && item.version <= last.version) continue
      const made = tell(broken === null ? item : { ...item, refused: 'STORE' }, last?.shape ?? null, parts)
      known.set(item.recordId, { record_id: item.recordId, version: item.version, shape: made.entry.shape ?? last?.shape ?? null })
      entries.push(made.entry)
      if (made.told) written.push(made.told)
    }
    if (entries.length === 0) return entries
    await platform.ledger.add(trx, entries, await platform.write(trx, written))
    at('inward-written')
    return entries
  })
  at('inward-committed')
  return outcomes
}

const isData = (error: unknown): boolean => /^(22|23|54)/.test(String((error as { code?: unknown }).code))

/**
 * Delivers versions of records in order, once: what the ledger knows in this version or a higher one is passed over, rows and ledger are one transaction. Where the platform's
 * database refuses a value, the one at fault is rejected (STORE) and the others go on.
 */
export async function deliver(items: readonly InwardItem[], parts: DeliverParts): Promise<Outcome[]> {
  if (items.length === 0) return []
  try {
    return await deliverAll(items, parts, null)
  } catch (error) {
    if (!isData(error)) throw error
    if (items.length === 1) return deliverAll(items, parts, 'STORE')
    const outcomes: Outcome[] = []
    for (const item of items) outcomes.push(...(await deliver([item], parts)))
    return outcomes
  }
}
