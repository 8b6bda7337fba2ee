import { fileURLToPath } from 'node:url'
import { accessSettings } from '@delta/access'
import { kafkaSettings, readConfig, serviceSettings, setting } from '@delta/service'
import { z } from 'zod'

/** The settings of the supervision subgraph. DELTA_KEYS holds, beside jwks.json, its own key supervision.jwk, and pseudonym.key. */
const shape = {
  ...serviceSettings,
  ...kafkaSettings,
  ...accessSettings,
  DELTA_STORE_URL: setting.postgres(),
  /** Connections to the read model: one listens, one holds the publisher's lock, one follows the log, the rest answer. */
  DELTA_STORE_CONNECTIONS: z.coerce.number().int().min(4).max(64).default(7),
  DELTA_SCHEMA: z.string().default(fileURLToPath(new URL('../../../schema', import.meta.url))),
}

/** Reads them from the environment. */
export const readSettings = () => readConfig(shape, process.env)
