import type { Subject } from '@delta/model'
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
beforeAll(async () => {
  base = await createTestDatabase(process.env.DELTA_TEST_POSTGRES, 8)
  await migrateReadModel(base.db)
  world = await createWorld()
  make = recordsOf(world)
})
let numbers: Map<string, number>
beforeEach(async () => {
  await emptyReadModel(base.db)
  numbers = new Map()
})
afterAll(() => base?.drop())

const project = async (kind: RecordKind, ...records: RecordOf[RecordKind][]) => {
  const topic = world.topicOf(kind, records[0]!.province)
  const drafts = records.map(record => {
    const lane = `${topic.name} ${draftOf(topic, record, 0).partition}`
    numbers.set(lane, (numbers.get(lane) ?? 0) + 1)
    return draftOf(topic, record, numbers.get(lane)!)
  })
  const [first] = drafts
  const messages = await deliver(drafts, world.keys[records[0]!.province], now, Number(first!.headers['delta-seq']) - 1)
  await projectBatch(topic.name, first!.partition, messages, world.parts(base.db, now))
}
const [firm, , , , , person] = SUBJECTS
const named = (subject: Subject | undefined, name: string | null): Subject => ({ ...subject!, name })
const at = (minute: number) => ({ recordedAt: `2026-11-20T02:0${minute}:00.000Z` })
const names = async () => ({
  entry: (await base.db.selectFrom('list_entry').select('subject_name').executeTakeFirst())?.subject_name,
  relation: await base.db.selectFrom('relation').select(['subject_name', 'party_name']).executeTakeFirst(),
})
const registered = (subject: Subject, name: string, more = {}) => make.item('310000', subject, `${subject.kind}-BAS-001`, { value: name, ...more })

test('a name that comes after the entry reaches it, its relations and the log', async () => {
  await project('list-entry', make.entry('310000', named(firm, null)))
  await project('relationship', make.relation('330000', named(firm, '写法一'), named(person, null)))
  expect(await names()).toEqual({ entry: '写法一', relation: { subject_name: '写法一', party_name: null } })
  await project('archive-item', registered(named(firm, null), '上海甲有限公司'))
  await project('archive-item', registered(named(person, null), '张三'))
  expect(await names()).toEqual({ entry: '上海甲有限公司', relation: { subject_name: '上海甲有限公司', party_name: '张三' } })
  expect(
    await base.db
      .selectFrom('list_change')
      .select(['seq', 'op', 'reason', sql<string>`body -> 'subject' ->> 'name'`.as('name'), sql<string>`body ->> 'basis'`.as('basis')])
      .orderBy('seq')
      .execute(),
  ).toEqual([
    { seq: 1, op: 'listed', reason: 'RECORD', name: null, basis: '办法第三条' },
    { seq: 2, op: 'updated', reason: 'SUBJECT', name: '写法一', basis: '办法第三条' },
    { seq: 3, op: 'updated', reason: 'SUBJECT', name: '上海甲有限公司', basis: '办法第三条' },
  ])
})

test('a registered name wins over later stated ones, and that of the own province over any other', async () => {
  await project('archive-item', registered(named(firm, null), '登记名'))
  await project('list-entry', make.entry('310000', named(firm, '写法'), 'B05', at(5)))
  await project('archive-item', make.item('330000', named(firm, null), 'ENT-BAS-001', { value: '别省登记名', ...at(6) }))
  expect((await names()).entry).toBe('登记名')
  await project('archive-item', registered(named(firm, null), '改名后', { version: 2, ...at(7) }))
  expect((await names()).entry).toBe('改名后')
  expect(await base.db.selectFrom('subject').select(['name', 'registered', 'name_initials', 'division', 'province', 'org_code']).execute()).toEqual([
    { name: '改名后', registered: true, name_initials: 'GMH', division: '310115', province: '310000', org_code: 'MA1K00001' },
  ])
})

test("a 户籍 that comes late moves a person's entry, and the counts of a relation that the person is the subject of", async () => {
  await project('relationship', make.relation('330000', named(person, '张三'), named(firm, null), { dimension: 'SUPPLY_CHAIN' }))
  await project('list-entry', make.entry('310000', named(person, '张三'), 'B01'))
  const flows = () => base.db.selectFrom('relation_rollup').select(['subject_province', 'party_province', 'effective']).execute()
  expect(await flows()).toEqual([{ subject_province: null, party_province: '310000', effective: 1 }])
  await project('archive-item', make.item('310000', named(person, null), 'NAT-BAS-003', { value: '341881' }))
  expect(await flows()).toEqual([{ subject_province: '340000', party_province: '310000', effective: 1 }])
  expect(await base.db.selectFrom('list_entry').select('subject_division').execute()).toEqual([{ subject_division: '341881' }])
  expect(await auditReadModel(base.db)).toEqual([])
})

test('a version of a relation takes the place in the counts of the one before it', async () => {
  const relation = make.relation('330000', named(firm, '甲'), named(person, '张三'), { dimension: 'SUPPLY_CHAIN' })
  const counts = () => base.db.selectFrom('relation_rollup').select(['province', 'effective', 'ended']).execute()
  await project('relationship', relation)
  await project('relationship', { ...relation, version: 2, validTo: '2026-01-01' })
  expect(await counts()).toEqual([{ province: '330000', effective: 0, ended: 1 }])
  await project('relationship', { ...relation, version: 3, op: 'revoke' })
  expect((await base.db.selectFrom('quarantine').selectAll().execute()).length).toBe(0)
  expect(await auditReadModel(base.db)).toEqual([])
})

test('two projections that run at once leave no entry with an old name', async () => {
  for (let round = 1; round <= 15; round++) {
    const subject = { ...named(firm, null), id: `9131011500000${String(round).padStart(4, '0')}X` }
    await Promise.all([
      project('archive-item', registered(subject, `名称${round}`)),
      project('list-entry', make.entry('310000', subject), make.entry('310000', subject, 'R02')),
      project(
        'relationship',
        make.relation('330000', { ...subject, name: '写法' }, named(person, null)),
        make.relation('330000', { ...subject, name: '写法' }, named(firm, null)),
      ),
    ])
  }
  expect(await auditReadModel(base.db)).toEqual([])
  expect(
    await base.db
      .selectFrom('list_entry')
      .select(sql<number>`count(*) filter (where subject_name like '名称%')`.as('named'))
      .execute(),
  ).toEqual([{ named: 30 }])
})

test('an entry that is projected while a name is being written waits for it', async () => {
  const subject = named(firm, null)
  await project('list-entry', make.entry('310000', subject, 'R02'))
  const holding = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const writing = base.db.transaction().execute(async trx => {
    await sql`update subject set name = '正在写', name_rank = 4 where id = ${subject.id}`.execute(trx)
    await sql`update list_entry set subject_name = '正在写' where subject_id = ${subject.id}`.execute(trx)
    holding.resolve()
    await release.promise
  })
  await holding.promise
  const projecting = project('list-entry', make.entry('310000', subject))
  const waits = async () =>
    (await sql<{ n: number }>`select count(*) as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(base.db))
      .rows[0]!.n > 0
  while (!(await waits())) await new Promise(resolve => setImmediate(resolve))
  release.resolve()
  await Promise.all([writing, projecting])
  expect(await base.db.selectFrom('list_entry').select('subject_name').execute()).toEqual([{ subject_name: '正在写' }, { subject_name: '正在写' }])
})
