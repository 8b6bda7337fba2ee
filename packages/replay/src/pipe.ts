import { adapterLock } from '@delta/adapter'
import { LOG_LOCK } from '@delta/feed'
import type { ListTables } from '@delta/list'
import { type Province, PROVINCES, shortOf } from '@delta/model'
import { REPAIR_LOCK, REPAIR_SETTINGS } from '@delta/repair'
import { openStore, type Store } from '@delta/store'
import { createOutbox, type KafkaHandle, type Outbox, type OutboxTables, type Topic } from '@delta/stream'
import { SUPERVISION_LOCK, SUPERVISION_PATH } from '@delta/supervision'

/** Where the pipe's databases and brokers are. */
export interface PipeParts {
  /** The adapters' databases. */
  readonly ledgers: Readonly<Record<Province, string>>
  /** The read model's database, in which repair's and supervision's outboxes stand too. */
  readonly store: string
  /** The operator's database: the catalogue's outbox. */
  readonly operator: string
  readonly kafka: KafkaHandle
  readonly topics: readonly Topic[]
}

/** An outbox of the pipe, and the lock that whoever publishes it holds; null where nobody does all the time. */
export interface NamedOutbox {
  readonly name: string
  readonly store: Store<OutboxTables>
  readonly outbox: Outbox
  readonly lock: string | null
}

/** All outboxes from which topics can be made again, and the region's log, which is its own outbox. */
export interface Pipe {
  readonly outboxes: readonly NamedOutbox[]
  readonly log: { readonly store: Store<ListTables>; readonly lock: string }
  readonly kafka: KafkaHandle
  readonly topics: readonly Topic[]
  close(): Promise<void>
}

/** Opens the pipe; connects at the first use. */
export function openPipe({ ledgers, store, operator, kafka, topics }: PipeParts): Pipe {
  const open = (name: string, url: string, lock: string | null, settings: Readonly<Record<string, string>> = {}): NamedOutbox => {
    const opened = openStore<OutboxTables>(url, { connections: 3, applicationName: 'delta replay', settings })
    return { name, store: opened, outbox: createOutbox(opened.db), lock }
  }
  const outboxes = [
    ...PROVINCES.map(province => open(`adapter ${shortOf(province)}`, ledgers[province], adapterLock(province))),
    open('repair', store, REPAIR_LOCK, REPAIR_SETTINGS),
    open('supervision', store, SUPERVISION_LOCK, SUPERVISION_PATH),
    open('catalogue', operator, null),
  ]
  const log = { store: openStore<ListTables>(store, { connections: 3, applicationName: 'delta replay' }), lock: LOG_LOCK }
  return {
    outboxes,
    log,
    kafka,
    topics,
    close: async () => {
      await Promise.all([...outboxes.map(one => one.store.close()), log.store.close()])
    },
  }
}
