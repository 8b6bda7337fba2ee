import { createServer, type RequestListener, type Server } from 'node:http'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createEvidence, createGate, createVerifier, evidenceMigrations, type Gate, issueToken, LOCAL_ISSUER, readAgreements } from '@delta/access'
import { archiveGraph, type ArchiveTables, migrateArchive, readCreditClasses, readSuccessors } from '@delta/archive'
import { loadCatalogue, loadRepairLaw, loadWorkdays } from '@delta/catalogue'
import { createAdmission, createFeedGraph, createLogTail, createWebhooks, migrateFeed } from '@delta/feed'
import { createAnswers, createSubgraph, placeSubgraphs, readLimits } from '@delta/graph'
import { inForceOf, listGraph, type ListTables, migrateList } from '@delta/list'
import { measureGraph } from '@delta/measure'
import { catalogueGraph, createQualityReports, migrateQuality, type QualityTables } from '@delta/quality'
import { migrateRelationship, relationshipGraph, type RelationshipTables } from '@delta/relationship'
import { migrateRepair, REPAIR_SETTINGS, repairGraph, type RepairGraphParts, type RepairTables } from '@delta/repair'
import { addSampling, migrateSampling } from '@delta/sampling'
import { generateKey, signingKey } from '@delta/seal'
import { migrate, openStore } from '@delta/store'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { createOutbox, readTopics } from '@delta/stream'
import { silentLog } from '@delta/stream/testing'
import {
  createCreditChecks,
  createFeedbackBook,
  createReports,
  departmentOf,
  migrateSupervision,
  SUPERVISION_PATH,
  supervisionGraph,
  type SupervisionTables,
} from '@delta/supervision'
import { createLocalJWKSet, exportJWK, generateKeyPair } from 'jose'
import { createGateway } from '../gateway.ts'

/** The whole read model. */
type ReadModel = ArchiveTables & ListTables & RelationshipTables & QualityTables

/** A gateway and its subgraphs on ports of their own, over an empty read model. For tests only. */
export interface Stack {
  readonly base: TestDatabase<ReadModel>
  /** `/graphql` of the gateway and of each subgraph. */
  readonly urls: Readonly<Record<'gateway' | 'archive' | 'relationship' | 'list' | 'catalogue' | 'measure' | 'repair' | 'supervision' | 'feed', string>>
  readonly token: (role?: string) => Promise<string>
  /** What was logged and not shown. */
  readonly hidden: unknown[]
  /** Stops one subgraph. */
  down(name: string): Promise<void>
  stop(): Promise<void>
}

const schemaDir = join(import.meta.dirname, '..', '..', '..', '..', 'schema')

const serve = async (handler: RequestListener, servers: Server[]): Promise<{ url: string; server: Server }> => {
  const server = createServer(handler)
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  servers.push(server)
  return { url: `http://127.0.0.1:${(server.address() as { port: number }).port}/graphql`, server }
}

const close = (server: Server): Promise<void> =>
  new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

/** Starts the stack on a database of its own. */
export async function startStack(postgres: string | undefined): Promise<Stack> {
  const now = () => new Date()
  const base = await createTestDatabase<ReadModel>(postgres)
  for (const make of [migrateArchive, migrateList, migrateRelationship, migrateQuality, migrateFeed]) await make(base.db)
  await migrate(base.db, evidenceMigrations, 'access_migration')
  const { privateKey, publicKey } = await generateKeyPair('Ed25519', { extractable: true })
  const [secret, open] = [await exportJWK(privateKey), await exportJWK(publicKey)].map(key => ({ ...key, alg: 'Ed25519', kid: 'test' }))
  const agreements = readAgreements(join(schemaDir, 'agreements.json'))
  const gate: Gate = createGate({
    verify: createVerifier({ keys: createLocalJWKSet({ keys: [open!] }), ...LOCAL_ISSUER, roleClaim: 'role', maxAge: 86_400, now }),
    agreements: () => agreements,
    today: () => '2026-11-23',
  })
  const limits = readLimits(join(schemaDir, 'graph', 'limits.json'))
  const hidden: unknown[] = []
  const onError = (error: unknown) => void hidden.push(error)
  const catalogue = loadCatalogue()
  const parts = {
    catalogue,
    law: loadRepairLaw(catalogue),
    answers: createAnswers(base),
    evidence: createEvidence({ db: base.db, now }),
    limits,
    today: () => '2026-11-23',
    now,
  }
  const cases = openStore<RepairTables>(base.url, { settings: REPAIR_SETTINGS })
  await migrateRepair(cases.db)
  const workdays = loadWorkdays(parts.catalogue)
  const schemas = {
    archive: archiveGraph({ ...parts, pseudonym: () => 'NP:person' }),
    relationship: relationshipGraph(parts),
    list: listGraph(parts),
    catalogue: catalogueGraph({ ...parts, agreements, workdays, reports: createQualityReports({ db: base.db, catalogue: parts.catalogue, workdays, now }) }),
    measure: measureGraph(parts),
    // Its steps are not taken here: queries need no desk.
    repair: repairGraph({ ...parts, workdays: loadWorkdays(catalogue), db: cases.db } as unknown as RepairGraphParts),
  }
  const work = openStore<SupervisionTables>(base.url, { settings: SUPERVISION_PATH })
  await migrateSupervision(work.db)
  await migrateSampling(work.db)
  const own = signingKey(await generateKey())
  const supervision = supervisionGraph({
    ...parts,
    answers: createAnswers(work),
    checks: createCreditChecks({
      ...parts,
      db: work.db,
      inForce: ids => inForceOf(base.db, ids),
      subjectsOf: code => [code],
      successorsOf: ids => readSuccessors(base.db, ids),
      key: () => own,
      now,
    }),
    feedback: createFeedbackBook({ db: work.db, topics: readTopics(schemaDir), wake: () => undefined, now }),
    reports: createReports({ ...parts, db: work.db, now }),
    more: (builder, pageInfo) =>
      addSampling(builder, {
        db: work.db as never,
        answers: createAnswers(work),
        catalogue: parts.catalogue,
        outbox: createOutbox(work.db),
        topics: readTopics(schemaDir),
        pageInfo,
        departmentOf: departmentOf.bind(null, parts.catalogue),
        population: readCreditClasses.bind(null, base.db, parts.catalogue),
        wake: () => undefined,
        now,
      }),
  })
  const servers: Server[] = []
  const subgraphs = new Map<string, { url: string; server: Server }>()
  for (const [name, schema] of Object.entries({ ...schemas, supervision })) {
    const handle = createSubgraph({ schema, gate, limits, allows: name === 'supervision' ? ['query', 'mutation'] : ['query'], onError })
    subgraphs.set(name, await serve((request, response) => void handle(request, response), servers))
  }
  const tail = createLogTail(base, silentLog)
  await tail.start()
  const admission = createAdmission({ gate, catalogue: parts.catalogue, db: base.db, now })
  const rights = { viewerOf: () => null, scope: admission.scope }
  const feed = createFeedGraph({
    tail,
    db: base.db,
    catalogue: parts.catalogue,
    admission,
    listeners: { open: async () => () => undefined },
    gate,
    limits,
    onError,
    now,
    webhooks: createWebhooks({ db: base.db, tail, key: new Uint8Array(32), allow: [], log: silentLog, now, ...rights }),
    upstream: () => ({}),
    patience: 10_000,
    keepalive: 15_000,
  })
  subgraphs.set('feed', await serve((request, response) => void feed.handle(request, response), servers))
  const places = Object.fromEntries([...subgraphs].map(([name, { url }]) => [name, url]))
  const gateway = createGateway({
    supergraph: placeSubgraphs(readFileSync(join(schemaDir, 'graph', 'supergraph.graphql'), 'utf8'), places),
    gate,
    limits,
    onError,
  })
  const { url } = await serve((request, response) => void gateway.handle(request, response), servers)
  return {
    base,
    hidden,
    urls: { gateway: url, ...places } as Stack['urls'],
    token: (role = 'analyst') => issueToken({ key: secret!, role, now }),
    down: name => close(subgraphs.get(name)!.server),
    stop: async () => {
      await gateway.stop()
      await feed.stop()
      await Promise.all(servers.map(close))
      await tail.stop()
      await cases.close()
      await work.close()
      await base.drop()
    },
  }
}
