import { type KafkaConfig, Kafka, type LogEntry, logLevel } from 'kafkajs'
import type { StreamLog } from './log.ts'
import './zstd.ts'

/** Where the brokers are and who asks. */
export interface KafkaOptions {
  readonly brokers: readonly string[]
  readonly clientId: string
  readonly log: StreamLog
  readonly ssl?: KafkaConfig['ssl']
  readonly sasl?: KafkaConfig['sasl']
  /** How connections are made, where not directly. */
  readonly socketFactory?: KafkaConfig['socketFactory']
}

/** A Kafka cluster as this room's parts are given it; nobody else looks inside. */
export interface KafkaHandle {
  readonly client: Kafka
}

/** Names a Kafka cluster; nothing connects yet. Time-outs are short, so that a lost broker is noticed and left within seconds. */
export function openKafka({ brokers, clientId, log, ssl, sasl, socketFactory }: KafkaOptions): KafkaHandle {
  const client = new Kafka({
    brokers: [...brokers],
    clientId,
    connectionTimeout: 1_000,
    authenticationTimeout: 3_000,
    requestTimeout: 5_000,
    enforceRequestTimeout: true,
    retry: { initialRetryTime: 100, maxRetryTime: 500, retries: 5 },
    logLevel: logLevel.WARN,
    logCreator: () => entry => forward(entry, log),
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
    ...(socketFactory === undefined ? {} : { socketFactory }),
  })
  return { client }
}

// kafkajs reports as errors what it then retries: only the rooms above know whether something has failed.
const forward = ({ namespace, level, log: { message, groupId, broker } }: LogEntry, log: StreamLog): void => {
  const about = { kafkajs: namespace, ...(groupId ? { groupId } : {}), ...(broker ? { broker } : {}), said: String(message).slice(0, 200) }
  if (level <= logLevel.ERROR) log.warn(about, 'kafkajs reports')
  else log.debug(about, 'kafkajs reports')
}
