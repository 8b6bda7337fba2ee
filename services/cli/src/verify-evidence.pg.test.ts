import { type EvidenceTables, evidenceMigrations } from '@delta/access'
import { migrate } from '@delta/store'
import { createTestDatabase } from '@delta/store/testing'
import { expect, test } from 'vitest'
import { verifyEvidence } from './verify-evidence.ts'

test('the audit says how many looks stand, or the first that does not', async () => {
  const base = await createTestDatabase<EvidenceTables>(process.env['DELTA_TEST_POSTGRES'], 2)
  try {
    await migrate(base.db, evidenceMigrations, 'access_migration')
    expect(await verifyEvidence(base.url)).toEqual({ ok: true, line: 'verified: 0 looks at persons, each chained to the one before it' })
    await base.pool.query(`select evidence_append('2026-11-23T00:00:00.000Z', 'li.si', 'analyst', 'analysis', 'c', 'LIST', array['NP:a', 'NP:b'])`)
    expect(await verifyEvidence(base.url)).toMatchObject({
      ok: true,
      line: expect.stringMatching(/^verified: 2 looks at persons.*; the last is [0-9a-f]{64}$/),
    })
    await base.pool.query('alter table evidence disable trigger evidence_stands')
    await base.pool.query(`update evidence set actor = 'wang.wu' where seq = 2`)
    expect(await verifyEvidence(base.url)).toEqual({
      ok: false,
      line: 'not verified: look 2 does not follow from the one before it; 0 looks before it stand',
    })
  } finally {
    await base.drop()
  }
})
