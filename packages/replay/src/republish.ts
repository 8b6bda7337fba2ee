import type { Lane, StreamLog } from '@delta/stream'
import { compareTopics, type TopicDifference } from './compare-topics.ts'
import { whileQuiet } from './hold-pipe.ts'
import type { NamedOutbox, Pipe } from './pipe.ts'
import { countUnsent, untilSent } from './until-sent.ts'

/** Which records are published again: of one partition or all, from a number (1) to a number (the last). */
export interface Range {
  readonly topic: string
  readonly partition?: number
  readonly from?: number
  readonly to?: number
}

/** What was published again. */
export interface Republished {
  readonly records: number
  readonly differences: readonly TopicDifference[]
}

interface Again {
  readonly owner: NamedOutbox
  readonly lanes: readonly (Lane & { readonly upTo: number })[]
}

async function chosen({ outboxes }: Pipe, { topic, partition, from = 1, to = Infinity }: Range): Promise<Again[]> {
  const all = await Promise.all(
    outboxes.map(async owner => ({
      owner,
      lanes: (await owner.outbox.sent())
        .filter(lane => lane.topic === topic && (partition === undefined || lane.partition === partition) && lane.seq >= from)
        .map(lane => ({ ...lane, seq: from - 1, upTo: Math.min(lane.seq, to) })),
    })),
  )
  return all.filter(({ lanes }) => lanes.length > 0)
}

const count = (lanes: Again['lanes']): number => lanes.reduce((sum, { seq, upTo }) => sum + upTo - seq, 0)

/**
 * Publishes a range of an outbox again, with the numbers and seals that the records had; readers drop what they have. A topic is compacted, so the newest copy of a
 * record must be of its newest version: what follows the range is published again too, and `to` says only how far is waited. Gives how many records there were, and where topics and outboxes differ in the end.
 */
export async function republish(pipe: Pipe, range: Range, { log, say }: { log: StreamLog; say: (progress: string) => void }): Promise<Republished> {
  const again = await chosen(pipe, range)
  for (const { owner, lanes } of again) {
    say(`waits until ${owner.name} is quiet`)
    if (owner.lock === null)
      throw Object.assign(new Error('the catalogue is published at each start: rebuild it with Kafka'), { code: 'REPLAY_NOBODY', safe: true })
    await whileQuiet([{ pool: owner.store.pool, lock: owner.lock }], () => owner.outbox.sendAgain(lanes))
    const all = count(lanes)
    await untilSent(
      () =>
        countUnsent(
          owner.outbox,
          lanes.map(({ upTo, ...lane }) => ({ ...lane, seq: upTo })),
        ),
      waiting => say(`${(all - waiting).toLocaleString('en')} of ${all.toLocaleString('en')} records published again`),
    )
  }
  say('compares the topics with the outboxes')
  const differences = (await compareTopics(pipe, log)).filter(one => one.topic === range.topic)
  return { records: count(again.flatMap(one => one.lanes)), differences }
}
