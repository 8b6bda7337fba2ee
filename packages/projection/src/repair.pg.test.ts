import type { ArchiveItem, ListEntry, RepairNotice, Subject } from '@delta/model'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { RecordKind, RecordOf } from '@delta/wire'
import { projectBatch } from './project-batch.ts'
import { migrateReadModel, type ReadModelTables } from './tables.ts'
import { auditReadModel, emptyReadModel } from './testing/audit.ts'
import { recordsOf, SUBJECTS } from './testing/records.ts'
import { createWorld, deliver, draftOf, type World } from './testing/world.ts'

let base: TestDatabase<ReadModelTables>
let world: World
let make: ReturnType<typeof recordsOf>
const now = () => new Date('2026-11-20T02:10:00Z')
const numbers = new Map<string, number>()
beforeAll(async () => {
  base = await createTestDatabase(process.env.DELTA_TEST_POSTGRES)
  await migrateReadModel(base.db)
  world = await createWorld()
  make = recordsOf(world)
})
beforeEach(async () => {
  await emptyReadModel(base.db)
  numbers.clear()
})
afterAll(() => base?.drop())

const project = async (...records: RecordOf[RecordKind][]) => {
  for (const record of records) {
    const kind: RecordKind = 'caseId' in record ? 'repair-notice' : 'domain' in record ? 'list-entry' : 'archive-item'
    const topic = world.topicOf(kind, record.province)
    const draft = draftOf(topic, record, 0)
    const lane = `${draft.topic} ${draft.partition}`
    const seq = (numbers.get(lane) ?? 0) + 1
    numbers.set(lane, seq)
    draft.headers['delta-seq'] = String(seq)
    await projectBatch(topic.name, draft.partition, await deliver([draft], world.keys[record.province], now, seq), world.parts(base.db, now))
  }
}
const [firm] = SUBJECTS as [Subject]
const entries = () => base.db.selectFrom('list_entry').select(['status', 'status_class', 'repair', 'version']).orderBy('record_id').execute()
const told = () =>
  base.db
    .selectFrom('list_change')
    .select(['op', 'reason', 'status', sql<string | null>`body -> 'repair' ->> 'legalBasis'`.as('basis')])
    .orderBy('seq')
    .execute()
const counts = async (table: 'list_rollup' | 'archive_rollup') => base.db.selectFrom(table).select(['effective', 'repaired', 'ended']).execute()
const aside = () => base.db.selectFrom('quarantine').select(['reason', 'detail', 'seq', 'unit']).orderBy('id').execute()
const sound = async () => expect(await auditReadModel(base.db)).toEqual([])
const BASIS = '信用修复管理办法（国家发展改革委令第36号）第3条'
const objection = { step: 'UPHOLD_OBJECTION', party: 'OBJECTION_BODY', actor: 'ZJ-FGW', objection: 1, reason: 'OBJECTION_FOUNDED', annotation: null } as const

test.each([
  ['after its record', (entry: ListEntry, notice: RepairNotice) => [entry, notice]],
  ['before its record', (entry: ListEntry, notice: RepairNotice) => [notice, entry]],
  [
    'and a version that does not know of it after both',
    (entry: ListEntry, notice: RepairNotice) => [entry, notice, { ...entry, version: 2, warnings: ['W_TRIMMED' as const] }],
  ],
  ['and the same version, sealed and sent again', (entry: ListEntry, notice: RepairNotice) => [entry, notice, entry]],
])('a confirmed repair holds: %s', async (_, order) => {
  const entry = make.entry('330000', firm)
  await project(...order(entry, make.notice(entry)))
  const repair = {
    effect: 'REPAIRED',
    on: '2026-11-20',
    unit: 'ZJ-ECO',
    annotation: '经某某单位同意修复，不再作为负面信息使用',
    ruleSet: 'cn-2026-36',
    article: '3',
    legalBasis: BASIS,
  }
  expect(await entries()).toMatchObject([{ status: 'REPAIRED', status_class: 'repaired', repair }])
  expect(await counts('list_rollup')).toEqual([{ effective: 0, repaired: 1, ended: 0 }])
  expect((await told()).filter(({ op }) => op === 'repaired')).toHaveLength(1)
  expect((await told()).find(({ op }) => op === 'repaired')).toMatchObject({ status: 'REPAIRED', basis: BASIS })
  expect(await aside()).toEqual([])
  await sound()
})

test('a repair changes row, counts, log and position in one transaction: none of them where the log fails', async () => {
  const entry = make.entry('330000', firm)
  await project(entry)
  await sql`create function fail() returns trigger language plpgsql as $$ begin raise exception using errcode = 'P0001'; end $$`.execute(base.db)
  await sql`create trigger fail before insert on list_change for each row execute function fail()`.execute(base.db)
  await expect(project(make.notice(entry))).rejects.toThrow()
  await sql`drop trigger fail on list_change`.execute(base.db)
  expect(await entries()).toMatchObject([{ status: 'EFFECTIVE', repair: null }])
  expect(await base.db.selectFrom('item_repair').selectAll().execute()).toEqual([])
  expect(await counts('list_rollup')).toEqual([{ effective: 1, repaired: 0, ended: 0 }])
})

test('what was found after the repair is another finding, under another record or the same', async () => {
  const entry = make.entry('330000', firm)
  const other = make.entry('330000', firm, 'B04')
  await project(entry, make.notice(entry, { at: '2026-11-10T02:00:00Z' }), other)
  await project({ ...entry, version: 2, from: '2026-11-10' })
  expect((await entries()).map(({ status }) => status).toSorted()).toEqual(['EFFECTIVE', 'REPAIRED'])
  await project({ ...entry, version: 3, from: '2026-11-11' })
  expect((await entries()).map(({ status }) => status)).toEqual(['EFFECTIVE', 'EFFECTIVE'])
  await sound()
})

test('an objection that takes the finding away withdraws it; one that takes the repair away restores it', async () => {
  const entry = make.entry('330000', firm)
  await project(entry, make.notice(entry), make.notice(entry, { ...objection, sequence: 7, effect: 'RESTORED' }))
  expect(await entries()).toMatchObject([{ status: 'EFFECTIVE', repair: null }])
  await project(make.notice(entry, { ...objection, sequence: 9, effect: 'WITHDRAWN' }))
  expect(await entries()).toMatchObject([{ status: 'WITHDRAWN', status_class: 'ended', repair: { effect: 'WITHDRAWN', unit: 'ZJ-FGW', annotation: null } }])
  expect((await told()).map(({ op, reason }) => `${op} ${reason}`)).toEqual(['listed RECORD', 'repaired REPAIR', 'listed REPAIR', 'withdrawn REPAIR'])
  await sound()
})

test('steps of a case may come in any order: the last one holds', async () => {
  const entry = make.entry('330000', firm)
  await project(make.notice(entry, { ...objection, sequence: 7, effect: 'RESTORED' }), make.notice(entry), entry)
  expect(await entries()).toMatchObject([{ status: 'EFFECTIVE', repair: null }])
})

test.each<[string, (item: ListEntry) => Partial<RepairNotice>, string | null]>([
  ['another unit', () => ({ actor: 'ZJ-TAX' }), 'ZJ-TAX'],
  ['the single window, where the finder decides', () => ({ actor: 'ZJ-FGW', party: 'CREDIT_CHINA' }), 'ZJ-FGW'],
  ['the gateway, before its day', () => ({ actor: null, step: 'NATURAL_REPAIR', party: 'GATEWAY', effect: 'DELETED' }), null],
  ['an objection body that is none', () => ({ ...objection, actor: 'ZJ-TAX', effect: 'WITHDRAWN' }), 'ZJ-TAX'],
])('who may not decide changes nothing and is kept aside, before or after the record: %s', async (_, change, unit) => {
  for (const order of [(a: ListEntry, b: RepairNotice) => [a, b], (a: ListEntry, b: RepairNotice) => [b, a]]) {
    await emptyReadModel(base.db)
    numbers.clear()
    const entry = make.entry('330000', firm)
    const notice = make.notice(entry, change(entry))
    await project(...order(entry, notice))
    expect(await entries()).toMatchObject([{ status: 'EFFECTIVE', repair: null }])
    expect(await aside()).toMatchObject([{ reason: 'UNIT_NOT_ENTITLED', detail: 'actor', seq: 1, unit: unit && expect.stringContaining(unit) }])
    await sound()
  }
})

test('a unit that says it for another, a red list, another province: nothing', async () => {
  const entry = make.entry('330000', firm)
  const red = make.entry('330000', firm, 'R02')
  await project(entry, red, make.notice(entry, { reportedBy: 'ZJ-TAX' }), make.notice(red))
  await project({ ...make.notice(entry), province: '320000', reportedBy: 'JS-ECO', actor: 'JS-ECO' })
  expect((await entries()).map(({ status }) => status)).toEqual(['EFFECTIVE', 'EFFECTIVE'])
  expect(await aside()).toMatchObject([{ reason: 'UNIT_NOT_ENTITLED', detail: 'actor' }])
})

test('a penalty is repaired alike, also one that moves to another subject', async () => {
  const penalty: ArchiveItem = make.penalty('330000', firm, '号1')
  await project(penalty, make.notice(penalty, { ruleSet: 'cn-2026-36' }))
  const items = () =>
    base.db
      .selectFrom('archive_item')
      .select(['subject_id', 'status', 'status_class', sql`repair ->> 'annotation'`.as('annotation')])
      .execute()
  const annotation = '经某某单位同意修复，不再作为负面信息使用'
  expect(await items()).toEqual([{ subject_id: firm.id, status: 'REPAIRED', status_class: 'repaired', annotation }])
  expect(await counts('archive_rollup')).toEqual([{ effective: 0, repaired: 1, ended: 0 }])
  await project({ ...penalty, version: 2, subject: SUBJECTS[1]! })
  expect(await items()).toEqual([{ subject_id: SUBJECTS[1]!.id, status: 'REPAIRED', status_class: 'repaired', annotation }])
  await sound()
})

test('under the order of 2023 the single window decides on penalties, and on no list', async () => {
  const window = { actor: 'ZJ-FGW', party: 'CREDIT_CHINA', ruleSet: 'cn-2023-58', at: '2026-03-01T02:00:00Z' } as const
  const penalty = make.penalty('330000', firm, '号1')
  const entry = make.entry('330000', firm)
  await project(penalty, entry, make.notice(penalty, window), make.notice(entry, window))
  expect(await base.db.selectFrom('archive_item').select('status').execute()).toEqual([{ status: 'REPAIRED' }])
  expect(await entries()).toMatchObject([{ status: 'EFFECTIVE' }])
})

test('what comes at once, the record and its repair, ends repaired whoever is first', async () => {
  for (let n = 0; n < 12; n += 1) {
    await emptyReadModel(base.db)
    numbers.clear()
    const entry = make.entry('330000', firm)
    await Promise.all(n % 2 ? [project(entry), project(make.notice(entry))] : [project(make.notice(entry)), project(entry)])
    expect(await entries()).toMatchObject([{ status: 'REPAIRED' }])
    await sound()
  }
})
