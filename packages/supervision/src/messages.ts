import type { Province, WorkFeedback, WorkOrder } from '@delta/model'
import { cloudEventHeaders, type OutboxMessage, partitionOf, type Topic, topicFor } from '@delta/stream'
import type { WorkFeedbackTable, WorkOrderTable } from './tables.ts'

/** Who states work orders, as `ce_source`. */
const SOURCE = 'urn:delta:supervision'

/** Turns orders and what departments answer into messages for the province whose department is to act. */
export interface WorkMessages {
  order(row: Omit<WorkOrderTable, 'n'>): OutboxMessage
  feedback(row: WorkFeedbackTable, order: Pick<WorkOrderTable, 'province' | 'subject_id'>): OutboxMessage
  /** A tombstone for an order or for feedback, as version `version`. */
  erased(kind: 'work-order' | 'work-feedback', id: string, version: number, order: Pick<WorkOrderTable, 'province' | 'subject_id'>, at: string): OutboxMessage
}

const orderRecord = (row: Omit<WorkOrderTable, 'n'>): WorkOrder => ({
  recordId: row.id,
  province: row.province,
  version: row.version,
  recordedAt: row.changed_at,
  entry: {
    recordId: row.entry_id,
    province: row.source_province,
    domain: row.domain,
    polarity: row.polarity as WorkOrder['entry']['polarity'],
    seq: row.listing_seq,
  },
  subjectId: row.subject_id,
  measure: row.measure,
  item: row.item,
  level: row.level,
  division: row.division,
  department: { code: row.department, name: row.department_name, division: row.department_division },
  state: row.lifted_at === null ? 'OPEN' : 'LIFTED',
  reason: row.reason,
  openedAt: row.opened_at,
  liftedAt: row.lifted_at,
})

const feedbackRecord = (row: WorkFeedbackTable, { province, subject_id }: Pick<WorkOrderTable, 'province' | 'subject_id'>): WorkFeedback => ({
  recordId: row.id,
  province,
  version: 1,
  recordedAt: row.at,
  order: row.order_id,
  orderVersion: row.order_version,
  subjectId: subject_id,
  department: row.department,
  disposition: row.disposition,
  result: row.result,
})

/** Makes the message maker. */
export function createWorkMessages(topics: readonly Topic[]): WorkMessages {
  const draft = (record: string, id: string, version: number, province: Province, subject: string, time: string, value: object | null): OutboxMessage => {
    const { name, partitions, type, schema } = topicFor(topics, record, province)
    return {
      topic: name,
      partition: partitionOf(subject, partitions),
      key: id,
      headers: {
        ...cloudEventHeaders({ id: `${id}.${version}`, source: SOURCE, type, subject, time, dataschema: schema }),
        'delta-version': String(version),
      },
      value: value && JSON.stringify(value),
    }
  }
  return {
    order: row => draft('work-order', row.id, row.version, row.province, row.subject_id, row.changed_at, orderRecord(row)),
    feedback: (row, order) => draft('work-feedback', row.id, 1, order.province, order.subject_id, row.at, feedbackRecord(row, order)),
    erased: (kind, id, version, order, at) => draft(kind, id, version, order.province, order.subject_id, at, null),
  }
}
