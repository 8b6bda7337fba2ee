import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createEvidence, evidenceMigrations, openGate } from '@delta/access'
import { type ArchiveTables, readCreditClasses, readSuccessors } from '@delta/archive'
import { loadCatalogue } from '@delta/catalogue'
import { createAnswers, createSubgraph, readLimits } from '@delta/graph'
import { inForceOf, type ListTables, migrateList, readLog } from '@delta/list'
import { readCode, shanghaiDay } from '@delta/model'
import { addSampling, migrateSampling, type SamplingTables } from '@delta/sampling'
import { pseudonymOf, readSecret } from '@delta/seal'
import { createLog, runService } from '@delta/service'
import { migrate, openStore } from '@delta/store'
import { createOutbox, kafkaOptions, openKafka, readTopics } from '@delta/stream'
import {
  createCreditChecks,
  createFeedbackBook,
  createReports,
  createSupervisionHttp,
  departmentOf,
  migrateSupervision,
  runSupervision,
  SUPERVISION_PATH,
  supervisionGraph,
  type SupervisionTables,
} from '@delta/supervision'
import { createKeys, ownKey, standing } from '@delta/wire'
import { readSettings } from './config.ts'

const NAME = 'subgraph-supervision'
const config = readSettings()
const log = createLog(NAME, config.DELTA_LOG_LEVEL)
const now = () => new Date()

await runService({
  name: NAME,
  log,
  config,
  start: async service => {
    const onBroken = (error: Error): void => log.warn({ error }, 'a connection broke')
    const onError = (error: unknown): void => log.error({ error }, 'an answer failed')
    const limits = readLimits(join(config.DELTA_SCHEMA, 'graph', 'limits.json'))
    const key = ownKey(join(config.DELTA_KEYS, 'supervision.jwk'))
    const secret = readSecret(readFileSync(join(config.DELTA_KEYS, 'pseudonym.key'), 'utf8'))
    const catalogue = loadCatalogue(join(config.DELTA_SCHEMA, 'catalogue'))
    // What other rooms own must be made where they look for it, before our own schema is looked at first.
    const theirs = openStore<ListTables>(config.DELTA_STORE_URL, { applicationName: NAME, connections: 1, onError: onBroken })
    await migrateList(theirs.db)
    await migrate(theirs.db, evidenceMigrations, 'access_migration')
    await theirs.close()
    const store = openStore<SupervisionTables & SamplingTables & ListTables & ArchiveTables>(config.DELTA_STORE_URL, {
      applicationName: NAME,
      connections: config.DELTA_STORE_CONNECTIONS,
      settings: { ...SUPERVISION_PATH, jit: 'off' },
      onError: onBroken,
    })
    service.onStop(store.close)
    await migrateSupervision(store.db)
    await migrateSampling(store.db)
    const topics = readTopics(config.DELTA_SCHEMA)
    const gate = openGate(config, { schema: config.DELTA_SCHEMA, now })
    const evidence = createEvidence({ db: store.db, now })
    const worker = runSupervision({
      store: store as never,
      kafka: openKafka({ ...kafkaOptions(config), clientId: `delta-${NAME}`, log }),
      topics,
      catalogue,
      readLog: (trx, after, limit) => readLog(trx as never, after, limit),
      key,
      stands: standing(createKeys(config.DELTA_KEYS, { now })),
      log,
      now,
    })
    service.onStop(worker.stop)
    for (const [name, ask] of Object.entries(worker.checks)) service.check(name, ask)
    const subjectsOf = (code: string): string[] => {
      const { ids, orgCode } = readCode(code, { today: shanghaiDay(now()), pseudonym: (type, number) => pseudonymOf(secret, type, number) })
      return [...ids, ...(orgCode === null ? [] : [`ORG:${orgCode}`])]
    }
    const checks = createCreditChecks({
      db: store.db,
      catalogue,
      inForce: ids => inForceOf(store.db, ids),
      subjectsOf,
      successorsOf: ids => readSuccessors(store.db, ids),
      evidence,
      key,
      now,
    })
    const reports = createReports({ db: store.db as never, catalogue, now })
    const feedback = createFeedbackBook({ db: store.db as never, topics, wake: worker.wake, now })
    const answers = createAnswers(store)
    const sampling = {
      db: store.db as never,
      answers,
      catalogue,
      outbox: createOutbox(store.db),
      topics,
      departmentOf: departmentOf.bind(null, catalogue),
      population: readCreditClasses.bind(null, store.db as never, catalogue),
      wake: worker.wake,
      now,
    }
    const schema = supervisionGraph({
      catalogue,
      answers,
      evidence,
      limits,
      checks,
      feedback,
      reports,
      more: (builder, pageInfo) => addSampling(builder, { ...sampling, pageInfo }),
    })
    service.http(createSupervisionHttp({ gate, catalogue, checks, reports, onError }))
    service.http(createSubgraph({ schema, limits, gate, allows: ['query', 'mutation'], onError }))
  },
})
