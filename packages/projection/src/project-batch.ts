import { classifyStoreError, tryAgain } from '@delta/store'
import type { Keyring } from '@delta/seal'
import type { ReceivedMessage } from '@delta/stream'
import type { Kysely } from 'kysely'
import { type Applied, applyBatch } from './apply-batch.ts'
import type { ApplyParts } from './apply-records.ts'
import type { Opened, OpeningParts, ProjectedTopic } from '@delta/wire'
import { openMessage } from '@delta/wire'
import type { ReadModelTables } from './tables.ts'

/** What projecting needs. */
export interface ProjectParts extends ApplyParts, Omit<OpeningParts, 'keyring'> {
  readonly db: Kysely<ReadModelTables>
  readonly topics: ReadonlyMap<string, ProjectedTopic>
  /** The keys as they are now; with `unknown`, read again because a record names a key that is not among them. */
  readonly keyring: (unknown?: boolean) => Promise<Keyring>
  /** The most records of one transaction. */
  readonly most?: number
  /** Told of every transaction that was committed, with the time at which its records were taken up. */
  readonly onApplied?: (topic: ProjectedTopic, applied: Applied, begun: Date) => void
}

/** Projects the records of one partition in order. Rejects only for what will pass (a database that is away, expired keys) or what nothing explains: then the same records must come again. */
export async function projectBatch(topic: string, partition: number, messages: readonly ReceivedMessage[], parts: ProjectParts): Promise<void> {
  const projected = parts.topics.get(topic)
  if (!projected) throw Object.assign(new Error('a topic that is not projected'), { code: 'TOPIC_UNKNOWN', safe: true })
  const most = parts.most ?? 1_000
  for (let from = 0; from < messages.length; from += most) {
    const begun = parts.now()
    const opened = await openAll(messages.slice(from, from + most), projected, parts)
    await applyOrSplit({ topic, partition }, projected, opened, parts, begun)
  }
}

async function openAll(messages: readonly ReceivedMessage[], topic: ProjectedTopic, parts: ProjectParts): Promise<Opened[]> {
  const { validate, entitled, now } = parts
  const open = async (keyring: Keyring): Promise<Opened[]> => {
    const opened: Opened[] = []
    for (const message of messages) opened.push(await openMessage(message, topic, { keyring, validate, entitled, now }))
    return opened
  }
  const opened = await open(await parts.keyring())
  return opened.some(one => !one.accepted && one.reason === 'SEAL_KEY_UNKNOWN') ? open(await parts.keyring(true)) : opened
}

type Lane = Parameters<typeof applyBatch>[1]

/** Where the database refuses values that the schema lets pass, halves are tried until the record at fault stands alone; that one is kept aside. */
async function applyOrSplit(lane: Lane, topic: ProjectedTopic, batch: readonly Opened[], parts: ProjectParts, begun: Date): Promise<void> {
  try {
    const applied = await tryAgain(() => applyBatch(parts.db, lane, topic, batch, parts))
    parts.onApplied?.(topic, applied, begun)
  } catch (error) {
    if (classifyStoreError(error) !== 'data') throw error
    if (batch.length > 1) {
      const middle = batch.length >> 1
      await applyOrSplit(lane, topic, batch.slice(0, middle), parts, begun)
      return applyOrSplit(lane, topic, batch.slice(middle), parts, begun)
    }
    const [one] = batch
    if (!one!.accepted) throw error
    const { message, seq } = one!
    const refused: Opened = { accepted: false, genuine: true, message, seq, reason: 'STORE', detail: String((error as { code: string }).code) }
    return applyOrSplit(lane, topic, [refused], parts, begun)
  }
}
