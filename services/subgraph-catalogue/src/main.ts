import { join } from 'node:path'
import { openGate, readAgreements } from '@delta/access'
import { loadCatalogue, loadWorkdays } from '@delta/catalogue'
import { createAnswers, createSubgraph, DRILL_SETTINGS, readLimits } from '@delta/graph'
import { catalogueGraph, createQualityHttp, createQualityReports, createReceiptsHttp, type QualityTables } from '@delta/quality'
import { shanghaiDay } from '@delta/model'
import { createLog, runService } from '@delta/service'
import { openStore } from '@delta/store'
import { readSettings } from './config.ts'

const NAME = 'subgraph-catalogue'
const config = readSettings()
const log = createLog(NAME, config.DELTA_LOG_LEVEL)
const now = () => new Date()

await runService({
  name: NAME,
  log,
  config,
  start: async service => {
    const limits = readLimits(join(config.DELTA_SCHEMA, 'graph', 'limits.json'))
    const store = openStore<QualityTables>(config.DELTA_STORE_URL, {
      applicationName: NAME,
      connections: config.DELTA_STORE_CONNECTIONS,
      statementTimeout: limits.timeMs,
      settings: DRILL_SETTINGS,
      onError: error => log.warn({ error }, 'a connection broke'),
    })
    service.onStop(store.close)
    const catalogue = loadCatalogue(join(config.DELTA_SCHEMA, 'catalogue'))
    const workdays = loadWorkdays(catalogue)
    const reports = createQualityReports({ db: store.db, catalogue, workdays, now })
    const gate = openGate(config, { schema: config.DELTA_SCHEMA, now })
    const onError = (error: unknown) => log.error({ error }, 'an answer failed')
    const answers = createAnswers(store)
    const schema = catalogueGraph({
      catalogue,
      workdays,
      reports,
      answers,
      limits,
      today: () => shanghaiDay(now()),
      agreements: readAgreements(join(config.DELTA_SCHEMA, 'agreements.json')),
    })
    service.http(createQualityHttp({ gate, catalogue, reports, onError }))
    service.http(createReceiptsHttp({ gate, catalogue, answers, onError }))
    service.http(createSubgraph({ schema, limits, gate, onError }))
    service.check('read-model', async () => {
      const { rows } = await store.pool.query<{ there: boolean }>("select to_regclass('rejection_rollup') is not null as there")
      return rows[0]?.there ? undefined : 'its tables are not made yet'
    })
  },
})
