import { type Viewer, withoutNumbers } from '@delta/access'
import { createOutbox, type Topic } from '@delta/stream'
import { type Kysely, sql } from 'kysely'
import { createWorkMessages } from './messages.ts'
import type { SupervisionTables, WorkFeedbackTable, WorkOrderTable } from './tables.ts'
import { workId } from './work-book.ts'

/** What a department answers. */
interface FeedbackGiven {
  readonly order: string
  readonly disposition: WorkFeedbackTable['disposition']
  readonly result: string
}

/** Why an answer is not taken. */
export interface FeedbackError {
  readonly code: 'ORDER_UNKNOWN' | 'NOT_DEPARTMENT' | 'ORDER_LIFTED' | 'ORDER_OPEN' | 'RESULT_LENGTH'
  readonly field: 'order' | 'disposition' | 'result'
  readonly message: string
}

/** What keeps answers. */
export interface FeedbackParts {
  readonly db: Kysely<SupervisionTables>
  readonly topics: readonly Topic[]
  /** Told when something new waits to be sent. */
  readonly wake: () => void
  readonly now: () => Date
}

/** Keeps what departments answer. */
export interface FeedbackBook {
  /** Gives the record's id, or why it is not taken. What is taken is on its way to the province in the same transaction. */
  record(viewer: Viewer, given: FeedbackGiven): Promise<{ readonly id: string } | { readonly error: FeedbackError }>
}

const MOST_RESULT = 500
const DEALT: readonly WorkFeedbackTable['disposition'][] = ['APPLIED', 'NOT_APPLICABLE', 'RELEASED']

const refusal = (code: FeedbackError['code'], field: FeedbackError['field'], message: string): { error: FeedbackError } => ({ error: { code, field, message } })

/** Only the department itself answers, on its role `unit:<code>`; an open order is not released, and of a lifted one nothing but that it is released is said. */
function mistakeOf(viewer: Viewer, order: WorkOrderTable | undefined, { disposition }: FeedbackGiven): { error: FeedbackError } | null {
  const { provinces, domains } = viewer.agreement
  if (!order || !provinces.includes(order.province) || !(domains === '*' || domains.includes(order.domain)))
    return refusal('ORDER_UNKNOWN', 'order', 'There is no such work order.')
  const { kind, scope } = viewer.principal.role
  if (kind !== 'unit' || scope !== order.department)
    return refusal('NOT_DEPARTMENT', 'order', `Only ${order.department} answers this order, in the role unit:${order.department}.`)
  if (order.lifted_at !== null && disposition !== 'RELEASED') return refusal('ORDER_LIFTED', 'disposition', 'The order is lifted: it can only be RELEASED.')
  if (order.lifted_at === null && disposition === 'RELEASED')
    return refusal('ORDER_OPEN', 'disposition', 'The order stands open: it is not RELEASED before it is lifted.')
  return null
}

/** Makes the book. */
export function createFeedbackBook({ db, topics, wake, now }: FeedbackParts): FeedbackBook {
  const [outbox, messages] = [createOutbox(db), createWorkMessages(topics)]
  const keep = async (trx: Kysely<SupervisionTables>, viewer: Viewer, given: FeedbackGiven): Promise<{ id: string } | { error: FeedbackError }> => {
    const { rows } = await sql<WorkOrderTable>`select * from work_order where id = ${given.order} for update`.execute(trx)
    const mistake = mistakeOf(viewer, rows[0], given)
    if (mistake) return mistake
    const order = rows[0]!
    const { rows: last } = await sql<{ n: number }>`select coalesce(max(n), 0) as n from work_feedback where order_id = ${order.id}`.execute(trx)
    const n = last[0]!.n + 1
    const at = now().toISOString()
    const row: WorkFeedbackTable = {
      id: workId('work-feedback', order.id, n),
      order_id: order.id,
      n,
      order_version: order.version,
      department: order.department,
      disposition: given.disposition,
      result: withoutNumbers(given.result.trim()),
      actor: withoutNumbers(viewer.principal.id),
      at,
    }
    await trx.insertInto('work_feedback').values(row).execute()
    if (DEALT.includes(given.disposition))
      await sql`update work_order set dealt_at = coalesce(dealt_at, ${at}::timestamptz) where id = ${order.id}`.execute(trx)
    await outbox.append(trx, [messages.feedback(row, order)])
    return { id: row.id }
  }
  return {
    record: async (viewer, given) => {
      const { length } = [...given.result.trim()]
      if (length < 1 || length > MOST_RESULT) return refusal('RESULT_LENGTH', 'result', `result has 1 to ${MOST_RESULT} characters.`)
      const kept = await db.transaction().execute(trx => keep(trx, viewer, given))
      if ('id' in kept) wake()
      return kept
    },
  }
}
