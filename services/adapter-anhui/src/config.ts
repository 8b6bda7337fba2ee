import { kafkaSettings, readConfig, serviceSettings, setting } from '@delta/service'

const shape = {
  ...serviceSettings,
  ...kafkaSettings,
  /** The adapter's own database: ledger and outbox. */
  DELTA_STORE_URL: setting.postgres(),
  /** The province's drop folder. */
  DELTA_SOURCE_INBOX: setting.folder(),
  /** The folder in which the province takes what others publish about its subjects. */
  DELTA_PLATFORM_FOLDER: setting.folder(),
  /** The folder with the province's keys. */
  DELTA_KEYS: setting.folder(),
}

/** Reads the settings of Anhui's adapter from the environment. */
export const readSettings = () => readConfig(shape, process.env)
