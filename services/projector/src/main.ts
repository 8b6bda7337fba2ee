import { join } from 'node:path'
import { loadCatalogue, loadRepairLaw } from '@delta/catalogue'
import { type ReadModelTables, runProjection } from '@delta/projection'
import { createLog, runService } from '@delta/service'
import { openStore } from '@delta/store'
import { kafkaOptions, openKafka } from '@delta/stream'
import { createKeys } from '@delta/wire'
import { readSettings } from './config.ts'

const NAME = 'projector'
const config = readSettings()
const log = createLog(NAME, config.DELTA_LOG_LEVEL)
const now = () => new Date()

await runService({
  name: NAME,
  log,
  config,
  start: async service => {
    const store = openStore<ReadModelTables>(config.DELTA_STORE_URL, {
      applicationName: NAME,
      connections: config.DELTA_CONCURRENCY + 2,
      byKey: true,
      onError: error => log.warn({ error }, 'a connection broke'),
    })
    service.onStop(store.close)
    const tables = join(config.DELTA_SCHEMA, 'catalogue')
    const catalogue = loadCatalogue(tables)
    const projection = await runProjection({
      db: store.db,
      kafka: openKafka({ ...kafkaOptions(config), clientId: `delta-${NAME}`, log }),
      catalogue,
      law: loadRepairLaw(catalogue, tables),
      keys: createKeys(config.DELTA_KEYS, { now }),
      schemaDir: config.DELTA_SCHEMA,
      concurrency: config.DELTA_CONCURRENCY,
      log,
      now,
      fail: service.fail,
    })
    service.onStop(projection.stop)
    for (const [name, ask] of Object.entries(projection.checks)) service.check(name, ask)
  },
})
