import { createHash } from 'node:crypto'
import { loadCatalogue } from '@delta/catalogue'
import type { ListEntry } from '@delta/model'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditLog, auditWithin, type LogAudit } from './audit-log.ts'
import { dropLog } from './drop-log.ts'
import { createListEffects, settleList } from './effects.ts'
import { createLogKeeper } from './keep-log.ts'
import { createLegalBasis } from './legal-basis.ts'
import { type ListVersion, projectList } from './project.ts'
import { type ListTables, migrateList } from './tables.ts'
import { recordId } from './testing-log.ts'

const TODAY = '2026-11-20'
const now = () => new Date(`${TODAY}T00:00:00Z`)

let base: TestDatabase<ListTables>

const record = (n: number, version: number, given: Partial<ListEntry> = {}): ListVersion => {
  const division = '330106'
  const entry = {
    recordId: recordId(n),
    province: '330000',
    op: 'upsert',
    version,
    reportedBy: 'ZJ-ECO',
    sourceUpdatedAt: '2026-01-06T00:00:00.000Z',
    recordedAt: '2026-01-06T00:00:00.500Z',
    evidence: { dataset: 't_md', coordinate: `t_md/${n}` },
    warnings: n % 3 === 0 ? ['W_FINDER_LEVEL'] : [],
    unit: 'ZJ-ECO',
    unitBasis: 'CATALOGUE',
    subject: n % 4 === 0 ? { id: `NP:${n}`, kind: 'NAT', name: '张三丰', division } : { id: `subject-${n}`, kind: 'ENT', name: `第${n}有限公司`, division },
    domain: 'B05',
    polarity: 'BLACK',
    caseNo: `〔2026〕${n}号`,
    basis: '条例第三条',
    from: '2026-01-05',
    to: '2028-01-04',
    removedOn: null,
    removalReason: null,
    finder: { name: '浙江省生态环境厅', level: 'PROVINCE' },
    ...given,
  } as unknown as ListEntry
  return { recordId: recordId(n), version, record: entry }
}

/** Takes versions into the read model with the evidence of each, as the projection does, and into the log. */
async function take(...versions: ListVersion[]): Promise<void> {
  await base.db.transaction().execute(async trx => {
    const effects = createListEffects(new Date())
    const written = await projectList(trx, versions, { province: '330000', day: TODAY, subjects: new Map(), effects, remediesOf: () => ({}) })
    for (const [id, version] of written) {
      const value = JSON.stringify(versions.find(one => one.recordId === id && one.version === version)?.record)
      await sql`delete from list_evidence where record_id = ${id}`.execute(trx)
      if (version !== null)
        await sql`insert into list_evidence values ('330000', ${id}, ${version}, 't_md', 'x', ${createHash('sha256').update(value).digest('base64url')},
          now(), 't', 0, 0, 0, 'k', '{}', ${value}, '', '')`.execute(trx)
    }
    await settleList(trx, effects, now())
  })
}
const keepAll = async (): Promise<void> => {
  const keeper = createLogKeeper({ db: base.db, legalBasis: createLegalBasis(loadCatalogue()), now })
  while ((await keeper.keep()) > 0);
}
const audit = (): Promise<LogAudit> => auditLog(base.db, TODAY)

beforeAll(async () => {
  base = await createTestDatabase(process.env['DELTA_TEST_POSTGRES'], 4)
  await migrateList(base.db)
  const many = Array.from({ length: 12 }, (_, n) => n + 1)
  await take(...many.map(n => record(n, 1)))
  await take(record(1, 2, { removedOn: '2026-03-01', removalReason: 'REPAIRED', op: 'repair' } as Partial<ListEntry>), record(2, 2, { caseNo: '二号' }))
  await take(record(3, 2, { domain: 'R01', polarity: 'RED' } as Partial<ListEntry>), { recordId: recordId(4), version: 2, record: null })
  await take(record(1, 3), record(5, 2, { to: '2026-02-01' }))
  await keepAll()
  // Changes that wait are no fault.
  await take(record(6, 2, { caseNo: '六号' }))
})
afterAll(() => base?.drop())

/** The tables with their keys, and the columns that nothing else tells of. */
const tables = {
  list_log: { key: 'seq', left: [] as string[] },
  list_log_entry: { key: 'record_id', left: [] as string[] },
  // Of a person's name only the first character stands elsewhere, of an organisation's all; when the region first knew a record stands nowhere else.
  list_entry: { key: 'record_id', left: ['known_from', 'known_at', 'rests_on'] },
}

/** A small change of a column, of whatever type. */
const ALTERED: Readonly<Record<string, (column: string, at: number) => string>> = {
  bytea: (column, at) => `set_byte(${column}, ${at} % length(${column}), get_byte(${column}, ${at} % length(${column})) # 1)`,
  text: (column, at) =>
    `overlay(${column} placing case substr(${column}, ${at} % length(${column}) + 1, 1) when 'x' then 'y' else 'x' end from ${at} % length(${column}) + 1 for 1)`,
  'text[]': column => `${column} || array['X']`,
  bigint: column => `${column} + 1000`,
  integer: column => `${column} + 1`,
  boolean: column => `not ${column}`,
  date: column => `${column} + 1`,
  'timestamp with time zone': column => `${column} + interval '1 second'`,
  json: column => `regexp_replace(${column}::text, '"([^"])', '"x\\1')::json`,
  jsonb: column => `regexp_replace(${column}::text, '"([^"])', '"x\\1')::jsonb`,
}

/** What the audit finds while something is altered; afterwards it is as before. */
async function altered(change: string): Promise<LogAudit['faults']> {
  let found: LogAudit | undefined
  const undo = new Error('undo')
  await base.db
    .transaction()
    .execute(async trx => {
      await sql.raw(change).execute(trx)
      found = await auditWithin(trx, TODAY)
      throw undo
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error
    })
  return found!.faults
}

test('a log and a read model as they were written have no fault; changes that wait are none', async () => {
  expect(await audit()).toMatchObject({ faults: [], events: 18, entries: 11 })
})

test('whatever column of whatever row is altered, the event or the entry is named', async () => {
  const missed: string[] = []
  let count = 0
  for (const [table, { key, left }] of Object.entries(tables)) {
    const { rows: columns } = await sql<{ name: string; type: string }>`select attname as name, format_type(atttypid, null) as type from pg_attribute
      where attrelid = ${table}::regclass and attnum > 0 and not attisdropped`.execute(base.db)
    for (const { name, type } of columns.filter(one => !left.includes(one.name) && !(table === 'list_entry' && one.name === 'province'))) {
      // What waits for the log is held against its sealed record alone.
      const { rows } = await sql<{ id: string | number; record: string }>`select ${sql.ref(key)} as id, record_id as record from ${sql.table(table)}
        where ${sql.ref(name)} is not null and ${sql.ref(name)}::text not in ('', '{}') and record_id <> ${recordId(6)} and subject_id not like 'NP:%'
        order by random() limit 2`.execute(base.db)
      for (const { id, record: entry } of rows) {
        count += 1
        const faults = await altered(`update ${table} set ${name} = ${ALTERED[type]!(name, count * 7)} where ${key} = '${id}'`)
        if (!faults.some(fault => fault.entry === entry || fault.event === id)) missed.push(`${table}.${name} of ${id}: ${JSON.stringify(faults[0] ?? null)}`)
      }
    }
  }
  expect(missed).toEqual([])
  expect(count).toBeGreaterThan(80)
})

test('of what carries on to all later events, only the first is named', async () => {
  const faults = await altered(`update list_log set hash = set_byte(hash, 0, get_byte(hash, 0) # 1) where seq = 5`)
  expect(faults).toEqual([{ code: 'COMMITMENT', event: 5, entry: recordId(5), message: expect.any(String) }])
})

test('rows that were taken out or put in are named', async () => {
  expect(await altered('delete from list_log where seq = 7')).toContainEqual(expect.objectContaining({ code: 'GAP', event: 7 }))
  expect(await altered(`delete from list_log_entry where record_id = '${recordId(7)}'`)).toEqual([
    expect.objectContaining({ code: 'STANDING', entry: recordId(7) }),
  ])
  expect(await altered(`delete from list_entry where record_id = '${recordId(7)}'`)).toEqual([
    expect.objectContaining({ code: 'READ_MODEL', entry: recordId(7) }),
  ])
  expect(await altered(`update list_log set text = null, salt = null where seq = 8`)).toEqual([expect.objectContaining({ code: 'BODY', event: 8 })])
  expect(await altered(`update list_log_head set digest = root`)).toEqual([expect.objectContaining({ code: 'HEAD' })])
  expect(await altered(`update list_log_cell set state = set_byte(state, 9, 1) where cell = '330000/RED'`)).toEqual([expect.objectContaining({ code: 'CELL' })])
})

test('what was erased or dropped is no fault', async () => {
  await keepAll()
  await dropLog(base.db, new Date(now().getTime() + 1))
  expect((await audit()).faults).toEqual([])
})
