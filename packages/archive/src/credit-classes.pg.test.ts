import type { CountedDatabase } from '@delta/graph/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCreditClasses } from './credit-classes.ts'
import type { ArchiveTables } from './tables.ts'
import { catalogue, FIRM, startArchive } from './testing.ts'

let base: CountedDatabase<ArchiveTables>
beforeAll(async () => {
  base = (await startArchive()).base
  const firm = (id: string, division: string) =>
    sql`insert into subject (id, kind, id_type, facts_rank, name_rank, name_at, name_version, division, division_at, division_version, province)
      values (${id}, 'ENT', 'USCC', 2, 3, now(), 1, ${division}, now(), 1, '330000')`.execute(base.db)
  const item = (id: string, subject: string, indicator: string, value: string, arose: string, given: { status?: string; province?: string } = {}) =>
    sql`insert into archive_item (province, subject_id, record_id, version, op, subject_kind, category, indicator, unit, unit_basis, reported_by, value, arose, status, status_class, warnings, known_from, recorded_at)
      values (${given.province ?? '330000'}, ${subject}, ${id}, 1, 'upsert', 'ENT', 'C09', ${indicator}, 'ZJ-XYZX', 'CATALOGUE', 'ZJ-XYZX', ${value}, ${arose}, ${given.status ?? 'VALID'}, ${given.status ? 'ended' : 'effective'}, '{}', now(), now())`.execute(
      base.db,
    )
  for (const [id, division] of [
    ['graded', '330106'],
    ['plain', '330106'],
    ['closed', '330106'],
    ['stray', '330203'],
    ['other', '330106'],
  ] as const)
    await firm(id, division)
  await item('g1', 'graded', 'ENT-SOC-006', 'ZJ-2020|C', '2024-01-01')
  await item('g2', 'graded', 'ENT-SOC-006', 'ZJ-2020｜ B', '2026-01-01')
  await item('g3', 'graded', 'ENT-SOC-006', 'ZJ-2020|A', '2026-06-01', { status: 'REVOKED' })
  await item('g4', 'plain', 'ENT-SOC-006', 'ZJ-2020|Z', '2026-01-01')
  await item('g5', 'closed', 'ENT-SOC-006', 'ZJ-2020|A', '2026-01-01')
  await item('s5', 'closed', 'ENT-BAS-006', '注销', '2026-01-01')
  await item('g6', 'stray', 'ENT-SOC-006', 'ZJ-2020|E', '2026-01-01')
  await item('g7', 'other', 'ENT-SOC-006', 'SH-SYN|A', '2026-01-01', { province: '310000' })
})
afterAll(() => base.drop())

const classes = async (division: string) =>
  Object.fromEntries((await readCreditClasses(base.db, catalogue, { province: '330000', division })).map(one => [one.id, one.class]))

test('the newest evaluation in force of the province’s own model is the class; whoever has none is NONE; who is struck off is left out', async () => {
  expect(await classes('330106')).toEqual({ graded: 'B', plain: 'NONE', other: 'NONE' })
})

test('a city and a province hold all that lie in them; persons are never told', async () => {
  expect(Object.keys(await classes('330200'))).toEqual(['stray'])
  const all = await classes('330000')
  expect(all).toMatchObject({ graded: 'B', stray: 'E', [FIRM]: 'NONE' })
  expect(Object.keys(all).filter(id => id.startsWith('NP:'))).toEqual([])
})
