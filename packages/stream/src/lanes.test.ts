import { expect, test } from 'vitest'
import { createLanes, type Portion } from './lanes.ts'
import type { ReceivedMessage } from './received-message.ts'

const message = (partition: number, n: number): ReceivedMessage => ({ topic: 't', partition, offset: String(n), key: '', headers: {}, value: null })
const portion = (partition: number, from: number, count: number): Portion => ({
  topic: 't',
  partition,
  messages: Array.from({ length: count }, (_, n) => message(partition, from + n)),
  next: BigInt(from + count),
})

/** Lanes whose portions are taken when a test says so. */
function held(limits: { concurrency?: number; atOnce?: number; most?: number; urgent?: (topic: string) => boolean } = {}) {
  const begun: string[] = []
  const ends: (() => void)[] = []
  const lanes = createLanes({
    concurrency: 2,
    atOnce: 3,
    most: 100,
    ...limits,
    take: ({ topic, partition, messages, next }) => {
      begun.push(`${topic === 't' ? '' : `${topic} `}${partition}: ${messages.map(one => one.offset).join(' ')} > ${next}`)
      return new Promise(resolve => ends.push(resolve))
    },
  })
  const end = async (): Promise<void> => {
    ends.shift()!()
    await new Promise(setImmediate)
  }
  return { lanes, begun, end }
}

test('of a partition one portion at a time, in order; of others meanwhile; never more than are allowed at once', async () => {
  const { lanes, begun, end } = held()
  await lanes.put(portion(0, 0, 1))
  await lanes.put(portion(0, 1, 4))
  await lanes.put(portion(1, 0, 1))
  await lanes.put(portion(2, 0, 1))
  expect(begun).toEqual(['0: 0 > 1', '1: 0 > 1'])
  await end()
  expect(begun.slice(2)).toEqual(['2: 0 > 1'])
  await end()
  expect(begun.slice(3)).toEqual(['0: 1 2 3 > 4'])
  await end()
  await end()
  expect(begun.slice(4)).toEqual(['0: 4 > 5'])
  await end()
  await lanes.idle()
  await lanes.put({ ...portion(1, 1, 1), next: 9n })
  expect(begun.at(-1)).toBe('1: 1 > 9')
})

test('where too much is on its way, putting waits until some has been taken', async () => {
  const { lanes, begun, end } = held({ most: 3 })
  let put = false
  await lanes.put(portion(0, 0, 2))
  const full = lanes.put(portion(0, 2, 2)).then(() => (put = true))
  await new Promise(setImmediate)
  expect([put, begun]).toEqual([false, ['0: 0 1 > 2']])
  await end()
  await full
  expect([put, begun.at(-1)]).toEqual([true, '0: 2 3 > 4'])
})

test('what waits is forgotten; what is under way ends before what comes later of its partition', async () => {
  const { lanes, begun, end } = held({ concurrency: 1 })
  await lanes.put(portion(0, 0, 1))
  await lanes.put(portion(0, 1, 1))
  await lanes.put(portion(1, 0, 1))
  lanes.clear()
  await lanes.put(portion(0, 7, 1))
  expect(begun).toEqual(['0: 0 > 1'])
  await end()
  expect(begun).toEqual(['0: 0 > 1', '0: 7 > 8'])
  await end()
  await lanes.idle()
  expect(begun.length).toBe(2)
})

test('what is urgent begins before others that have waited longer, and one place is kept for it', async () => {
  const { lanes, begun, end } = held({ urgent: topic => topic === 'list' })
  for (const n of [0, 1, 2]) await lanes.put(portion(n, 0, 1))
  expect(begun).toEqual(['0: 0 > 1'])
  await lanes.put({ ...portion(0, 0, 1), topic: 'list' })
  await lanes.put({ ...portion(1, 0, 1), topic: 'list' })
  expect(begun.slice(1)).toEqual(['list 0: 0 > 1'])
  await end()
  expect(begun.slice(2)).toEqual(['list 1: 0 > 1'])
  await end()
  expect(begun.slice(3)).toEqual(['1: 0 > 1'])
  await end()
  await end()
  expect(begun.slice(4)).toEqual(['2: 0 > 1'])
  await end()
  await lanes.idle()
})
