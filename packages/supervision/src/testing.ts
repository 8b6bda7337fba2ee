import { evidenceMigrations, parseRole, type Viewer } from '@delta/access'
import { loadCatalogue } from '@delta/catalogue'
import { testViewer } from '@delta/graph/testing'
import { type ListTables, migrateList } from '@delta/list'
import { type Catalogue, type CatalogueRow, type CatalogueTables, createCatalogue, type TableName } from '@delta/model'
import { generateKey, signingKey } from '@delta/seal'
import { migrate, openStore, type Store } from '@delta/store'
import { createTestDatabase } from '@delta/store/testing'
import { readTopics } from '@delta/stream'
import type { LogChange } from './log-change.ts'
import { migrateSupervision, SUPERVISION_PATH, type SupervisionTables } from './tables.ts'

/** The real catalogue and topics. */
export const catalogue = loadCatalogue()
export const topics = readTopics(new URL('../../../schema', import.meta.url).pathname)

/** The real catalogue with one table altered. For tests only. */
export const withRows = (altered: TableName, rows: readonly CatalogueRow[]): Catalogue =>
  createCatalogue(new Proxy({}, { get: (_, table: TableName) => (table === altered ? rows : catalogue.rows(table)) }) as CatalogueTables)

/** A database with the tables of the lists, the evidence and the supervision. For tests only. */
export async function startDatabase(): Promise<{ store: Store<SupervisionTables & ListTables>; url: string; drop(): Promise<void> }> {
  const base = await createTestDatabase<ListTables>(process.env['DELTA_TEST_POSTGRES'])
  await migrateList(base.db)
  await migrate(base.db, evidenceMigrations, 'access_migration')
  const store = openStore<SupervisionTables & ListTables>(base.url, { connections: 6, settings: SUPERVISION_PATH })
  await migrateSupervision(store.db)
  return {
    store,
    url: base.url,
    drop: async () => {
      await store.close()
      await base.drop()
    },
  }
}

/** A key of a test's own, with its public half. */
export async function testKey() {
  const jwk = await generateKey()
  const own = signingKey(jwk)
  return { jwk, key: () => own }
}

/** Who asks, in a role and for a purpose. */
export function viewerAs(
  role: string,
  { purpose = 'supervision', case: about = null, ...agreement }: Partial<Viewer['agreement']> & Partial<Pick<Viewer, 'purpose' | 'case'>> = {},
): Viewer {
  return { ...testViewer({ ...agreement, case: about }), principal: { id: role, role: parseRole(role)! }, purpose }
}

/** A change of the log: entry `n` of Zhejiang's environmental black list is listed in Pinghu, unless told otherwise. */
export const change = (n: number, seq: number, given: Partial<LogChange> = {}): LogChange => ({
  epoch: 1,
  seq,
  at: '2026-11-20T00:00:00.000Z',
  op: 'listed',
  reason: 'RECORD',
  record_id: `rec${n}`.padEnd(43, '_'),
  province: '330000',
  domain: 'B05',
  polarity: 'BLACK',
  subject_id: `9133048200000${String(n).padStart(4, '0')}X`,
  division: '330482',
  listed: true,
  text: null,
  ...given,
})
