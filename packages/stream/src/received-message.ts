import { isUtf8 } from 'node:buffer'
import type { KafkaMessage } from 'kafkajs'

/** A record as it came from Kafka. Headers and keys that are not UTF-8, or come twice, count as absent. */
export interface ReceivedMessage {
  readonly topic: string
  readonly partition: number
  readonly offset: string
  readonly key: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly value: Buffer | null
  /** When the broker took it, by its clock (milliseconds): topics have LogAppendTime. */
  readonly receivedAt?: number
}

/** A record as kafkajs gives it, as this room does. */
export const received = (topic: string, partition: number, { offset, key, headers = {}, value, timestamp }: KafkaMessage): ReceivedMessage => {
  const texts: Record<string, string | undefined> = {}
  for (const [name, header] of Object.entries(headers)) texts[name] = Buffer.isBuffer(header) ? textOf(header) : typeof header === 'string' ? header : undefined
  return { topic, partition, offset, key: (key && textOf(key)) ?? '', headers: texts, value, receivedAt: Number(timestamp) }
}

const textOf = (bytes: Buffer): string | undefined => (isUtf8(bytes) ? bytes.toString() : undefined)
