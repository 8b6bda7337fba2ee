import { fileURLToPath } from 'node:url'
import { ensureTopics, kafkaOptions, openKafka, readTopics } from '@delta/stream'

const env = process.env
const say = (_about: object, message: string): void => console.error(message)
const topics = readTopics(fileURLToPath(new URL('../../schema', import.meta.url)))
const kafka = openKafka({
  ...kafkaOptions({
    DELTA_KAFKA: (env['DELTA_KAFKA'] ?? '').split(','),
    DELTA_KAFKA_CA: env['DELTA_KAFKA_CA'],
    DELTA_KAFKA_USER: env['DELTA_KAFKA_USER'],
    DELTA_KAFKA_PASSWORD: env['DELTA_KAFKA_PASSWORD'],
  }),
  clientId: 'delta-topics',
  log: { debug: () => {}, info: () => {}, warn: say, error: say },
})
const { created } = await ensureTopics(kafka, topics, { replication: 3 })
console.log(`${topics.length} topics, ${created.length} of them new`)
