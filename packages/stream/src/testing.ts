import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { createTopics } from './create-topics.ts'
import type { StreamLog } from './log.ts'
import { type KafkaHandle, openKafka } from './open-kafka.ts'
import { createConsumer } from './consumer.ts'
import type { ReceivedMessage } from './received-message.ts'

/** A log that says nothing. For tests only. */
export const silentLog: StreamLog = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

/** The broker that DELTA_TEST_KAFKA names. For tests only. */
export function testBroker(server: string | undefined): string {
  if (!server) throw new Error('DELTA_TEST_KAFKA is not set: run the tests by `npm test`')
  return server
}

/** A Kafka handle whose connections a test can cut, as if the brokers had gone. */
export interface CuttableKafka {
  readonly kafka: KafkaHandle
  /** Breaks every connection and refuses new ones until `mend`. */
  cut(): void
  mend(): void
}

/** Opens the broker behind connections that can be cut; `did` is told whatever the client does: connects, asks, complains. For tests only. */
export function openCuttableKafka(broker: string, did: () => void = () => undefined): CuttableKafka {
  const sockets = new Set<Socket>()
  let away = false
  const kafka = openKafka({
    brokers: [broker],
    clientId: 'test-cuttable',
    log: { ...silentLog, warn: did },
    socketFactory: ({ host, port, onConnect }) => {
      did()
      const socket = away ? connect({ host, port: 1 }) : connect({ host, port }, onConnect)
      const write = socket.write.bind(socket) as typeof socket.write
      socket.write = ((...parts: Parameters<typeof write>) => {
        did()
        return write(...parts)
      }) as typeof write
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
      return socket
    },
  })
  return {
    kafka,
    cut: () => {
      away = true
      for (const socket of sockets) socket.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))
    },
    mend: () => {
      away = false
    },
  }
}

/** A name that no other test uses. */
export const randomName = (prefix: string): string => `${prefix}.${randomBytes(6).toString('hex')}`

/** Makes topics for one test file and removes them again. For tests only. */
export async function withTopics(kafka: KafkaHandle, topics: readonly { topic: string; partitions: number }[]): Promise<{ remove(): Promise<void> }> {
  const admin = kafka.client.admin()
  await admin.connect()
  await createTopics(
    admin,
    topics.map(({ topic, partitions }) => ({ topic, numPartitions: partitions })),
  )
  return {
    remove: async () => {
      await admin.deleteTopics({ topics: topics.map(one => one.topic) })
      await admin.disconnect()
    },
  }
}

/** Reads topics from their beginning until `enough` says so, then gives everything read, in order of arrival. For tests only. */
export async function readUntil(
  kafka: KafkaHandle,
  topics: readonly string[],
  enough: (messages: readonly ReceivedMessage[]) => boolean,
): Promise<ReceivedMessage[]> {
  const read: ReceivedMessage[] = []
  const done = Promise.withResolvers<void>()
  const consumer = createConsumer({
    kafka,
    topics,
    groupId: randomName('test-reader'),
    log: silentLog,
    onCrash: done.reject,
    onBatch: async (_topic, _partition, messages) => {
      read.push(...messages)
      if (enough(read)) done.resolve()
    },
  })
  await consumer.start()
  await done.promise
  await consumer.stop()
  return read
}

/** Waits until a condition holds, asking it over and over. For tests only. */
export async function until(condition: () => boolean | Promise<boolean>, within = 20_000): Promise<void> {
  const end = performance.now() + within
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`not within ${within} ms: ${condition.toString()}`)
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}
