import { fileURLToPath } from 'node:url'
import { accessSettings } from '@delta/access'
import { kafkaSettings, readConfig, serviceSettings, setting } from '@delta/service'
import { z } from 'zod'

/** The settings of the repair subgraph. DELTA_KEYS also holds `repair.key` and each province's `repair-<code>.jwk`. */
const shape = {
  ...serviceSettings,
  ...accessSettings,
  ...kafkaSettings,
  DELTA_STORE_URL: setting.postgres(),
  /** Connections to the database: one is held by whoever publishes. */
  DELTA_STORE_CONNECTIONS: z.coerce.number().int().min(3).max(64).default(5),
  DELTA_SCHEMA: z.string().default(fileURLToPath(new URL('../../../schema', import.meta.url))),
}

/** Reads them from the environment. */
export const readSettings = () => readConfig(shape, process.env)
