import { join } from 'node:path'
import { writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { freePorts, type Kept, ROOT } from '@delta/dev'
import { python } from '../conformance/local.ts'
import { mutate, subscribeWebhook } from './webhook-way.ts'

/** What the partner cities listen to, and with what. */
export interface Region {
  readonly gateway: string
  /** The database that one of them keeps its copy in. */
  readonly copy: string
  readonly brokers: string
  readonly topic: string
  readonly folder: string
  readonly keys: string
  /** Where the graph takes mutations. */
  readonly graph: string
  /** Headers of the city. */
  readonly headers: Record<string, string>
  /** Where its receiver of webhooks listens: DELTA_WEBHOOK_ALLOW must allow it. */
  readonly port: number
  keep(name: string, file: string, args: readonly string[], options?: { command?: string }): Kept
}

/** Partner cities that keep copies, each a process of its own that is started again when it dies. */
export interface Listeners {
  readonly kept: readonly Kept[]
  /** The copies as the judge is told of them. */
  readonly copies: readonly string[]
  /** What the owner of a webhook does that was down for long: it has it go on from the copy's own cursor. */
  replay(): Promise<void>
}

const PROGRAMS = join(ROOT, 'test/feed/programs')

/** Starts a subscriber of the kit, a stranger's in Python, a reader of Kafka and a receiver of webhooks. */
export async function startListeners({ gateway, graph, copy, brokers, topic, folder, keys, headers, port, keep }: Region): Promise<Listeners> {
  const interpreter = python()
  const files = { stranger: join(folder, 'stranger.db'), kafka: join(folder, 'kafka.db'), webhook: join(folder, 'webhook.db') }
  const keyFile = join(folder, 'webhook.pub')
  const token = headers['authorization']!.slice('Bearer '.length)
  const target = { url: graph, headers }
  const { id, publicKey } = await subscribeWebhook(target, `http://127.0.0.1:${port}/`, '0')
  writeFileSync(keyFile, publicKey)
  return {
    kept: [
      keep('subscriber-kit', join(PROGRAMS, 'subscriber.ts'), ['--gateway', gateway, '--database', copy, '--keys', keys]),
      keep('subscriber-stranger', join(ROOT, 'test/conformance/subscriber.py'), [gateway, token, files.stranger], { command: interpreter }),
      keep('subscriber-kafka', join(PROGRAMS, 'kafka_reader.py'), [brokers, topic, files.kafka], { command: interpreter }),
      keep('receiver', join(PROGRAMS, 'webhook_receiver.py'), [String(port), files.webhook, keyFile], { command: interpreter }),
    ],
    copies: ['--postgres', `kit=${copy}`, ...Object.entries(files).flatMap(([name, file]) => ['--sqlite', `${name}=${file}`])],
    replay: async () => {
      const db = new DatabaseSync(files.webhook, { readOnly: true })
      const { cursor } = db.prepare('select cursor from place').get() as { cursor: string }
      db.close()
      await mutate(target, 'mutation ($id: ID!, $after: ID!) { replay(id: $id, after: $after) { id } }', { id, after: cursor })
    },
  }
}

/** A port of loopback that nobody has at the moment. */
export const freePort = async (): Promise<number> => (await freePorts()).gateway

/** What the judge of copies said. */
export interface CopiesVerdict {
  readonly events: number
  readonly entries: number
  readonly anomalies: Readonly<Record<string, number>>
  readonly first: readonly unknown[]
}
