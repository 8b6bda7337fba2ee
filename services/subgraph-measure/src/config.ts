import { fileURLToPath } from 'node:url'
import { accessSettings } from '@delta/access'
import { readConfig, serviceSettings } from '@delta/service'
import { z } from 'zod'

/** The settings of the measure subgraph. It needs no database: it answers from the catalogue. */
const shape = {
  ...serviceSettings,
  ...accessSettings,
  DELTA_SCHEMA: z.string().default(fileURLToPath(new URL('../../../schema', import.meta.url))),
}

/** Reads them from the environment. */
export const readSettings = () => readConfig(shape, process.env)
