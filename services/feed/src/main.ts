import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openGate } from '@delta/access'
import { loadCatalogue } from '@delta/catalogue'
import { runFeed } from '@delta/feed'
import { readLimits } from '@delta/graph'
import type { ListTables } from '@delta/list'
import { readSecret } from '@delta/seal'
import { createLog, runService } from '@delta/service'
import { openStore, type StoreOptions } from '@delta/store'
import { kafkaOptions, openKafka, readTopics } from '@delta/stream'
import { ownKey } from '@delta/wire'
import { readSettings } from './config.ts'

const NAME = 'feed'
const config = readSettings()
const log = createLog(NAME, config.DELTA_LOG_LEVEL)
const now = () => new Date()

await runService({
  name: NAME,
  log,
  config,
  start: async service => {
    const open = (options: StoreOptions) => {
      const store = openStore<ListTables>(config.DELTA_STORE_URL, {
        applicationName: NAME,
        onError: error => log.warn({ error }, 'a connection broke'),
        ...options,
      })
      service.onStop(store.close)
      return store
    }
    const feed = await runFeed({
      store: open({ connections: 8 }),
      snapshots: open({ connections: 4 }),
      kafka: openKafka({ ...kafkaOptions(config), clientId: `delta-${NAME}`, log }),
      topics: readTopics(config.DELTA_SCHEMA),
      gate: openGate(config, { schema: config.DELTA_SCHEMA, now }),
      limits: readLimits(join(config.DELTA_SCHEMA, 'graph', 'limits.json')),
      catalogue: loadCatalogue(join(config.DELTA_SCHEMA, 'catalogue')),
      key: ownKey(join(config.DELTA_KEYS, 'log.jwk')),
      webhooks: { key: readSecret(readFileSync(join(config.DELTA_KEYS, 'webhook.key'), 'utf8')), allow: config.DELTA_WEBHOOK_ALLOW },
      keepDays: config.DELTA_FEED_KEEP_DAYS,
      patience: config.DELTA_FEED_PATIENCE,
      log,
      now,
    })
    service.onStop(feed.stop)
    service.http(feed.handle)
    service.upgrade(feed.upgrade)
    for (const [name, ask] of Object.entries(feed.checks)) service.check(name, ask)
  },
})
