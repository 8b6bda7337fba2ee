import type { Kysely } from 'kysely'
import { type ArchiveItem, type Province, registeredIn } from '@delta/model'
import type { Delivered } from '@delta/mapping'
import type { Keyring } from '@delta/seal'
import type { ReceivedMessage, RecordValidator } from '@delta/stream'
import { type createEntitlement, openMessage, type Opened, type ProjectedTopic } from '@delta/wire'
import { atHome, forgetWaiting, type HomeFact, homeFactOf, keepWaiting, noteHomes, type WaitingRecord, waitingOf } from './homes.ts'
import { type InwardItem, type InwardKind, subjectOf } from './inward-item.ts'
import type { InwardTables } from './inward-tables.ts'

/** What receiving needs. */
export interface ReceiveParts {
  readonly province: Province
  readonly db: Kysely<InwardTables>
  readonly validate: RecordValidator
  readonly entitled: ReturnType<typeof createEntitlement>
  readonly keyring: (unknown?: boolean) => Promise<Keyring>
  readonly now: () => Date
  /** Told of each record whose seal is not good: it is nobody's, and is not answered. */
  readonly onForged: (topic: string, reason: string) => void
}

/** What a batch of one partition comes to: what is to be delivered now, in order, and what only if the record has been delivered before. */
export interface Received {
  readonly items: readonly InwardItem[]
  readonly followers: readonly InwardItem[]
}

const USCC = /^[0-9A-Z]{18}$/

/** Whether a record may concern the province, by the subject that its sealed header names: an organisation of another province's number never does. */
const concerns = ({ headers }: ReceivedMessage, province: Province): boolean => {
  const subject = headers.ce_subject ?? ''
  return !USCC.test(subject) || registeredIn(subject, null) === province
}

interface Sorted {
  readonly ours: InwardItem[]
  readonly elsewhere: InwardItem[]
  readonly waiting: WaitingRecord[]
  readonly erased: string[]
  readonly facts: HomeFact[]
}

function sortOpened(opened: readonly Opened[], topic: ProjectedTopic, province: Province, onForged: ReceiveParts['onForged']): Sorted {
  const sorted: Sorted = { ours: [], elsewhere: [], waiting: [], erased: [], facts: [] }
  const kind = topic.record as InwardKind
  for (const one of opened) {
    const { message } = one
    if (!one.accepted && !one.genuine) {
      onForged(topic.name, one.reason)
      continue
    }
    if (one.accepted && one.record && kind === 'archive-item') {
      const fact = homeFactOf(one.record as ArchiveItem)
      if (fact) sorted.facts.push(fact)
    }
    if (topic.province === province) continue
    const version = one.accepted ? one.version : Number(message.headers['delta-version'])
    if (!message.key || !Number.isSafeInteger(version) || version < 1) continue
    const record = one.accepted ? (one.record as Delivered | null) : null
    const subject = (record && subjectOf(record as never)) ?? message.headers.ce_subject ?? ''
    const coordinate = `${message.partition}:${message.offset}`
    const item: InwardItem = {
      kind,
      province: topic.province,
      recordId: message.key,
      version,
      subject,
      coordinate,
      topic: topic.name,
      record,
      refused: one.accepted ? null : one.reason,
    }
    const home = registeredIn(subject, record && 'subject' in record ? record.subject.division : null)
    if (home === province) sorted.ours.push(item)
    else sorted.elsewhere.push(item)
    if (one.accepted && record === null) sorted.erased.push(item.recordId)
    if (home === null && record !== null)
      sorted.waiting.push({
        record_id: item.recordId,
        subject,
        kind,
        province: topic.province,
        version,
        topic: topic.name,
        coordinate,
        value: message.value!.toString(),
      })
  }
  return sorted
}

const released = ({ record_id, province, value, ...rest }: WaitingRecord): InwardItem => ({
  ...rest,
  recordId: record_id,
  province: province as Province,
  record: JSON.parse(value) as Delivered,
  refused: null,
})

/**
 * Opens a batch and decides what of it is about subjects of the province. An organisation's number tells its registrar; a person's 户籍 is known by NAT-BAS-003 only, whichever province
 * states it newest, and may become known after the record: so such records are kept, and come when it does. Reading a batch again gives the same again.
 */
export async function receive(topic: ProjectedTopic, messages: readonly ReceivedMessage[], parts: ReceiveParts): Promise<Received> {
  const { province, db, validate, entitled, keyring, now, onForged } = parts
  const mine = messages.filter(message => concerns(message, province))
  if (mine.length === 0) return { items: [], followers: [] }
  const openAll = async (keys: Keyring): Promise<Opened[]> => {
    const opened: Opened[] = []
    for (const message of mine) opened.push(await openMessage(message, topic, { keyring: keys, validate, entitled, now }))
    return opened
  }
  let opened = await openAll(await keyring())
  if (opened.some(one => !one.accepted && one.reason === 'SEAL_KEY_UNKNOWN')) opened = await openAll(await keyring(true))
  const sorted = sortOpened(opened, topic, province, onForged)
  const { ours, elsewhere, waiting, erased, facts } = sorted
  if (elsewhere.length === 0 && facts.length === 0) return { items: ours, followers: [] }
  return db.transaction().execute(async trx => {
    await noteHomes(trx, facts)
    await keepWaiting(trx, waiting)
    await forgetWaiting(trx, erased)
    const home = await atHome(trx, [...new Set([...elsewhere.map(item => item.subject), ...facts.map(fact => fact.subject)])], province)
    const late = await waitingOf(
      trx,
      facts.map(fact => fact.subject).filter(subject => home.has(subject)),
    )
    const now = new Set(elsewhere.filter(item => home.has(item.subject)))
    const inOrder = [...ours, ...now].toSorted((a, b) => offsetOf(a) - offsetOf(b))
    return { items: [...inOrder, ...late.map(released)], followers: elsewhere.filter(item => !now.has(item)) }
  })
}

const offsetOf = ({ coordinate }: InwardItem): number => Number(coordinate.slice(coordinate.indexOf(':') + 1))
