import type { ReceivedMessage } from './received-message.ts'

/** Some records of one partition, in order, and the offset that follows when they have been taken. */
export interface Portion {
  readonly topic: string
  readonly partition: number
  readonly messages: readonly ReceivedMessage[]
  readonly next: bigint
}

/** The records of many partitions on their way: of each partition in order and one portion at a time, of a few partitions at once. */
export interface Lanes {
  /** Puts records behind those of their partition; resolves when there is room for more. */
  put(portion: Portion): Promise<void>
  /** Forgets what waits. What is under way goes on, and whatever is put later comes after it. */
  clear(): void
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

/** What lanes are made of. */
export interface LanesParts {
  /** Takes a portion, or gives it up: resolves in either case. */
  readonly take: (portion: Portion) => Promise<void>
  /** How many partitions are worked on at once. */
  readonly concurrency: number
  /** The most records of a portion. */
  readonly atOnce: number
  /** How many records may be on their way before `put` waits. */
  readonly most: number
}

interface Lane {
  readonly topic: string
  readonly partition: number
  waiting: ReceivedMessage[]
  next: bigint
  busy: boolean
}

/** Makes lanes with nothing in them. */
export function createLanes({ take, concurrency, atOnce, most }: LanesParts): Lanes {
  const lanes = new Map<string, Lane>()
  const ready: Lane[] = []
  let running = 0
  let count = 0
  let change = Promise.withResolvers<void>()

  const changed = (): void => {
    change.resolve()
    change = Promise.withResolvers()
  }
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await change.promise
  }
  const work = async (lane: Lane): Promise<void> => {
    const messages = lane.waiting.splice(0, atOnce)
    const next = lane.waiting.length > 0 ? BigInt(messages.at(-1)!.offset) + 1n : lane.next
    await take({ topic: lane.topic, partition: lane.partition, messages, next })
    count -= messages.length
    running -= 1
    lane.busy = false
    queue(lane)
    changed()
  }
  const queue = (lane: Lane): void => {
    if (!lane.busy && lane.waiting.length > 0) {
      lane.busy = true
      ready.push(lane)
    }
    while (running < concurrency && ready.length > 0) {
      running += 1
      void work(ready.shift()!)
    }
  }
  return {
    put: async ({ topic, partition, messages, next }) => {
      const name = `${topic} ${partition}`
      const lane = lanes.get(name) ?? { topic, partition, waiting: [], next, busy: false }
      lanes.set(name, lane)
      lane.waiting.push(...messages)
      lane.next = next
      count += messages.length
      queue(lane)
      await until(() => count < most)
    },
    clear: () => {
      for (const lane of ready.splice(0)) lane.busy = false
      for (const lane of lanes.values()) count -= lane.waiting.splice(0).length
      changed()
    },
    idle: () => until(() => running === 0),
  }
}
