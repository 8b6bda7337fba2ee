import { auditLog, type ListTables } from '@delta/list'
import { shanghaiDay } from '@delta/model'
import { keepRunning, ROOT, type Kept, type System } from '@delta/dev'
import { openStore } from '@delta/store'
import { token } from '../conformance/local.ts'
import { faultsOf, judged, replayed } from '../feed/feed-storm.ts'
import { type Listeners, startListeners } from '../feed/listeners.ts'

/** Partner cities beside a whole system, each way of listening in a process of its own. */
export interface Cities {
  readonly kept: readonly Kept[]
  /** Lets the copies come to rest, has them judged against log and read model, and the log audited: what is wrong, by kind; nothing where all is right. */
  judge(): Promise<Readonly<Record<string, unknown>>>
  stop(): Promise<void>
}

const TOPIC = 'delta.list-changes.v1'
const QUIET = ['--disable-warning=ExperimentalWarning']

/** Starts cities; `port` is where the receiver of webhooks listens. */
export async function startCities({ status, gateway, places }: System, port: number): Promise<Cities> {
  const { store, kafka } = status()
  const copy = Object.assign(new URL(store), { pathname: '/city' }).href
  const server = openStore(store, { connections: 1 })
  await server.pool.query('create database city')
  await server.close()
  const kept: Kept[] = []
  const listeners: Listeners = await startListeners({
    gateway,
    graph: gateway,
    copy,
    brokers: kafka,
    topic: TOPIC,
    folder: places.var,
    keys: places.keys,
    headers: { authorization: `Bearer ${token('partner:330100')}`, 'delta-purpose': 'exchange' },
    port,
    keep: (name, file, args, { command } = {}) => {
      const program = { name, command: command ?? process.execPath, args: command ? [file, ...args] : [...QUIET, file, ...args], cwd: ROOT, env: process.env }
      const one = keepRunning(program, places)
      kept.push(one)
      return one
    },
  })
  return {
    kept,
    judge: async () => {
      await replayed(listeners)
      const { good, anomalies, first } = await judged(store, listeners, [])
      const faults = faultsOf(kept)
      const model = openStore<ListTables>(store, { connections: 1 })
      const audit = await auditLog(model.db, shanghaiDay(new Date())).finally(() => model.close())
      return {
        ...(good ? {} : { copies: anomalies, first }),
        ...(faults.length === 0 ? {} : { faults }),
        ...(audit.faults.length === 0 ? {} : { audit: audit.faults.slice(0, 5) }),
      }
    },
    stop: async () => void (await Promise.all(kept.map(one => one.stop()))),
  }
}
