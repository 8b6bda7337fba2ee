import { kafkaSettings, readConfig, serviceSettings, setting } from '@delta/service'

const shape = {
  ...serviceSettings,
  ...kafkaSettings,
  /** The adapter's own database: ledger and outbox. */
  DELTA_STORE_URL: setting.postgres(),
  /** The province's database; only read from. */
  DELTA_SOURCE_URL: setting.postgres(),
  /** The province's database, for what others publish about its subjects; written to. */
  DELTA_PLATFORM_URL: setting.postgres(),
  /** The folder with the province's keys. */
  DELTA_KEYS: setting.folder(),
}

/** Reads the settings of Zhejiang's adapter from the environment. */
export const readSettings = () => readConfig(shape, process.env)
