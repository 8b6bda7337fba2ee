import { addDays, type Subject } from '@delta/model'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { RecordKind, RecordOf } from '@delta/wire'
import { projectBatch } from './project-batch.ts'
import { sweepStatuses } from './sweep.ts'
import { migrateReadModel, type ReadModelTables } from './tables.ts'
import { auditReadModel, emptyReadModel } from './testing/audit.ts'
import { recordsOf, SUBJECTS } from './testing/records.ts'
import { createWorld, deliver, draftOf, type World } from './testing/world.ts'

let base: TestDatabase<ReadModelTables>
let world: World
let make: ReturnType<typeof recordsOf>
let clock: Date
const now = () => clock
beforeAll(async () => {
  base = await createTestDatabase(process.env.DELTA_TEST_POSTGRES)
  await migrateReadModel(base.db)
  world = await createWorld()
  make = recordsOf(world)
})
beforeEach(async () => {
  await emptyReadModel(base.db)
  clock = new Date('2026-11-20T02:10:00Z')
})
afterAll(() => base?.drop())

const project = async (kind: RecordKind, ...records: RecordOf[RecordKind][]) => {
  const topic = world.topicOf(kind, records[0]!.province)
  const messages = await deliver(
    records.map((record, n) => draftOf(topic, record, n + 1)),
    world.keys[records[0]!.province],
    now,
  )
  await projectBatch(topic.name, messages[0]!.partition, messages, world.parts(base.db, now))
}
const sweep = (instant: string, most?: number) => {
  clock = new Date(instant)
  return sweepStatuses({ db: base.db, now, ...(most ? { most } : {}) })
}
const [firm, other, , , , person] = SUBJECTS as [Subject, Subject, Subject, Subject, Subject, Subject]

test('a last day ends at midnight in Shanghai, not before and not in UTC', async () => {
  await project('list-entry', make.entry('310000', firm, 'B05', { to: '2026-11-20' }))
  const status = async () => (await base.db.selectFrom('list_entry').select('status').executeTakeFirstOrThrow()).status
  expect(await sweep('2026-11-20T15:59:59.999Z')).toBe(0)
  expect(await status()).toBe('EFFECTIVE')
  expect(await sweep('2026-11-20T16:00:00Z')).toBe(1)
  expect(await status()).toBe('EXPIRED')
  expect(await sweep('2026-11-21T16:00:00Z')).toBe(0)
  expect(await base.db.selectFrom('list_rollup').select(['effective', 'repaired', 'ended']).execute()).toEqual([{ effective: 0, repaired: 0, ended: 1 }])
})

test('an entry that a future day takes off stays until then; each step is told in the log', async () => {
  await project('list-entry', make.entry('310000', firm, 'B05', { op: 'repair', to: '2026-11-30', removedOn: '2026-11-22', removalReason: 'REPAIRED' }))
  await sweep('2026-11-21T04:00:00Z')
  await sweep('2026-11-22T04:00:00Z')
  await sweep('2026-12-05T04:00:00Z')
  expect(
    await base.db
      .selectFrom('list_change')
      .select(['op', 'reason', 'status', sql<string>`body ->> 'status'`.as('told')])
      .orderBy('seq')
      .execute(),
  ).toEqual([
    { op: 'listed', reason: 'RECORD', status: 'EFFECTIVE', told: 'EFFECTIVE' },
    { op: 'repaired', reason: 'DAY', status: 'REPAIRED', told: 'REPAIRED' },
  ])
})

test('days that were slept through are made up at once, in small transactions, and counts follow', async () => {
  await project(
    'archive-item',
    ...Array.from({ length: 7 }, (_, n) => make.item('310000', firm, 'ENT-OPS-001', { recordId: `${n}`.padEnd(43, 'x'), until: `2026-11-2${n + 1}` })),
  )
  await project('relationship', make.relation('310000', firm, person, { validTo: '2026-11-21' }))
  expect(await sweep('2026-11-24T04:00:00Z', 2)).toBe(4)
  expect(await base.db.selectFrom('archive_rollup').select(['effective', 'ended']).execute()).toEqual([{ effective: 4, ended: 3 }])
  expect(await base.db.selectFrom('relation_rollup').select(['effective', 'ended']).execute()).toEqual([{ effective: 0, ended: 1 }])
  expect(await auditReadModel(base.db)).toEqual([])
})

test('an investor whose term ends changes the sum of the others', async () => {
  const second = SUBJECTS[6]!
  await project(
    'relationship',
    make.relation('310000', firm, person, { share: '0.400000', validTo: '2026-11-21' }),
    make.relation('310000', firm, second, { share: '0.600000' }),
  )
  const warned = async () =>
    (
      await base.db
        .selectFrom('relation')
        .select(['party_id', 'warnings'])
        .where(sql<boolean>`'W_SHARE_SUM' = any(warnings)`)
        .execute()
    ).map(row => row.party_id)
  expect(await warned()).toEqual([])
  await sweep('2026-11-22T04:00:00Z')
  expect(await warned()).toEqual([second.id])
})

test('a row that another transaction holds is left for the next turn', async () => {
  await project('list-entry', make.entry('310000', firm, 'B05', { to: '2026-11-20' }), make.entry('310000', firm, 'R02', { to: '2026-11-20' }))
  await base.db.transaction().execute(async trx => {
    await sql`select from list_entry where domain = 'R02' for update`.execute(trx)
    expect(await sweep('2026-11-21T04:00:00Z')).toBe(1)
  })
  expect(await sweep('2026-11-21T04:01:00Z')).toBe(1)
})

const standings = async () =>
  (
    await sql<{ row: string }>`select concat_ws(' ', status, status_class) as row from list_entry
      union all select concat_ws(' ', status, status_class) from archive_item order by 1`.execute(base.db)
  ).rows.map(({ row }) => row)

test('five years after it was found in Zhejiang, at midnight in Shanghai, time repairs: neither counted nor shown, told once', async () => {
  await project('list-entry', make.entry('330000', firm, 'B05', { from: '2021-11-20' }))
  await project('list-entry', make.entry('310000', firm, 'B05', { from: '2021-11-20' }))
  await project('archive-item', make.penalty('330000', firm, '号1', {}, { decisionDate: '2021-11-20' }))
  await sweep('2026-11-20T15:59:59.999Z')
  expect(await standings()).toEqual(['EFFECTIVE effective', 'EFFECTIVE effective', 'VALID effective'])
  await sweep('2026-11-20T16:00:00Z')
  expect(await standings()).toEqual(['EFFECTIVE effective', 'REPAIRED deleted', 'REPAIRED deleted'])
  expect(await sweep('2026-11-20T16:01:00Z')).toBe(0)
  expect(await base.db.selectFrom('archive_rollup').selectAll().execute()).toEqual([])
  expect(
    await sql`select op, reason, body -> 'repair' ->> 'effect' as effect, body -> 'repair' ->> 'legalBasis' as basis from list_change where reason = 'DAY'`.execute(
      base.db,
    ),
  ).toMatchObject({ rows: [{ op: 'repaired', effect: 'DELETED', basis: '浙江省公共信用修复管理暂行办法第2条' }] })
  expect(await auditReadModel(base.db)).toEqual([])
})

test.each([
  ['the order of 2023: three years', { decisionDate: '2023-11-20', publicUntil: null }, '2026-11-21'],
  ['the order of 2026: a year where no severity is stated', { decisionDate: '2026-04-05', publicUntil: '2029-04-05' }, '2027-04-06'],
  ['the order of 2026: three months for what is slight', { decisionDate: '2026-11-01', severity: 'MINOR' as const }, '2027-02-02'],
  ['the source, where it states less', { decisionDate: '2026-11-01', publicUntil: '2026-12-01' }, '2026-12-02'],
])('the publication of a penalty ends by %s', async (_, decided, on) => {
  await project('archive-item', make.penalty('310000', firm, '号1', {}, decided))
  await sweep(`${addDays(on, -1)}T04:00:00Z`)
  expect(await standings()).toEqual(['VALID effective'])
  await sweep(`${on}T04:00:00Z`)
  expect(await standings()).toEqual(['EXPIRED ended'])
})

test('a clock that was ahead is put right: what it ended stands again, and is told so; clocks that differ by a moment undo nothing', async () => {
  await project('list-entry', make.entry('310000', firm, 'B05', { to: '2026-11-22' }), make.entry('310000', firm, 'B04', { from: '2025-11-20' }))
  await project('archive-item', make.penalty('330000', firm, '号1', {}, { decisionDate: '2021-11-22' }))
  await sweep('2031-01-01T04:00:00Z')
  await project('list-entry', make.entry('310000', other, 'B05', { to: '2026-11-25' }))
  expect(await standings()).toEqual(['EFFECTIVE effective', 'EXPIRED ended', 'EXPIRED ended', 'REPAIRED deleted'])
  await sweep('2026-11-20T04:00:00Z')
  expect(await standings()).toEqual(['EFFECTIVE effective', 'EFFECTIVE effective', 'EFFECTIVE effective', 'VALID effective'])
  expect(await auditReadModel(base.db)).toEqual([])
  await sweep('2026-11-22T16:00:01Z')
  const after = await standings()
  expect(after).toContain('EXPIRED ended')
  expect(await sweep('2026-11-22T15:59:59Z')).toBe(0)
  expect(await standings()).toEqual(after)
  expect((await base.db.selectFrom('list_change').select('op').where('reason', '=', 'DAY').orderBy('seq').execute()).map(({ op }) => op)).toEqual([
    'delisted',
    'listed',
    'listed',
    'delisted',
  ])
})

test('several at once, after days that were slept through: each row once', async () => {
  await project('list-entry', ...['B01', 'B02', 'B03', 'B04', 'B05', 'B06'].map((domain, n) => make.entry('310000', firm, domain, { to: `2026-11-2${n}` })))
  clock = new Date('2026-12-20T04:00:00Z')
  const taken = await Promise.all([1, 2, 3, 4].map(() => sweepStatuses({ db: base.db, now, most: 1 })))
  await sweepStatuses({ db: base.db, now })
  expect(taken.reduce((a, b) => a + b)).toBeLessThanOrEqual(6)
  expect(await base.db.selectFrom('list_change').select('op').where('reason', '=', 'DAY').execute()).toHaveLength(6)
  expect(await auditReadModel(base.db)).toEqual([])
})
