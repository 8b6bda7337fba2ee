import { createLogOutbox } from '@delta/feed'
import { type Lane, type ReceivedMessage, readThrough, type StreamLog } from '@delta/stream'
import { createLaneDigest, type LaneDigest } from './lane-digest.ts'
import type { Pipe } from './pipe.ts'
import { createOutboxReader } from './read-outbox.ts'

const AT_ONCE = 500
const SEAL = new Set(['delta-seal', 'delta-seal-path'])

/** Where a topic's partition and its outbox differ. */
export interface TopicDifference {
  readonly topic: string
  readonly partition: number
  readonly expected: string
  readonly found: string
}

const laneOf = ({ topic, partition }: { topic: string; partition: number }): string => `${topic} ${partition}`

const told = (lane: LaneDigest): string => {
  const missing = lane.missing()
  return `1 to ${lane.last()}${missing === null ? '' : `, ${missing} missing`} ${lane.digest()}`
}

/** What every partition must hold up to a number, from the outboxes; a change of the log is sealed anew each time, so without its seal. */
async function expectedLanes(pipe: Pipe, heads: readonly { readonly lanes: readonly Lane[] }[], logHead: number): Promise<Map<string, LaneDigest>> {
  const expected = new Map<string, LaneDigest>()
  for (const [n, { store }] of pipe.outboxes.entries()) {
    const read = createOutboxReader(store.db)
    for (const lane of heads[n]!.lanes) {
      const digest = createLaneDigest()
      for (let first = 1; first <= lane.seq; first += AT_ONCE) {
        const page = await read({ ...lane, first, seq: Math.min(lane.seq, first + AT_ONCE - 1) })
        for (const message of page) digest.take(message)
      }
      expected.set(laneOf(lane), digest)
    }
  }
  const log = createLogOutbox({ store: pipe.log.store, topics: pipe.topics })
  const digest = createLaneDigest()
  while (digest.last() < logHead) {
    const page = await log.after(digest.last(), Math.min(AT_ONCE, logHead - digest.last()))
    for (const message of page) digest.take({ ...message, headers: { ...message.headers, 'delta-seq': String(message.seq) } })
  }
  if (logHead > 0) expected.set(laneOf({ topic: log.topic, partition: 0 }), digest)
  return expected
}

/** Reads all topics and compares them with what the outboxes have had acknowledged by now: every number once, in order, with the same key, headers, seal and value. Gives the partitions that differ. */
export async function compareTopics(pipe: Pipe, log: StreamLog): Promise<TopicDifference[]> {
  const heads = await Promise.all(pipe.outboxes.map(async ({ outbox }) => ({ lanes: await outbox.sent() })))
  const changes = createLogOutbox({ store: pipe.log.store, topics: pipe.topics })
  const logHead = await changes.sent()
  const ends = new Map([
    ...heads.flatMap(one => one.lanes).map(lane => [laneOf(lane), lane.seq] as const),
    [laneOf({ topic: changes.topic, partition: 0 }), logHead],
  ])
  const found = new Map<string, LaneDigest>()
  const take = (message: ReceivedMessage): void => {
    const { topic, key, headers, value } = message
    const lane = laneOf(message)
    const seq = Number(headers['delta-seq'])
    if (seq > (ends.get(lane) ?? 0)) return
    const digest = found.get(lane) ?? createLaneDigest()
    found.set(lane, digest)
    const shown = topic === changes.topic ? Object.fromEntries(Object.entries(headers).filter(([name]) => !SEAL.has(name))) : headers
    digest.take({ seq, key, headers: shown, value })
  }
  await readThrough(pipe.kafka, [...new Set(pipe.topics.map(topic => topic.name))], { take, log })
  const expected = await expectedLanes(pipe, heads, logHead)
  return [...expected].flatMap(([lane, digest]) => {
    const other = found.get(lane) ?? createLaneDigest()
    const [topic, partition] = lane.split(' ') as [string, string]
    return told(other) === told(digest) ? [] : [{ topic, partition: Number(partition), expected: told(digest), found: told(other) }]
  })
}
