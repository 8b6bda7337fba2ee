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
  /** The province's drop folder. */
  DELTA_SOURCE_INBOX: setting.folder(),
  /** The folder in which the province takes what others publish about its subjects. */
  DELTA_PLATFORM_FOLDER: setting.folder(),
  /** The folder of topics.yaml and the records' schemas. */
  DELTA_SCHEMA: z.string().default(fileURLToPath(new URL('../../../schema', import.meta.url))),
}

/** Reads the settings of Jiangsu's adapter from the environment. */
export const readSettings = () => readConfig(shape, process.env)
