import { join } from 'node:path'
import { deleteTopics, distinctTopics, ensureTopics, openKafka, readTopics, type StreamLog } from '@delta/stream'
import { ROOT } from './places.ts'
import { Trouble, until } from './wait.ts'

/** A log that says nothing: what matters is shown as progress. */
export const QUIET: StreamLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** Makes every topic of schema/topics.yaml that is missing; says how many there are. */
export async function makeTopics(brokers: string, signal: AbortSignal): Promise<string> {
  const topics = distinctTopics(readTopics(join(ROOT, 'schema')))
  const kafka = open(brokers)
  const replication = brokers.split(',').length >= 3 ? 3 : 1
  let last: unknown
  const made = await until(
    () =>
      ensureTopics(kafka, topics, { replication }).catch((error: unknown) => {
        last = error
        return null
      }),
    { signal, within: 30_000, every: 300, what: 'topics' },
  ).catch((error: unknown) => {
    signal.throwIfAborted()
    throw last instanceof Error ? new Trouble(`Kafka at ${brokers}: ${last.message}`) : error
  })
  return `${topics.length}${made.created.length === 0 ? '' : ` (${made.created.length} new)`}`
}

/** Deletes every topic of schema/topics.yaml. */
export async function removeTopics(brokers: string): Promise<void> {
  await deleteTopics(
    open(brokers),
    distinctTopics(readTopics(join(ROOT, 'schema'))).map(({ name }) => name),
  )
}

function open(brokers: string): ReturnType<typeof openKafka> {
  return openKafka({ brokers: brokers.split(','), clientId: 'delta-start', log: QUIET })
}
