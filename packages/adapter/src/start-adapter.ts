import { fileURLToPath } from 'node:url'
import { loadCatalogue } from '@delta/catalogue'
import type { ProvinceMapping } from '@delta/mapping'
import { shortOf } from '@delta/model'
import { hmacText } from '@delta/seal'
import type { ServiceScope } from '@delta/service'
import { migrate, openStore } from '@delta/store'
import { createRecordValidator, kafkaOptions, type KafkaSettings, openKafka, readTopics } from '@delta/stream'
import { readAdapterKeys } from './adapter-keys.ts'
import { openReaders } from './readers.ts'
import { createAdapter } from './run-adapter.ts'
import { adapterMigrations, type AdapterTables } from './tables.ts'

/** An adapter's settings, as its service has read them. */
export interface AdapterSettings extends KafkaSettings {
  /** The adapter's own database. */
  readonly DELTA_STORE_URL: string
  /** The province's database; where it has one. */
  readonly DELTA_SOURCE_URL?: string | undefined
  /** The province's drop folder; where it has one. */
  readonly DELTA_SOURCE_INBOX?: string | undefined
  /** The folder of keys. */
  readonly DELTA_KEYS: string
}

const SCHEMA = fileURLToPath(new URL('../../../schema', import.meta.url))

/** Opens all doors of a province's adapter and lets it run: stores, source, Kafka, keys, law. Readiness has four conditions: instance, source, store, kafka. */
export async function startAdapter(service: ServiceScope, mapping: ProvinceMapping, settings: AdapterSettings): Promise<void> {
  const { log } = service
  const { province } = mapping
  const now = () => new Date()
  const name = `adapter-${shortOf(province)}`
  const keys = readAdapterKeys(settings.DELTA_KEYS, province)
  const catalogue = loadCatalogue()
  const onError = (error: Error) => log.warn({ error }, 'a connection broke')
  const store = openStore<AdapterTables>(settings.DELTA_STORE_URL, { connections: 5, applicationName: name, onError })
  service.onStop(store.close)
  const source = settings.DELTA_SOURCE_URL === undefined ? null : openStore(settings.DELTA_SOURCE_URL, { connections: 2, applicationName: name, onError })
  if (source) service.onStop(source.close)
  await migrate(store.db, adapterMigrations)
  const adapter = createAdapter({
    province,
    mapping,
    store,
    keys,
    catalogue,
    log,
    now,
    readers: openReaders({
      mapping,
      catalogue,
      now,
      pool: source?.pool ?? null,
      inbox: settings.DELTA_SOURCE_INBOX ?? null,
      cloak: key => hmacText(keys.record, `key:${key}`),
    }),
    kafka: openKafka({ ...kafkaOptions(settings), clientId: name, log }),
    topics: readTopics(SCHEMA),
    validate: createRecordValidator(SCHEMA),
  })
  service.onStop(adapter.stop)
  for (const [condition, ask] of Object.entries(adapter.checks)) service.check(condition, ask)
  adapter.run().catch(service.fail)
}
