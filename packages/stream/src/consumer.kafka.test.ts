import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import kafkajs, { type Producer } from 'kafkajs'
import { createConsumer } from './consumer.ts'
import { openKafka } from './open-kafka.ts'
import { openCuttableKafka, randomName, silentLog, testBroker, until, withTopics } from './testing.ts'

const broker = testBroker(process.env.DELTA_TEST_KAFKA)
const kafka = openKafka({ brokers: [broker], clientId: 'test-consumer', log: silentLog })
const names = {
  hold: randomName('test.hold'),
  kill: randomName('test.kill'),
  odd: randomName('test.odd'),
  away: randomName('test.away'),
  alien: randomName('test.alien'),
  many: randomName('test.many'),
  slow: randomName('test.slow'),
  silent: randomName('test.silent'),
}
let made: { remove(): Promise<void> }
let producer: Producer

beforeAll(async () => {
  made = await withTopics(
    kafka,
    Object.values(names).map(topic => ({ topic, partitions: 2 })),
  )
  producer = kafka.client.producer({
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition!,
  })
  await producer.connect()
})
afterAll(async () => {
  await producer.disconnect()
  await made.remove()
})

const send = (topic: string, from: number, count: number) =>
  producer.send({
    topic,
    acks: -1,
    compression: kafkajs.CompressionTypes.ZSTD,
    messages: Array.from({ length: count }, (_, n) => ({ key: `k${from + n}`, value: `${from + n}`, partition: (from + n) % 2 })),
  })

const committed = async (groupId: string, topic: string): Promise<string[]> => {
  const admin = kafka.client.admin()
  await admin.connect()
  const [offsets] = await admin.fetchOffsets({ groupId, topics: [topic] })
  await admin.disconnect()
  return offsets!.partitions.map(one => one.offset)
}

test('the offset moves only after the batch is taken; a rejected batch comes again, in order', async () => {
  const groupId = randomName('test-hold')
  await send(names.hold, 0, 100)
  const taken: string[] = []
  let refusals = 0
  let open = false
  const consumer = createConsumer({
    kafka,
    groupId,
    topics: [names.hold],
    log: silentLog,
    onBatch: async (_topic, partition, messages) => {
      if (!open) {
        refusals++
        throw Object.assign(new Error('the store is away'), { code: 'AWAY' })
      }
      if (partition === 0) taken.push(...messages.map(one => one.value!.toString()))
    },
  })
  await consumer.start()
  await until(() => refusals >= 4)
  expect(consumer.progress()).toMatchObject({ assigned: 2, failing: 'AWAY' })
  expect(await committed(groupId, names.hold)).toEqual(['-1', '-1'])
  open = true
  await until(async () => (await committed(groupId, names.hold)).every(offset => offset === '50'))
  expect(taken).toEqual(Array.from({ length: 50 }, (_, n) => `${n * 2}`))
  expect(consumer.progress()).toMatchObject({ failing: null, lag: 0 })
  expect(consumer.progress().silentFor).toBeLessThan(5_000)
  await consumer.stop()
})

/** A consumer in a process of its own that prints each record's number. */
const startChild = (groupId: string, topic: string) => {
  const index = new URL('./index.ts', import.meta.url).href
  const script = `
    import { createConsumer, openKafka } from ${JSON.stringify(index)}
    const log = { debug() {}, info() {}, warn() {}, error() {} }
    const kafka = openKafka({ brokers: [${JSON.stringify(broker)}], clientId: 'child', log })
    const consumer = createConsumer({ kafka, groupId: ${JSON.stringify(groupId)}, topics: [${JSON.stringify(topic)}], log,
      onBatch: async (topic, partition, messages) => { for (const one of messages) console.log(one.value.toString()) } })
    await consumer.start()
    console.log('joined')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
    cwd: fileURLToPath(new URL('..', import.meta.url)),
  })
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', line => lines.push(line))
  return { child, lines }
}

test('after a kill -9 the successor reads on within two seconds and nothing is missing', async () => {
  const groupId = randomName('test-kill')
  await send(names.kill, 0, 10)
  const first = startChild(groupId, names.kill)
  await until(() => first.lines.length >= 11)
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  await send(names.kill, 10, 10)
  const seen = new Set<string>()
  const start = performance.now()
  const consumer = createConsumer({
    kafka,
    groupId,
    topics: [names.kill],
    log: silentLog,
    onBatch: async (_topic, _partition, messages) => messages.forEach(one => seen.add(one.value!.toString())),
  })
  await consumer.start()
  await until(() => Array.from({ length: 10 }, (_, n) => `${n + 10}`).every(value => seen.has(value)))
  expect(performance.now() - start).toBeLessThan(2_500)
  await consumer.stop()
})

test('a broker that goes away is waited for; what came meanwhile is read', async () => {
  const { kafka: cuttable, cut, mend } = openCuttableKafka(broker)
  const seen = new Set<string>()
  const consumer = createConsumer({
    kafka: cuttable,
    groupId: randomName('test-away'),
    topics: [names.away],
    log: silentLog,
    onCrash: error => {
      throw error
    },
    onBatch: async (_topic, _partition, messages) => messages.forEach(one => seen.add(one.value!.toString())),
  })
  await consumer.start()
  await send(names.away, 0, 10)
  await until(() => seen.size === 10)
  for (const round of [1, 2]) {
    cut()
    await send(names.away, round * 10, 10)
    await until(() => consumer.progress().silentFor > 2_000)
    mend()
    await until(() => seen.size === (round + 1) * 10)
  }
  await consumer.stop()
})

test('a partition that takes long delays no other, and its own records wait in order', async () => {
  const taken: string[] = []
  const held = Promise.withResolvers<void>()
  const consumer = createConsumer({
    kafka,
    groupId: randomName('test-slow'),
    topics: [names.slow],
    log: silentLog,
    onBatch: async (_topic, partition, messages) => {
      if (partition === 0) await held.promise
      taken.push(...messages.map(one => one.value!.toString()))
    },
  })
  await consumer.start()
  await send(names.slow, 0, 2)
  await until(() => taken.length === 1)
  await send(names.slow, 2, 4)
  await until(() => taken.length === 3)
  held.resolve()
  await until(() => taken.length === 6)
  expect(taken).toEqual(['1', '3', '5', '0', '2', '4'])
  await consumer.stop()
})

test('a client that has not heard of Kafka for too long is broken for good', async () => {
  const { kafka: cuttable, cut, mend } = openCuttableKafka(broker)
  const crashed = Promise.withResolvers<unknown>()
  const consumer = createConsumer({
    kafka: cuttable,
    groupId: randomName('test-silent'),
    topics: [names.silent],
    log: silentLog,
    longestSilence: 3_000,
    onCrash: crashed.resolve,
    onBatch: async () => undefined,
  })
  await consumer.start()
  cut()
  expect(await crashed.promise).toMatchObject({ code: 'KAFKA_SILENT' })
  mend()
  await consumer.stop()
})

test('a long backlog comes in portions, each record once: a consumer that is only busy is not taken for a dead one', async () => {
  for (let from = 0; from < 30_000; from += 5_000) await send(names.many, from, 5_000)
  const portions: number[] = []
  const seen: string[] = []
  const consumer = createConsumer({
    kafka,
    groupId: randomName('test-many'),
    topics: [names.many],
    log: silentLog,
    sessionTimeout: 1_000,
    onBatch: async (_topic, _partition, messages) => {
      portions.push(messages.length)
      for (const one of messages) seen.push(one.value!.toString())
      for (const end = performance.now() + 80; performance.now() < end;);
    },
  })
  await consumer.start()
  await until(() => new Set(seen).size === 30_000)
  expect(seen.length).toBe(30_000)
  expect(Math.max(...portions)).toBeLessThanOrEqual(1_000)
  await consumer.stop()
})

test('headers and keys that are not UTF-8 or come twice count as absent', async () => {
  await producer.send({
    topic: names.odd,
    messages: [{ key: Buffer.from([0xff, 0xfe]), value: null, partition: 0, headers: { good: '名', bad: Buffer.from([0xc3, 0x28]), twice: ['a', 'b'] } }],
  })
  const taken = Promise.withResolvers<unknown>()
  const consumer = createConsumer({
    kafka,
    groupId: randomName('test-odd'),
    topics: [names.odd],
    log: silentLog,
    onBatch: async (_t, _p, messages) => taken.resolve(messages),
  })
  await consumer.start()
  expect(await taken.promise).toEqual([
    {
      topic: names.odd,
      partition: 0,
      offset: '0',
      key: '',
      headers: { good: '名', bad: undefined, twice: undefined },
      value: null,
      receivedAt: expect.any(Number),
    },
  ])
  await consumer.stop()
})

test('a client that breaks for good ends its process with a non-zero code', async () => {
  // An LZ4 frame of one stored block: this room reads zstd only, and the topic does not have the broker translate.
  const lz4 = (data: Buffer): Buffer => {
    const size = Buffer.alloc(4)
    size.writeUInt32LE((data.length | 0x80000000) >>> 0)
    return Buffer.concat([Buffer.from('04224d18604082', 'hex'), size, data, Buffer.alloc(4)])
  }
  kafkajs.CompressionCodecs[kafkajs.CompressionTypes.LZ4] = () => ({
    compress: async (encoder: { buffer: Buffer }) => lz4(encoder.buffer),
    decompress: async (buffer: Buffer) => buffer,
  })
  const { child, lines } = startChild(randomName('test-alien'), names.alien)
  await until(() => lines.includes('joined'))
  expect(child.exitCode).toBeNull()
  await producer.send({ topic: names.alien, compression: kafkajs.CompressionTypes.LZ4, messages: [{ key: 'k', value: 'v', partition: 0 }] })
  const [code] = (await once(child, 'exit')) as [number]
  expect(code).toBe(1)
})
