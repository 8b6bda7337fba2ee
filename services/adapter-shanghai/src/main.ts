import { startAdapter } from '@delta/adapter'
import { createLog, runService } from '@delta/service'
import { readSettings } from './config.ts'
import { shanghaiDelivery } from './deliver.ts'
import { shanghai } from './province.ts'

const NAME = 'adapter-shanghai'
const config = readSettings()
const log = createLog(NAME, config.DELTA_LOG_LEVEL)

await runService({
  name: NAME,
  log,
  config,
  start: service =>
    startAdapter(service, { mapping: shanghai, delivery: shanghaiDelivery, form: { form: 'tables', ledger: 'gxpt.t_wd_jdls', key: 'jlbs' } }, config),
})
