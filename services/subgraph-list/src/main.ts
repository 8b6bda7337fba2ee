import { join } from 'node:path'
import { createEvidence, evidenceMigrations, openGate } from '@delta/access'
import { loadCatalogue, loadRepairLaw } from '@delta/catalogue'
import { createAnswers, createSubgraph, DRILL_SETTINGS, readLimits } from '@delta/graph'
import { listGraph, type ListTables } from '@delta/list'
import { shanghaiDay } from '@delta/model'
import { createLog, runService } from '@delta/service'
import { migrate, openStore } from '@delta/store'
import { readSettings } from './config.ts'

const NAME = 'subgraph-list'
const config = readSettings()
const log = createLog(NAME, config.DELTA_LOG_LEVEL)
const now = () => new Date()

await runService({
  name: NAME,
  log,
  config,
  start: async service => {
    const limits = readLimits(join(config.DELTA_SCHEMA, 'graph', 'limits.json'))
    const store = openStore<ListTables>(config.DELTA_STORE_URL, {
      applicationName: NAME,
      connections: config.DELTA_STORE_CONNECTIONS,
      statementTimeout: limits.timeMs,
      settings: DRILL_SETTINGS,
      onError: error => log.warn({ error }, 'a connection broke'),
    })
    service.onStop(store.close)
    await migrate(store.db, evidenceMigrations, 'access_migration')
    const tables = join(config.DELTA_SCHEMA, 'catalogue')
    const catalogue = loadCatalogue(tables)
    const schema = listGraph({
      catalogue,
      law: loadRepairLaw(catalogue, tables),
      answers: createAnswers(store),
      evidence: createEvidence({ db: store.db, now }),
      today: () => shanghaiDay(now()),
      limits,
      now,
    })
    service.http(
      createSubgraph({
        schema,
        limits,
        gate: openGate(config, { schema: config.DELTA_SCHEMA, now }),
        onError: error => log.error({ error }, 'an answer failed'),
      }),
    )
    service.check('read-model', async () => {
      const { rows } = await store.pool.query<{ there: boolean }>("select to_regclass('list_rollup') is not null as there")
      return rows[0]?.there ? undefined : 'its tables are not made yet'
    })
  },
})
