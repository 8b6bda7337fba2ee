import { isUtf8 } from 'node:buffer'
import { isDay, type Province } from '@delta/model'
import { type Keyring, openSealed } from '@delta/seal'
import { partitionOf, RECEIPT_PARTITIONS, type ReceivedMessage, readCloudEvent, type RecordValidator, type Topic } from '@delta/stream'
import type { RecordKind, RecordOf } from './entitlement.ts'
import type { Quarantined, Refusal } from './refusal.ts'

/** A topic that is projected: a province's, of one of the kinds that are projected. */
export type ProjectedTopic = Topic & { readonly record: RecordKind; readonly province: Province }

/** A record that is genuine and fits; `record` null is a tombstone. */
export interface Accepted<K extends RecordKind = RecordKind> {
  readonly accepted: true
  readonly message: ReceivedMessage
  readonly seq: number
  readonly recordId: string
  readonly version: number
  readonly record: RecordOf[K] | null
}

/** A record that is refused. Where its seal is good its number counts; where it is not, its number is only a claim. */
interface Refused extends Quarantined {
  readonly accepted: false
  readonly genuine: boolean
}

/** What came of opening a message. */
export type Opened = Accepted | Refused

/** What opening needs. `keyring` is asked anew for every batch; `renew` reads the directory again when a key is not known. */
export interface OpeningParts {
  readonly keyring: Keyring
  readonly validate: RecordValidator
  readonly entitled: <K extends RecordKind>(kind: K, record: RecordOf[K]) => Refusal | null
  readonly now: () => Date
}

const NUMBER = /^[1-9]\d{0,14}$/
const DAYS = ['arose', 'until', 'from', 'to', 'removedOn', 'validFrom', 'validTo', 'decisionDate', 'publicUntil'] as const

const badMoment = (record: object): string | null => {
  const part = record as Record<string, unknown>
  const day = DAYS.find(name => typeof part[name] === 'string' && !isDay(part[name]))
  if (day) return day
  const instant = ['recordedAt', 'sourceUpdatedAt', 'at'].find(name => typeof part[name] === 'string' && Number.isNaN(Date.parse(part[name])))
  if (instant) return instant
  for (const nested of ['licence', 'penalty']) if (part[nested]) return badMoment(part[nested])
  return null
}

const parse = (bytes: Buffer): { json: unknown } | null => {
  if (!isUtf8(bytes)) return null
  try {
    return { json: JSON.parse(bytes.toString()) as unknown }
  } catch {
    return null
  }
}

/** A rejection is stated by the adapter itself; every other record by the unit that reported it. */
const states = (source: string, unit: string): boolean => source === unit || source.endsWith(`/${unit}`) || source.endsWith(`:${unit}`)

/** Whom a record's place in its topic follows: its subject; a rejection, which has none, may stand anywhere. */
const subjectOf = (record: RecordOf[RecordKind]): string | null => ('subject' in record ? record.subject.id : 'subjectId' in record ? record.subjectId : null)

function checkRecord(
  message: ReceivedMessage,
  topic: ProjectedTopic,
  version: number,
  source: string,
  { validate, entitled }: OpeningParts,
): RecordOf[RecordKind] | Refusal {
  const parsed = parse(message.value!)
  if (!parsed) return { reason: 'JSON', detail: '' }
  const misfit = validate(topic.schema, parsed.json)
  if (misfit) return { reason: 'SCHEMA', detail: `${misfit.path} ${misfit.keyword}` }
  const record = parsed.json as RecordOf[RecordKind]
  const moment = badMoment(record)
  if (moment) return { reason: 'SCHEMA', detail: `/${moment} calendar` }
  if (record.province !== topic.province) return { reason: 'PROVINCE', detail: 'province' }
  if (record.recordId !== message.key) return { reason: 'ENVELOPE', detail: 'recordId' }
  if (record.version !== version) return { reason: 'ENVELOPE', detail: 'delta-version' }
  // A rejection is stated by the adapter that refused the row, not by the unit whose row it was.
  if (topic.record !== 'rejection' && record.reportedBy !== null && !states(source, record.reportedBy)) return { reason: 'ENVELOPE', detail: 'ce_source' }
  const subject = subjectOf(record)
  if (subject !== null && partitionOf(subject, topic.partitions) !== message.partition) return { reason: 'PARTITION', detail: 'subject' }
  if ('answers' in record && RECEIPT_PARTITIONS[record.answers] !== message.partition) return { reason: 'PARTITION', detail: 'answers' }
  return entitled(topic.record, record as never) ?? record
}

/** Opens a message: seal, envelope, value, schema, and whether this province and unit may say this. Throws only where the keys themselves cannot be trusted now (DIRECTORY_EXPIRED). */
export async function openMessage(message: ReceivedMessage, topic: ProjectedTopic, parts: OpeningParts): Promise<Opened> {
  const { headers, key, value } = message
  const number = headers['delta-seq'] ?? ''
  const seq = NUMBER.test(number) ? Number(number) : null
  const refuse = (reason: Refusal['reason'], detail: string, genuine: boolean): Refused => ({ accepted: false, message, seq, genuine, reason, detail })
  const seal = await openSealed(message, parts.keyring, { now: parts.now, province: topic.province, receivedAt: message.receivedAt })
  if ('error' in seal) {
    if (seal.error === 'DIRECTORY_EXPIRED') throw Object.assign(new Error('the directory of keys has expired'), { code: seal.error, safe: true })
    return refuse(seal.error, '', false)
  }
  if (seq === null) return refuse('SEQ', 'delta-seq', false)
  const version = Number(headers['delta-version'])
  if (!NUMBER.test(headers['delta-version'] ?? '')) return refuse('ENVELOPE', 'delta-version', true)
  if (!key) return refuse('ENVELOPE', 'key', true)
  const event = readCloudEvent(headers)
  if (event?.type !== topic.type) return refuse('ENVELOPE', 'ce_type', true)
  if (event.dataschema !== topic.schema) return refuse('ENVELOPE', 'ce_dataschema', true)
  if (value === null) return { accepted: true, message, seq, recordId: key, version, record: null }
  const result = checkRecord(message, topic, version, event.source, parts)
  return 'detail' in result ? refuse(result.reason, result.detail, true) : { accepted: true, message, seq, recordId: key, version, record: result }
}
