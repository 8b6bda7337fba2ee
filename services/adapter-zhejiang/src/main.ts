import { startAdapter } from '@delta/adapter'
import { createLog, runService } from '@delta/service'
import { readSettings } from './config.ts'
import { zhejiangDelivery } from './deliver.ts'
import { zhejiang } from './province.ts'

const NAME = 'adapter-zhejiang'
const config = readSettings()
const log = createLog(NAME, config.DELTA_LOG_LEVEL)

await runService({
  name: NAME,
  log,
  config,
  start: service => startAdapter(service, { mapping: zhejiang, delivery: zhejiangDelivery, form: { form: 'cells' } }, config),
})
