import { type Province, type Receipt, type RepairNotice, shortOf } from '@delta/model'
import { recordIdOf } from '@delta/seal'
import { cloudEventHeaders, type OutboxMessage, partitionOf, RECEIPT_PARTITIONS, type RecordValidator, type Topic, topicFor } from '@delta/stream'

/** What a notice says beside what follows from its case and number. */
type NoticeDraft = Omit<RepairNotice, 'recordId' | 'version' | 'evidence'> & { readonly no: number }

/** What a receipt says beside what follows from whom and what it answers. */
type ReceiptDraft = Omit<Receipt, 'recordId' | 'evidence'>

/** Makes the records of the slice, and the messages that carry them. */
export interface MessageMaker {
  /** The id of a case: an HMAC of its province and number. */
  caseIdOf(province: Province, no: number): string
  notice(draft: NoticeDraft): RepairNotice
  receipt(draft: ReceiptDraft): Receipt
  noticeMessage(notice: RepairNotice): OutboxMessage
  receiptMessage(receipt: Receipt): OutboxMessage
}

const DATASET = 'repair'

/** Makes the message maker: `key` is the desk's secret for record ids. A record that does not fit its schema is an error (REPAIR_MISFIT), never published. */
export function createMessageMaker({ key, topics, validate }: { key: Uint8Array; topics: readonly Topic[]; validate: RecordValidator }): MessageMaker {
  const message = (record: 'repair-notice' | 'receipt', value: RepairNotice | Receipt, partition: (topic: Topic) => number): OutboxMessage => {
    const topic = topicFor(topics, record, value.province)
    const misfit = validate(topic.schema, value)
    if (misfit)
      throw Object.assign(new Error(`a ${record} does not fit its schema at ${misfit.path}: ${misfit.keyword}`), { code: 'REPAIR_MISFIT', safe: true })
    const event = {
      id: `${value.recordId}.${value.version}`,
      source: `urn:delta:unit:${value.reportedBy}`,
      type: topic.type,
      subject: value.recordId,
      time: value.recordedAt,
      dataschema: topic.schema,
    }
    return {
      topic: topic.name,
      partition: partition(topic),
      key: value.recordId,
      headers: { ...cloudEventHeaders(event), 'delta-version': String(value.version) },
      value: JSON.stringify(value),
    }
  }
  return {
    caseIdOf: (province, no) => recordIdOf(key, [province, DATASET, 'case', String(no)]),
    notice: ({ no, ...said }) => ({
      recordId: recordIdOf(key, [said.province, DATASET, 'notice', said.caseId, String(said.sequence)]),
      version: 1,
      evidence: { dataset: DATASET, coordinate: `case ${shortOf(said.province)}-${no}, event ${said.sequence}` },
      ...said,
    }),
    receipt: said => ({
      recordId: recordIdOf(key, [said.province, DATASET, 'receipt', said.about.recordId, said.participant]),
      evidence: { dataset: DATASET, coordinate: `receipt of ${said.participant}` },
      ...said,
    }),
    noticeMessage: notice => message('repair-notice', notice, topic => partitionOf(notice.subjectId, topic.partitions)),
    receiptMessage: receipt => message('receipt', receipt, () => RECEIPT_PARTITIONS.STOPPED),
  }
}
