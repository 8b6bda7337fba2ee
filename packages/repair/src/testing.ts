/* oxlint-disable typescript/no-explicit-any -- what a query asks for is looked at as it comes */
import { fileURLToPath } from 'node:url'
import { createEvidence, evidenceMigrations, type Viewer } from '@delta/access'
import { migrateArchive } from '@delta/archive'
import { loadCatalogue, loadRepairLaw, loadWorkdays } from '@delta/catalogue'
import { ask, testViewer } from '@delta/graph/testing'
import { migrateList } from '@delta/list'
import { type Province, shanghaiDay } from '@delta/model'
import { hmacText } from '@delta/seal'
import { migrate, openStore, type Store } from '@delta/store'
import { createTestDatabase } from '@delta/store/testing'
import { createOutbox, createRecordValidator, type Outbox, readTopics, type Topic } from '@delta/stream'
import type { GraphQLSchema } from 'graphql'
import { sql } from 'kysely'
import { createDesk, type RepairDesk } from './desk.ts'
import { repairGraph } from './graph.ts'
import { createMessageMaker, type MessageMaker } from './messages.ts'
import { migrateRepair, REPAIR_SETTINGS, type RepairTables } from './tables.ts'

const SCHEMA = fileURLToPath(new URL('../../../schema', import.meta.url))
const KEY = Buffer.alloc(32, 7)

/** The real catalogue and law. */
export const catalogue = loadCatalogue()
/** What cases are judged by. */
export const judging = { catalogue, law: loadRepairLaw(catalogue), workdays: loadWorkdays(catalogue) }
/** The topics of the exchange. */
export const topics: readonly Topic[] = readTopics(SCHEMA)

/** A firm of its own for each test. */
export const firm = (n: number): string => `9133010000000${String(n).padStart(5, '0')}`
/** Somebody whose business it is not. */
export const NEIGHBOUR = '91350100M000100Y43'
/** A natural person. */
export const PERSON = `NP:${'p'.repeat(43)}`

/** A list entry for a test: by whom, about whom, since when. */
export interface TestEntry {
  readonly province: Province
  readonly domain: string
  readonly unit: string
  readonly from: string
  readonly level?: string | null
  readonly subject?: string
}

/** A case desk over a database of its own, with a clock that tests set. For tests only. */
export interface TestDesk {
  readonly store: Store<RepairTables>
  readonly desk: RepairDesk
  readonly outbox: Outbox
  readonly messages: MessageMaker
  readonly schema: GraphQLSchema
  readonly clock: { now: string }
  entry(given: TestEntry): Promise<string>
  penalty(given: Omit<TestEntry, 'domain'> & { authority: string | null }): Promise<string>
  /** What the read model makes of a repair: the projector’s part. */
  settle(recordId: string): Promise<void>
  /** Asks the graph in a role. */
  query(role: string, source: string, variables?: Record<string, unknown>, given?: Partial<Viewer>): Promise<Record<string, any>>
  /** Takes a step by its mutation; gives its payload. `args` is GraphQL text. */
  step(role: string, mutation: string, args: string, given?: Partial<Viewer>): Promise<{ case: any; errors: { code: string; field: string | null }[] }>
  stop(): Promise<void>
}

/** What a step's payload is asked for. */
const CASE =
  'case { id version state stage closed overdue annotation next { step parties } terms { duty dueOn provisional state ruleSet article open doneOn overdue ended objection } objections { number by bodies bodiesState upheld } events { step party unit { code } effect ruleSet article } propagation { participant state dueOn dueState overdue } } errors { code field message }'

const viewerOf = (role: string, given: Partial<Viewer> = {}): Viewer => {
  const own = role.startsWith('subject:')
  return { ...testViewer({ role, subjects: own ? 'own' : 'all' }), purpose: own ? 'subject-request' : 'supervision', ...given }
}

/** Starts it. For tests only. */
export async function startDesk({ topics: placed = topics }: { topics?: readonly Topic[] } = {}): Promise<TestDesk> {
  const base = await createTestDatabase<RepairTables>(process.env['DELTA_TEST_POSTGRES'])
  await migrateList(base.db)
  await migrateArchive(base.db)
  await migrate(base.db, evidenceMigrations, 'access_migration')
  const store = openStore<RepairTables>(base.url, { connections: 6, settings: REPAIR_SETTINGS })
  await migrateRepair(store.db)
  const clock = { now: '2026-11-23T02:00:00Z' }
  const now = () => new Date(clock.now)
  const outbox = createOutbox(store.db)
  const messages = createMessageMaker({ key: KEY, topics: placed, validate: createRecordValidator(SCHEMA) })
  const desk = createDesk({ ...judging, db: store.db, outbox, messages, now })
  const schema = repairGraph({ ...judging, db: store.db, desk, evidence: createEvidence({ db: store.db, now }), today: () => shanghaiDay(now()) })
  let serial = 0
  /** Puts a row into the read model; what the projection adds to every row is added here. */
  const insert = (table: string, given: object): Promise<unknown> => {
    const at = now().toISOString()
    const row = { version: 1, op: 'upsert', status_class: 'effective', warnings: [], known_from: at, known_at: at, recorded_at: at, ...given }
    return sql`insert into ${sql.table(table)} select (jsonb_populate_record(null::${sql.table(table)}, ${JSON.stringify(row)}::jsonb)).*`.execute(base.db)
  }
  const newId = (): string => hmacText(KEY, `test ${(serial += 1)}`)
  const query: TestDesk['query'] = async (role, source, variables = {}, given = {}) => {
    const { data, errors } = await ask(schema, source, { viewer: viewerOf(role, given), variables })
    if (errors) throw Object.assign(new Error(errors[0]!.message), { code: errors[0]!.extensions['code'] })
    return data as Record<string, any>
  }
  return {
    store,
    desk,
    outbox,
    messages,
    schema,
    clock,
    entry: async ({ province, domain, unit, from, level = 'PROVINCE', subject = firm(0) }) => {
      const record_id = newId()
      const kind = subject.startsWith('NP:') ? 'NAT' : 'ENT'
      const listing = { domain, polarity: 'BLACK', unit_basis: 'CATALOGUE', subject_kind: kind, valid_from: from, finder_level: level, status: 'EFFECTIVE' }
      await insert('list_entry', { province, record_id, unit, reported_by: unit, subject_id: subject, ...listing })
      return record_id
    },
    penalty: async ({ province, unit, from, authority, subject = firm(0) }) => {
      const record_id = newId()
      const decision = {
        penalty: { severity: null, decisionDate: from, authority },
        authority,
        decided_on: from,
        unit_basis: authority === null ? 'CUSTODIAN' : 'AUTHORITY',
      }
      const place = { subject_kind: 'ENT', category: 'LAW', indicator: 'ENT-LAW-002', status: 'VALID' }
      await insert('archive_item', { province, record_id, unit, reported_by: unit, subject_id: subject, ...decision, ...place })
      await insert('archive_document', { province, record_id, subject_id: subject })
      return record_id
    },
    settle: async recordId => {
      await sql`update list_entry set status = 'REPAIRED', status_class = 'repaired' where record_id = ${recordId}`.execute(base.db)
    },
    query,
    step: async (role, mutation, args, given) => (await query(role, `mutation { step: ${mutation}(${args}) { ${CASE} } }`, {}, given))['step'] as never,
    stop: async () => {
      await store.close()
      await base.drop()
    },
  }
}
