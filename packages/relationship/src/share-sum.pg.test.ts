import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { warnOfShareSums } from './share-sum.ts'
import { migrateRelationship, type RelationshipTables } from './tables.ts'

let base: TestDatabase<RelationshipTables>
beforeAll(async () => {
  base = await createTestDatabase(process.env.DELTA_TEST_POSTGRES)
  await migrateRelationship(base.db)
})
afterAll(() => base?.drop())

const firm = { province: '310000', subject_id: 'F' } as const
const hold = async (shares: readonly (string | null)[], dimension = 'INVESTOR', status = 'effective') => {
  for (const [n, share] of shares.entries()) {
    await sql`insert into relation (province, record_id, version, op, dimension, subject_id, subject_kind, party_kind, party_id, party_id_type, share, placement, reported_by, status, status_class, warnings, known_from, recorded_at)
      values ('310000', ${`${dimension}${status}${n}`}, 1, 'upsert', ${dimension}, 'F', 'ENT', 'NAT', ${`P${n}`}, 'RIC', ${share}, 'UNKNOWN', 'SH-MKT', 'VALID', ${status}, '{W_TRIMMED}', now(), now())`.execute(
      base.db,
    )
  }
}
const warned = async () => {
  await warnOfShareSums(base.db, [firm], new Date().toISOString())
  return (await base.db.selectFrom('relation').select('warnings').orderBy('record_id').execute()).map(row => row.warnings.join('+'))
}

test.each<[string, (string | null)[], boolean]>([
  ['one', ['1.000000'], false],
  ['halves', ['0.500000', '0.500000'], false],
  ['thirds, rounded to six places', ['0.333333', '0.333333', '0.333333'], false],
  ['thirds, rounded to four', ['0.333300', '0.333300', '0.333300'], true],
  ['too little', ['0.400000', '0.500000'], true],
  ['too much', ['0.600000', '0.500000'], true],
  ['one unknown, the rest below one', ['0.600000', null], false],
  ['one unknown, the rest above one', ['0.600000', '0.600000', null], true],
  ['none known', [null, null], false],
])('%s', async (_name, shares, wrong) => {
  await base.db.deleteFrom('relation').execute()
  await hold(shares)
  await hold(['0.900000'], 'SUPPLY_CHAIN')
  await hold(['0.900000'], 'INVESTOR', 'ended')
  const expected = [...shares.map(() => (wrong ? 'W_TRIMMED+W_SHARE_SUM' : 'W_TRIMMED')), 'W_TRIMMED', 'W_TRIMMED']
  expect((await warned()).toSorted()).toEqual(expected.toSorted())
  await sql`delete from relation where status_class = 'effective' and dimension = 'INVESTOR' and record_id <> 'INVESTOReffective0'`.execute(base.db)
  await sql`update relation set share = 1 where record_id = 'INVESTOReffective0'`.execute(base.db)
  expect(await warned()).toEqual(['W_TRIMMED', 'W_TRIMMED', 'W_TRIMMED'])
})
