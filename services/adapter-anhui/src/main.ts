import { startAdapter } from '@delta/adapter'
import { createLog, runService } from '@delta/service'
import { readSettings } from './config.ts'
import { anhuiDelivery } from './deliver.ts'
import { anhui } from './province.ts'

const NAME = 'adapter-anhui'
const config = readSettings()
const log = createLog(NAME, config.DELTA_LOG_LEVEL)

await runService({
  name: NAME,
  log,
  config,
  start: service => startAdapter(service, { mapping: anhui, delivery: anhuiDelivery, form: { form: 'csv' } }, config),
})
