import type { ReceivedMessage } from './received-message.ts'

/** Some records of one partition, in order, and the offset that follows when they have been taken. */
export interface Portion {
  readonly topic: string
  readonly partition: number
  readonly messages: readonly ReceivedMessage[]
  readonly next: bigint
}

/** The records of many partitions on their way: of each partition in order and one portion at a time, of a few partitions at once. What is urgent goes before all else, and never waits for it to end. */
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
  /** Whether a topic's records go first: one place is kept for them. */
  readonly urgent?: ((topic: string) => boolean) | undefined
  /** The most records of a portion. */
  readonly atOnce: number
  /** How many records may be on their way before `put` waits. */
  readonly most: number
}

interface Lane {
  readonly topic: string
  readonly partition: number
  readonly urgent: boolean
  waiting: ReceivedMessage[]
  next: bigint
  busy: boolean
}

const kindOf = ({ urgent }: Lane): 'urgent' | 'others' => (urgent ? 'urgent' : 'others')

/** Makes lanes with nothing in them. */
export function createLanes({ take, concurrency, atOnce, most, urgent }: LanesParts): Lanes {
  const lanes = new Map<string, Lane>()
  const ready = { urgent: [] as Lane[], others: [] as Lane[] }
  const running = { urgent: 0, others: 0 }
  let count = 0
  let change = Promise.withResolvers<void>()

  const changed = (): void => {
    change.resolve()
    change = Promise.withResolvers()
  }
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await change.promise
  }
  /** The lane to begin now: one that is urgent where there is any; others never take the last place. */
  const following = (): Lane | undefined => {
    if (running.urgent + running.others >= concurrency) return undefined
    const free = running.others < concurrency - (urgent && concurrency > 1 ? 1 : 0)
    return ready.urgent.shift() ?? (free ? ready.others.shift() : undefined)
  }
  const work = async (lane: Lane): Promise<void> => {
    const messages = lane.waiting.splice(0, atOnce)
    const next = lane.waiting.length > 0 ? BigInt(messages.at(-1)!.offset) + 1n : lane.next
    await take({ topic: lane.topic, partition: lane.partition, messages, next })
    count -= messages.length
    running[kindOf(lane)] -= 1
    lane.busy = false
    queue(lane)
    changed()
  }
  const queue = (lane: Lane): void => {
    if (!lane.busy && lane.waiting.length > 0) {
      lane.busy = true
      ready[kindOf(lane)].push(lane)
    }
    for (let next = following(); next; next = following()) {
      running[kindOf(next)] += 1
      void work(next)
    }
  }
  return {
    put: async ({ topic, partition, messages, next }) => {
      const name = `${topic} ${partition}`
      const lane = lanes.get(name) ?? { topic, partition, urgent: urgent?.(topic) ?? false, waiting: [], next, busy: false }
      lanes.set(name, lane)
      lane.waiting.push(...messages)
      lane.next = next
      count += messages.length
      queue(lane)
      await until(() => count < most)
    },
    clear: () => {
      for (const lane of [...ready.urgent.splice(0), ...ready.others.splice(0)]) lane.busy = false
      for (const lane of lanes.values()) count -= lane.waiting.splice(0).length
      changed()
    },
    idle: () => until(() => running.urgent + running.others === 0),
  }
}
