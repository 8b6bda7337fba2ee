import { randomBytes } from 'node:crypto'
import { migrate, openStore, type Store } from '@delta/store'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditEvidence } from './audit-evidence.ts'
import { brokenEvidence, createEvidence, evidenceMigrations, type EvidenceTables } from './evidence.ts'
import type { Viewer } from './viewer.ts'

const name = `access_${randomBytes(6).toString('hex')}`
const root = process.env.DELTA_TEST_POSTGRES!
const admin = openStore<object>(root)
let store: Store<EvidenceTables>

beforeAll(async () => {
  await sql`create database ${sql.id(name)}`.execute(admin.db)
  store = openStore<EvidenceTables>(Object.assign(new URL(root), { pathname: `/${name}` }).href)
  await migrate(store.db, evidenceMigrations, 'migration_access')
})
afterAll(async () => {
  await store.close()
  await sql`drop database ${sql.id(name)} with (force)`.execute(admin.db)
  await admin.close()
})

const now = () => new Date('2026-11-23T01:02:03.004Z')
const viewer = (given: Partial<Viewer> = {}): Viewer => ({
  principal: { id: 'li.si', role: { text: 'unit:ZJ-HUKOU', kind: 'unit', scope: 'ZJ-HUKOU' } },
  agreement: null as never,
  purpose: 'supervision',
  case: '浙信核〔2026〕12号 330102195101019985',
  ...given,
})
const rows = () => store.db.selectFrom('evidence').selectAll().orderBy('seq').execute()

test('a look at persons leaves one chained row each; companies leave none; nothing clear is kept', async () => {
  const evidence = createEvidence({ db: store.db, now })
  await evidence.look(viewer(), 'ARCHIVE', ['91350100M000100Y43', 'NP:a'])
  await evidence.look(viewer(), 'LIST', ['NP:b', 'NP:a', 'NP:b'])
  await evidence.look(viewer(), 'LIST', ['91350100M000100Y43'])
  const found = await rows()
  expect(found.map(row => [row.seq, row.product, row.subject_id])).toEqual([
    [1, 'ARCHIVE', 'NP:a'],
    [2, 'LIST', 'NP:b'],
    [3, 'LIST', 'NP:a'],
  ])
  expect(found[0]).toMatchObject({
    at: '2026-11-23T01:02:03.004Z',
    actor: 'li.si',
    role: 'unit:ZJ-HUKOU',
    purpose: 'supervision',
    case_ref: '浙信核〔2026〕12号 […]',
    prev: '',
  })
  expect(brokenEvidence(found)).toBeNull()
})

test('without a case there is no look', async () => {
  const before = (await rows()).length
  await expect(createEvidence({ db: store.db, now }).look(viewer({ case: null }), 'LIST', ['NP:b'])).rejects.toMatchObject({ code: 'CASE_REQUIRED' })
  expect((await rows()).length).toBe(before)
})

test('looks at the same time make one chain', async () => {
  const evidence = createEvidence({ db: store.db, now })
  await Promise.all(Array.from({ length: 40 }, (_, index) => evidence.look(viewer(), 'ARCHIVE', [`NP:${index}`])))
  expect(brokenEvidence(await rows())).toBeNull()
})

test('rows can be neither changed nor removed, and a chain that was shows where', async () => {
  for (const statement of [sql`update evidence set actor = 'x'`, sql`delete from evidence`, sql`truncate evidence`]) {
    await expect(statement.execute(store.db)).rejects.toThrow('append-only')
  }
  const found = await rows()
  expect(brokenEvidence(found.map(row => (row.seq === 2 ? { ...row, subject_id: 'NP:z' } : row)))).toBe(2)
  expect(brokenEvidence(found.filter(row => row.seq !== 2))).toBe(3)
})

test('the audit reads the whole chain up to its head, and names the first row that does not follow: one changed, one taken out, the last ones missing', async () => {
  const evidence = createEvidence({ db: store.db, now })
  // More than one page.
  await evidence.look(
    viewer(),
    'ARCHIVE',
    Array.from({ length: 6_000 }, (_, n) => `NP:p${n}`),
  )
  const { rows: last } = await sql<{ seq: number; hash: string }>`select seq, hash from evidence order by seq desc limit 1`.execute(store.db)
  const [end] = last
  expect(await auditEvidence(store.db)).toEqual({ rows: end!.seq, hash: end!.hash, broken: null })
  /** What somebody could do who owns the database. */
  const tampered = (statement: ReturnType<typeof sql>) =>
    store.db
      .transaction()
      .execute(async trx => {
        await sql`alter table evidence disable trigger evidence_stands`.execute(trx)
        await statement.execute(trx)
        throw Object.assign(new Error('back'), { found: await auditEvidence(trx) })
      })
      .catch((error: { found?: { broken: number | null } }) => error.found?.broken)
  expect(await tampered(sql`update evidence set case_ref = 'x' where seq = 5500`)).toBe(5500)
  expect(await tampered(sql`delete from evidence where seq = 5500`)).toBe(5501)
  expect(await tampered(sql`delete from evidence where seq > ${end!.seq - 3}`)).toBe(end!.seq - 2)
  expect(await tampered(sql`update evidence_head set hash = 'x'`)).toBe(end!.seq)
  expect(await auditEvidence(store.db)).toMatchObject({ broken: null })
})

test('no evidence, no answer: a database that cannot write makes the look fail', async () => {
  const gone = openStore<EvidenceTables>('postgres://nobody@127.0.0.1:1/none')
  await expect(createEvidence({ db: gone.db, now }).look(viewer(), 'LIST', ['NP:b'])).rejects.toThrow()
  await gone.close()
})
