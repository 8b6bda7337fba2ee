import { type Kysely, sql } from 'kysely'
import { type Catalogue, type Province, type Receipt, shanghaiDay } from '@delta/model'
import { recordIdOf } from '@delta/seal'
import { upsertRows } from '@delta/store'
import { cloudEventHeaders, type Outbox, type OutboxMessage, RECEIPT_PARTITIONS, type RecordValidator, type Topic, topicFor } from '@delta/stream'
import { withinFence } from '../fence.ts'
import type { AdapterTables } from '../tables.ts'
import type { DeliveryLedger, OpenEntry } from './delivery-ledger.ts'

/** What answering needs. */
export interface AnswerParts {
  readonly province: Province
  /** The adapter's own database, with its outbox. */
  readonly db: Kysely<AdapterTables>
  readonly outbox: Outbox
  readonly ledger: DeliveryLedger
  readonly recordKey: Uint8Array
  readonly catalogue: Catalogue
  readonly topics: readonly Topic[]
  readonly validate: RecordValidator
  readonly at: (point: AnswerPoint) => void
}

/** Where answering can be killed: the receipts are in the outbox, but not yet noted as given. */
export type AnswerPoint = 'inward-answered'

const AT_ONCE = 500
const RECEIPT = { record_id: 'text', version: 'int', about: 'bigint' } as const

interface Given {
  readonly record_id: string
  readonly version: number
  readonly about: number
}

/** Makes the answerer: each delivered or rejected version gets one receipt, in order, in the adapter's outbox; a version that was answered before a crash is not answered again. Gives how many there were. */
export function createAnswerer({ province, db, outbox, ledger, recordKey, catalogue, topics, validate, at }: AnswerParts): (epoch: number) => Promise<number> {
  const topic = topicFor(topics, 'receipt', province)

  const receiptOn = (
    { province: publisher, kind, record_id, version: about, topic: dataset, coordinate, code, at: instant }: OpenEntry,
    version: number,
    now: string,
  ): Receipt => ({
    recordId: recordIdOf(recordKey, [province, 'RECEIPT', publisher, record_id]),
    province,
    version,
    reportedBy: catalogue.unitOfFunction('FGW', province, null, shanghaiDay(now))!,
    recordedAt: now,
    evidence: { dataset, coordinate },
    participant: province,
    about: { record: kind, province: publisher, recordId: record_id, version: about },
    answers: 'DELIVERED',
    result: code === null ? 'ACCEPTED' : 'REJECTED',
    code,
    at: instant,
  })

  const messageOf = (receipt: Receipt): OutboxMessage => {
    const misfit = validate(topic.schema, receipt)
    if (misfit) throw Object.assign(new Error(`a receipt does not fit: ${misfit.path}`), { code: 'RECEIPT_MISFIT', safe: true })
    const { recordId, version, reportedBy, recordedAt: time } = receipt
    const event = { id: `${recordId}.${version}`, source: `urn:delta:unit:${reportedBy}`, type: topic.type, subject: recordId, time, dataschema: topic.schema }
    return {
      topic: topic.name,
      partition: RECEIPT_PARTITIONS.DELIVERED,
      key: recordId,
      headers: { ...cloudEventHeaders(event), 'delta-version': String(version) },
      value: JSON.stringify(receipt),
    }
  }

  const append = (epoch: number, open: readonly OpenEntry[]): Promise<number> =>
    db.transaction().execute(async trx => {
      const now = await withinFence(trx, epoch)
      const ids = [...new Set(open.map(entry => entry.record_id))]
      const { rows } = await sql<Given>`select record_id, version, about from inward_receipt where record_id = any(${ids}::text[])`.execute(trx)
      const given = new Map(rows.map(row => [row.record_id, row]))
      const receipts: Receipt[] = []
      for (const entry of open) {
        const last = given.get(entry.record_id)
        if (last && last.about >= entry.version) continue
        const version = (last?.version ?? 0) + 1
        given.set(entry.record_id, { record_id: entry.record_id, version, about: entry.version })
        receipts.push(receiptOn(entry, version, now))
      }
      await outbox.append(trx, receipts.map(messageOf))
      await upsertRows(
        trx,
        'inward_receipt',
        RECEIPT,
        receipts.map(({ about }) => given.get(about.recordId)!).filter((one, index, all) => all.indexOf(one) === index),
        { key: ['record_id'] },
      )
      return receipts.length
    })

  return async epoch => {
    const open = await ledger.unanswered(AT_ONCE)
    if (open.length === 0) return 0
    await append(epoch, open)
    at('inward-answered')
    await ledger.answered(open.map(entry => entry.n))
    return open.length
  }
}
