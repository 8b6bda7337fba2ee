import { fileURLToPath } from 'node:url'
import { accessSettings } from '@delta/access'
import { kafkaSettings, readConfig, serviceSettings, setting } from '@delta/service'
import { z } from 'zod'

const shape = {
  ...serviceSettings,
  ...kafkaSettings,
  ...accessSettings,
  /** The adapter's own database: ledger and outbox. */
  DELTA_STORE_URL: setting.postgres(),
  /** The province's database; only read from. */
  DELTA_SOURCE_URL: setting.postgres(),
  /** The province's database, for what others publish about its subjects; written to. */
  DELTA_PLATFORM_URL: setting.postgres(),
  /** The folder of topics.yaml and the records' schemas. */
  DELTA_SCHEMA: z.string().default(fileURLToPath(new URL('../../../schema', import.meta.url))),
}

/** Reads the settings of Zhejiang's adapter from the environment. */
export const readSettings = () => readConfig(shape, process.env)
