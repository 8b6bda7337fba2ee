import { fileURLToPath } from 'node:url'
import { kafkaSettings, readConfig, serviceSettings, setting } from '@delta/service'
import { z } from 'zod'

/** The projector's settings. */
const shape = {
  ...serviceSettings,
  ...kafkaSettings,
  DELTA_STORE_URL: setting.postgres(),
  /** The folder with the participants' signed directory. */
  DELTA_KEYS: setting.folder(),
  DELTA_SCHEMA: z.string().default(fileURLToPath(new URL('../../../schema', import.meta.url))),
  /** How many partitions are projected at once; each takes one connection. */
  DELTA_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(4),
}

/** Reads the projector's settings from the environment. */
export const readSettings = () => readConfig(shape, process.env)
