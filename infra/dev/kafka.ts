import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { HOST } from './addresses.ts'
import { kafkaJars } from './kafka-jars.ts'
import type { Places } from './places.ts'
import { runCommand } from './run-command.ts'
import { keepRunning, type Kept } from './supervise.ts'
import { until } from './wait.ts'

/** A running Apache Kafka broker of our own. */
export interface LocalKafka {
  readonly kept: Kept
  /** `host:port` */
  readonly address: string
}

const MEMORY = ['-Xms128m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xss512k']

/** Fetches the jars if needed, formats the folder once, starts a single broker in KRaft mode and waits until it listens. */
export async function startKafka(parts: {
  places: Places
  port: number
  controllerPort: number
  signal: AbortSignal
  say: (detail: string) => void
  onStart: (kept: Kept) => void
}): Promise<LocalKafka> {
  const jars = join(await kafkaJars(parts.signal, parts.say), '*')
  parts.say('starting')
  const folder = parts.places.kafka
  const data = join(folder, 'data')
  const properties = join(folder, 'server.properties')
  mkdirSync(folder, { recursive: true })
  writeFileSync(properties, serverProperties(data, parts.port, parts.controllerPort))
  if (!existsSync(join(data, 'meta.properties'))) {
    rmSync(data, { recursive: true, force: true })
    const id = randomBytes(16).toString('base64url').replace(/^-/, 'A')
    await runCommand('java', [...MEMORY, '-cp', jars, 'kafka.tools.StorageTool', 'format', '-t', id, '-c', properties], { signal: parts.signal })
  }
  const kept = keepRunning(
    {
      name: 'kafka',
      command: 'java',
      args: [...MEMORY, '-cp', jars, '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', '-Dorg.slf4j.simpleLogger.showDateTime=true', 'kafka.Kafka', properties],
      env: process.env,
      cwd: folder,
    },
    parts.places,
  )
  parts.onStart(kept)
  await until(() => listens(parts.port), { signal: parts.signal, within: 90_000, what: `Kafka does not answer (see ${kept.logFile})` })
  return { kept, address: `${HOST}:${parts.port}` }
}

/** Does anything listen on this local port? */
export function listens(port: number, host: string = HOST): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ port, host })
    const end = (answer: boolean) => () => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(1_000, end(false))
    socket.once('connect', end(true))
    socket.once('error', end(false))
  })
}

function serverProperties(data: string, port: number, controllerPort: number): string {
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@${HOST}:${controllerPort}`,
    listeners: `PLAINTEXT://${HOST}:${port},CONTROLLER://${HOST}:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://${HOST}:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': data,
    'auto.create.topics.enable': false,
    'group.min.session.timeout.ms': 1_000,
    'group.initial.rebalance.delay.ms': 0,
    'offsets.topic.num.partitions': 4,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'log.cleaner.dedupe.buffer.size': 16_777_216,
    'log.index.size.max.bytes': 2_097_152,
    'broker.session.timeout.ms': 3_000,
    'broker.heartbeat.interval.ms': 500,
    'num.network.threads': 2,
    'num.io.threads': 4,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}
