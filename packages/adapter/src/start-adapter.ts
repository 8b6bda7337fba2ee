import { type AccessSettings, openGate } from '@delta/access'
import { loadCatalogue } from '@delta/catalogue'
import type { Delivery, ProvinceMapping } from '@delta/mapping'
import { shortOf } from '@delta/model'
import { hmacText } from '@delta/seal'
import type { ServiceScope } from '@delta/service'
import { migrate, openStore } from '@delta/store'
import { createRecordValidator, kafkaOptions, type KafkaSettings, openKafka, readTopics } from '@delta/stream'
import { createKeys, standing } from '@delta/wire'
import { readAdapterKeys } from './adapter-keys.ts'
import { openPlatform, type PlatformForm } from './inward/open-platform.ts'
import { createInward } from './inward/run-inward.ts'
import { openReaders } from './readers.ts'
import { createPushDoor } from './push/push-door.ts'
import { createPushHttp } from './push/push-http.ts'
import { createAdapter } from './run-adapter.ts'
import { adapterMigrations, type AdapterTables } from './tables.ts'

/** An adapter's settings, as its service has read them. */
export interface AdapterSettings extends KafkaSettings, AccessSettings {
  /** The adapter's own database. */
  readonly DELTA_STORE_URL: string
  /** The province's database; where it has one. */
  readonly DELTA_SOURCE_URL?: string | undefined
  /** The province's drop folder; where it has one. */
  readonly DELTA_SOURCE_INBOX?: string | undefined
  /** The platform's database, where it takes what others publish in one; it is written to. */
  readonly DELTA_PLATFORM_URL?: string | undefined
  /** The platform's folder, where it takes it as files. */
  readonly DELTA_PLATFORM_FOLDER?: string | undefined
  /** The folder of keys. */
  readonly DELTA_KEYS: string
  /** The folder of topics.yaml and the records' schemas. */
  readonly DELTA_SCHEMA: string
}

/** What a province is: how its platform is read, how it is written to, and in which form it takes what others publish. */
export interface Participation {
  readonly mapping: ProvinceMapping
  readonly delivery: Delivery
  readonly form: PlatformForm
}

/** Opens all doors of a province's adapter and lets it run: stores, source, Kafka, keys, law. Readiness has five conditions: instance, source, store, kafka, inward. */
export async function startAdapter(service: ServiceScope, { mapping, delivery, form }: Participation, settings: AdapterSettings): Promise<void> {
  const { log } = service
  const { province } = mapping
  const now = () => new Date()
  const name = `adapter-${shortOf(province)}`
  const keys = readAdapterKeys(settings.DELTA_KEYS, province)
  const catalogue = loadCatalogue()
  const onError = (error: Error) => log.warn({ error }, 'a connection broke')
  const store = openStore<AdapterTables>(settings.DELTA_STORE_URL, { connections: 5, applicationName: name, byKey: true, onError })
  service.onStop(store.close)
  const source = settings.DELTA_SOURCE_URL === undefined ? null : openStore(settings.DELTA_SOURCE_URL, { connections: 2, applicationName: name, onError })
  if (source) service.onStop(source.close)
  const written =
    settings.DELTA_PLATFORM_URL === undefined ? null : openStore<unknown>(settings.DELTA_PLATFORM_URL, { connections: 3, applicationName: name, onError })
  if (written) service.onStop(written.close)
  await migrate(store.db, adapterMigrations)
  const kafka = openKafka({ ...kafkaOptions(settings), clientId: name, log })
  const topics = readTopics(settings.DELTA_SCHEMA)
  const validate = createRecordValidator(settings.DELTA_SCHEMA)
  const known = createKeys(settings.DELTA_KEYS, { now })
  const door = createPushDoor(mapping)
  const adapter = createAdapter({
    province,
    mapping,
    store,
    keys,
    catalogue,
    log,
    now,
    readers: [
      door.reader,
      ...openReaders({
        mapping,
        catalogue,
        now,
        pool: source?.pool ?? null,
        inbox: settings.DELTA_SOURCE_INBOX ?? null,
        cloak: key => hmacText(keys.record, `key:${key}`),
      }),
    ],
    kafka,
    topics,
    validate,
    stands: standing(known),
    inward: createInward({
      province,
      db: store.db,
      kafka,
      topics,
      delivery,
      catalogue,
      validate,
      log,
      now,
      platform: openPlatform(form, {
        delivery,
        catalogue,
        now,
        store: store.db,
        platform: written?.db ?? null,
        folder: settings.DELTA_PLATFORM_FOLDER ?? null,
      }),
      keys: known,
      recordKey: keys.record,
    }),
  })
  service.onStop(adapter.stop)
  service.http(
    createPushHttp({
      mapping,
      gate: openGate(settings, { schema: settings.DELTA_SCHEMA, now }),
      keys: known,
      door,
      db: store.db,
      now,
      onError: error => log.error({ error }, 'a push failed'),
    }),
  )
  for (const [condition, ask] of Object.entries(adapter.checks)) service.check(condition, ask)
  adapter.run().catch(service.fail)
}
