import { readFileSync } from 'node:fs'
import type { KafkaOptions } from './open-kafka.ts'

/** Where Kafka is and how it is entered, as a service has read it from its settings. */
export interface KafkaSettings {
  readonly DELTA_KAFKA: readonly string[]
  /** The PEM file of the authority that signs the brokers' certificates; with it, connections are TLS. */
  readonly DELTA_KAFKA_CA?: string | undefined
  /** Who asks (SCRAM-SHA-512 over TLS). */
  readonly DELTA_KAFKA_USER?: string | undefined
  readonly DELTA_KAFKA_PASSWORD?: string | undefined
}

/** What `openKafka` is told of brokers and security. Throws where the authority's file cannot be read, or a password would travel without TLS. */
export function kafkaOptions({
  DELTA_KAFKA: brokers,
  DELTA_KAFKA_CA: authority,
  DELTA_KAFKA_USER: username,
  DELTA_KAFKA_PASSWORD: password,
}: KafkaSettings): Pick<KafkaOptions, 'brokers' | 'ssl' | 'sasl'> {
  if (authority === undefined) {
    if (username === undefined && password === undefined) return { brokers }
    throw unusable('DELTA_KAFKA_USER needs DELTA_KAFKA_CA: a password does not travel without TLS')
  }
  const ssl = { ca: [certificate(authority)] }
  return username === undefined || password === undefined ? { brokers, ssl } : { brokers, ssl, sasl: { mechanism: 'scram-sha-512', username, password } }
}

const certificate = (file: string): string => {
  try {
    const text = readFileSync(file, 'utf8')
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text
  } catch (cause) {
    throw unusable(`the file of DELTA_KAFKA_CA cannot be read (${String((cause as { code?: unknown }).code)})`)
  }
  throw unusable('the file of DELTA_KAFKA_CA holds no PEM certificate')
}

const unusable = (message: string): Error => Object.assign(new Error(message), { code: 'KAFKA_SETTINGS', safe: true })
