import { fileURLToPath } from 'node:url'
import { accessSettings } from '@delta/access'
import { readConfig, serviceSettings, setting } from '@delta/service'
import { z } from 'zod'

/** The settings of the relationship subgraph. */
const shape = {
  ...serviceSettings,
  ...accessSettings,
  DELTA_STORE_URL: setting.postgres(),
  /** Connections to the read model: four do as well as eight, with a shorter tail. */
  DELTA_STORE_CONNECTIONS: z.coerce.number().int().min(1).max(64).default(4),
  DELTA_SCHEMA: z.string().default(fileURLToPath(new URL('../../../schema', import.meta.url))),
}

/** Reads them from the environment. */
export const readSettings = () => readConfig(shape, process.env)
