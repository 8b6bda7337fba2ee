import { fileURLToPath } from 'node:url'
import { accessSettings } from '@delta/access'
import { kafkaSettings, readConfig, serviceSettings, setting } from '@delta/service'
import { z } from 'zod'

/** The feed's settings. DELTA_KEYS holds, beside jwks.json, the log's own key: log.jwk, and the key of the webhooks: webhook.key. */
const shape = {
  ...serviceSettings,
  ...kafkaSettings,
  ...accessSettings,
  DELTA_STORE_URL: setting.postgres(),
  DELTA_SCHEMA: z.string().default(fileURLToPath(new URL('../../../schema', import.meta.url))),
  /** Days for which the bodies of changes are kept; an older cursor needs a snapshot. */
  DELTA_FEED_KEEP_DAYS: z.coerce.number().int().min(1).max(36_500).default(30),
  /** host:port,… to which webhooks may go by http or at a private address: for demonstration and tests. */
  DELTA_WEBHOOK_ALLOW: z
    .string()
    .default('')
    .transform(text => text.split(',').filter(Boolean)),
  /** Milliseconds for which a client may leave what was sent unread before it is cut off. */
  DELTA_FEED_PATIENCE: z.coerce.number().int().min(100).max(600_000).default(10_000),
}

/** Reads the feed's settings from the environment. */
export const readSettings = () => readConfig(shape, process.env)
