import { startAdapter } from '@delta/adapter'
import { createLog, runService } from '@delta/service'
import { readSettings } from './config.ts'
import { zhejiang } from './province.ts'

const NAME = 'adapter-zhejiang'
const config = readSettings()
const log = createLog(NAME, config.DELTA_LOG_LEVEL)

await runService({ name: NAME, log, config, start: service => startAdapter(service, zhejiang, config) })
