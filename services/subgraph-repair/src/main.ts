import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createEvidence, evidenceMigrations, openGate } from '@delta/access'
import { loadCatalogue, loadRepairLaw, loadWorkdays } from '@delta/catalogue'
import { createSubgraph, readLimits } from '@delta/graph'
import { PROVINCES, shanghaiDay } from '@delta/model'
import { createMessageMaker, migrateRepair, REPAIR_SETTINGS, repairGraph, type RepairParts, type RepairTables, runRepair } from '@delta/repair'
import { readSecret } from '@delta/seal'
import { createLog, runService } from '@delta/service'
import { migrate, openStore } from '@delta/store'
import { createRecordValidator, kafkaOptions, openKafka, readTopics } from '@delta/stream'
import { createKeys, ownKey, standing } from '@delta/wire'
import { readSettings } from './config.ts'

const NAME = 'subgraph-repair'
const config = readSettings()
const log = createLog(NAME, config.DELTA_LOG_LEVEL)
const now = () => new Date()
const keyFile = (name: string): string => readFileSync(join(config.DELTA_KEYS, name), 'utf8')

await runService({
  name: NAME,
  log,
  config,
  start: async service => {
    const limits = readLimits(join(config.DELTA_SCHEMA, 'graph', 'limits.json'))
    const onError = (error: Error) => log.warn({ error }, 'a connection broke')
    const open = { applicationName: NAME, statementTimeout: limits.timeMs, onError }
    const looks = openStore(config.DELTA_STORE_URL, { ...open, connections: 1 })
    service.onStop(looks.close)
    await migrate(looks.db, evidenceMigrations, 'access_migration')
    const store = openStore<RepairTables>(config.DELTA_STORE_URL, { ...open, connections: config.DELTA_STORE_CONNECTIONS, settings: REPAIR_SETTINGS })
    service.onStop(store.close)
    await migrateRepair(store.db)
    service.check('read-model', async () => {
      const { rows } = await store.pool.query<{ there: boolean }>(
        "select to_regclass('list_entry') is not null and to_regclass('archive_item') is not null and to_regclass('subject') is not null as there",
      )
      return rows[0]?.there ? undefined : 'its tables are not made yet'
    })
    const catalogue = loadCatalogue(join(config.DELTA_SCHEMA, 'catalogue'))
    const topics = readTopics(config.DELTA_SCHEMA)
    const judging = { catalogue, law: loadRepairLaw(catalogue, join(config.DELTA_SCHEMA, 'catalogue')), workdays: loadWorkdays(catalogue) }
    const seals = Object.fromEntries(PROVINCES.map(code => [code, ownKey(join(config.DELTA_KEYS, `repair-${code}.jwk`))]))
    const program = runRepair({
      ...judging,
      store,
      topics,
      messages: createMessageMaker({ key: readSecret(keyFile('repair.key')), topics, validate: createRecordValidator(config.DELTA_SCHEMA) }),
      seals: seals as RepairParts['seals'],
      stands: standing(createKeys(config.DELTA_KEYS, { now })),
      kafka: openKafka({ ...kafkaOptions(config), clientId: `delta-${NAME}`, log }),
      log,
      now,
    })
    service.onStop(program.stop)
    for (const [name, ask] of Object.entries(program.checks)) service.check(name, ask)
    service.http(
      createSubgraph({
        schema: repairGraph({
          ...judging,
          db: store.db,
          desk: program.desk,
          evidence: createEvidence({ db: looks.db, now }),
          today: () => shanghaiDay(now()),
        }),
        limits,
        allows: ['query', 'mutation'],
        gate: openGate(config, { schema: config.DELTA_SCHEMA, now }),
        onError: error => log.error({ error }, 'an answer failed'),
      }),
    )
  },
})
