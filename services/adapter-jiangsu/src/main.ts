import { startAdapter } from '@delta/adapter'
import { createLog, runService } from '@delta/service'
import { readSettings } from './config.ts'
import { jiangsuDelivery } from './deliver.ts'
import { jiangsu } from './province.ts'

const NAME = 'adapter-jiangsu'
const config = readSettings()
const log = createLog(NAME, config.DELTA_LOG_LEVEL)

await runService({
  name: NAME,
  log,
  config,
  start: service => startAdapter(service, { mapping: jiangsu, delivery: jiangsuDelivery, form: { form: 'xml' } }, config),
})
