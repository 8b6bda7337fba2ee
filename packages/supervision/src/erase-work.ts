import { eraseFromOutbox, type Outbox, type OutboxMessage } from '@delta/stream'
import { type Kysely, sql } from 'kysely'
import type { WorkMessages } from './messages.ts'
import type { SupervisionTables, WorkFeedbackTable, WorkOrderTable } from './tables.ts'

/** What erasing needs. */
interface ErasureParts {
  readonly outbox: Outbox
  readonly messages: WorkMessages
  readonly at: string
}

/** Takes everything away that followed from an entry which has been erased: its listings, orders and what departments answered, here, in the outbox's history, and by tombstones in Kafka. */
export async function eraseWork(trx: Kysely<SupervisionTables>, entryId: string, { outbox, messages, at }: ErasureParts): Promise<void> {
  const { rows: orders } = await sql<WorkOrderTable>`select * from work_order where entry_id = ${entryId} order by id for update`.execute(trx)
  const { rows: feedback } =
    await sql<WorkFeedbackTable>`select f.* from work_feedback f join work_order o on o.id = f.order_id where o.entry_id = ${entryId}`.execute(trx)
  const byId = new Map(orders.map(order => [order.id, order]))
  const tombstones: OutboxMessage[] = [
    ...orders.map(order => messages.erased('work-order', order.id, order.version + 1, order, at)),
    ...feedback.map(row => messages.erased('work-feedback', row.id, 2, byId.get(row.order_id)!, at)),
  ]
  await sql`delete from work_order where entry_id = ${entryId}`.execute(trx)
  await sql`delete from work_listing where entry_id = ${entryId}`.execute(trx)
  await outbox.append(trx, tombstones)
  await eraseFromOutbox(trx, tombstones)
}
