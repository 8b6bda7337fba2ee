import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { issueToken } from '@delta/access'
import type { PublicJwk } from '@delta/seal'
import { openStore } from '@delta/store'
import { type CopyTables, createSubscriber, migrateCopy } from '@delta/subscriber'

/** A partner city's subscriber as a process of its own: `node subscriber.ts --gateway URL --database URL --keys FOLDER`. Prints `FAULT …` and stays where something does not hold. */
const { values } = parseArgs({ options: { gateway: { type: 'string' }, database: { type: 'string' }, keys: { type: 'string' } } })
const keyOf = (name: string): object => JSON.parse(readFileSync(join(values.keys!, name), 'utf8')) as object
const now = () => new Date()
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: (_: object, message: string) => console.log(`FAULT ${message}`) }

const store = openStore<CopyTables>(values.database!, { connections: 2, onError: () => undefined })
for (;;) {
  const made = await migrateCopy(store.db).then(
    () => true,
    () => false,
  )
  if (made) break
  await new Promise(resolve => setTimeout(resolve, 200))
}
const subscriber = createSubscriber({
  gateway: values.gateway!,
  headers: async () => ({
    authorization: `Bearer ${await issueToken({ key: keyOf('issuer.jwk'), role: 'partner:330100', now })}`,
    'delta-purpose': 'exchange',
  }),
  keeper: keyOf('directory.pub.jwk') as PublicJwk,
  filter: {},
  store,
  now,
  log,
  checkEvery: 2_000,
  pause: failures => Math.min(1_000, 50 * 2 ** failures),
})
subscriber.start()
process.once('SIGTERM', () => void subscriber.stop().then(() => process.exit(0)))
