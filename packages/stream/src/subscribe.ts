import { setTimeout as sleep } from 'node:timers/promises'
import type { Consumer } from 'kafkajs'
import type { StreamLog } from './log.ts'

const FIRST_PAUSE = 100
const LONGEST_PAUSE = 2_000

/** Connects and subscribes, waiting for a broker that is away or topics that are not made yet. */
export const subscribe = async (consumer: Consumer, topics: readonly string[], log: StreamLog, stopping: () => boolean): Promise<void> => {
  for (let pause = FIRST_PAUSE; !stopping(); pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    try {
      await consumer.connect()
      await consumer.subscribe({ topics: [...topics], fromBeginning: true })
      return
    } catch (error) {
      log.warn({ error, pause }, 'Kafka does not answer yet')
      await sleep(pause)
    }
  }
}
