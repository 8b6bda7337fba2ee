import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stateSubjects } from './state-subjects.ts'
import type { SubjectStatement } from './subject.ts'
import { type ArchiveTables, migrateArchive } from './tables.ts'

let base: TestDatabase<ArchiveTables>
beforeAll(async () => {
  base = await createTestDatabase(process.env.DELTA_TEST_POSTGRES)
  await migrateArchive(base.db)
})
afterAll(() => base?.drop())

const IDS = ['91310115MA1K000011', 'ORG:79Y9T0448', `NP:${'a'.repeat(43)}`] as const
const statement: fc.Arbitrary<SubjectStatement> = fc
  .record({
    id: fc.constantFrom(...IDS),
    kind: fc.constantFrom('ENT', 'INS'),
    rank: fc.constantFrom(0, 1, 2, 3, 4),
    name: fc.constantFrom('甲公司', '乙公司', '丙公司'),
    division: fc.constantFrom(null, '310115', '340104'),
    second: fc.nat(3),
    version: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ id, kind, rank, name, division, second, version }) => ({
    id,
    kind: id.startsWith('NP:') ? 'NAT' : (kind as 'ENT' | 'INS'),
    sub_kind: null,
    id_type: 'USCC',
    masked_id: null,
    facts_rank: rank === 1 ? 1 : 2,
    name: rank === 0 ? null : name,
    name_rank: rank as SubjectStatement['name_rank'],
    division: id === IDS[0] ? '310115' : division,
    at: `2026-11-20T00:00:0${second}Z`,
    version,
  }))

const played = async (batches: readonly (readonly SubjectStatement[])[]) => {
  await base.db.deleteFrom('subject').execute()
  for (const batch of batches) await base.db.transaction().execute(trx => stateSubjects(trx, batch, new Date('2026-11-21T00:00:00Z')))
  return base.db.selectFrom('subject').selectAll().orderBy('id').execute()
}

test('what is stated of a subject counts by rank and time, in whatever order and batches it arrives', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(statement, { minLength: 1, maxLength: 12 }), fc.array(fc.nat(11)), async (statements, order) => {
      const shuffled = order.reduce((list, n) => [...list.slice(n % list.length), ...list.slice(0, n % list.length).toReversed()], [...statements])
      const cut = shuffled.length >> 1
      expect(await played([shuffled.slice(0, cut), shuffled.slice(cut), shuffled.slice(0, 3)])).toEqual(await played([statements]))
    }),
    { numRuns: 60 },
  )
}, 60_000)

const say = (more: Partial<SubjectStatement>): SubjectStatement => ({
  id: IDS[0],
  kind: 'ENT',
  sub_kind: null,
  id_type: 'USCC',
  masked_id: null,
  facts_rank: 2,
  name: null,
  name_rank: 0,
  division: '310115',
  at: '2026-11-20T00:00:00Z',
  version: 1,
  ...more,
})

test('only a subject that was there before and changed is told as changed, with what it now is', async () => {
  await base.db.deleteFrom('subject').execute()
  const state = (more: Partial<SubjectStatement>) => base.db.transaction().execute(trx => stateSubjects(trx, [say(more)], new Date('2026-11-21T00:00:00Z')))
  expect((await state({ name: '甲', name_rank: 2 })).changed).toEqual([])
  expect((await state({ name: '甲', name_rank: 2 })).changed).toEqual([])
  expect((await state({ name: '乙', name_rank: 1 })).changed).toEqual([])
  expect((await state({ name: '乙', name_rank: 3 })).changed).toEqual([{ id: IDS[0], name: '乙', division: '310115', province: '310000' }])
})

test('persons have no search forms', async () => {
  await base.db.deleteFrom('subject').execute()
  await base.db
    .transaction()
    .execute(trx => stateSubjects(trx, [say({ id: IDS[2], kind: 'NAT', name: '张三', name_rank: 2, division: null })], new Date('2026-11-21T00:00:00Z')))
  expect(await base.db.selectFrom('subject').select(['name', 'name_norm', 'name_simplified', 'name_initials']).execute()).toEqual([
    { name: '张三', name_norm: null, name_simplified: null, name_initials: null },
  ])
})
