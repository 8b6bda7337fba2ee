import { join } from 'node:path'
import { openGate } from '@delta/access'
import { loadCatalogue } from '@delta/catalogue'
import { createSubgraph, readLimits } from '@delta/graph'
import { measureGraph } from '@delta/measure'
import { shanghaiDay } from '@delta/model'
import { createLog, runService } from '@delta/service'
import { readSettings } from './config.ts'

const NAME = 'subgraph-measure'
const config = readSettings()
const log = createLog(NAME, config.DELTA_LOG_LEVEL)
const now = () => new Date()

await runService({
  name: NAME,
  log,
  config,
  start: async service => {
    service.http(
      createSubgraph({
        schema: measureGraph({ catalogue: loadCatalogue(join(config.DELTA_SCHEMA, 'catalogue')), today: () => shanghaiDay(now()) }),
        limits: readLimits(join(config.DELTA_SCHEMA, 'graph', 'limits.json')),
        gate: openGate(config, { schema: config.DELTA_SCHEMA, now }),
        onError: error => log.error({ error }, 'an answer failed'),
      }),
    )
  },
})
